"""
The door of protocol.md §5: an object with `cycle()`, made from a connection document.

Here a pairing gets its clients, its memory and its lease; what a cycle does stands in the engine.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sync.clients.released import Released
from sync.clients.tokens import Tokens
from sync.clients.transport import Http, NoAccess, Transport, Unfinished
from sync.clients.xero import Xero
from sync.database import MEMORY, clear_words
from sync.engine import cycle
from sync.lease import Lease, this_process
from sync.links import Links
from sync.log import SILENT, Log
from sync.pairing import Pairing
from sync.parts import PARTS, Parts
from sync.problems import Problems
from sync.pull import look_again
from sync.receive import Hint, Receiver, keys_of

MOST_LOOKS: Final = 50
"""So many records that were hinted at are read one by one; the lists bring the others."""

Hints = Callable[[str], Iterable[Hint]]


def no_hints(_tenant: str) -> Iterable[Hint]:
    """Nobody tells us anything; the lists do."""
    return ()


class Sync:
    """
    The reference sync of one world. `cycle` may be called for ever; nothing else is needed.

    Args:
        log: where it tells what it does.
        hints: the records of an organisation to look at first; see `sync.receive`. Without
            them the object's own `receive` is heard.
    """

    def __init__(
        self,
        connection: Mapping[str, Any],
        http: Http,
        parts: Parts,
        path: str | Path,
        log: Log = SILENT,
        hints: Hints = no_hints,
    ) -> None:
        with clear_words(path):
            self.links = Links(path)
        self.clock = http.clock
        self.log = log
        self.receiver = Receiver(keys_of(connection))
        self.hints = self.receiver.taken if hints is no_hints else hints
        self.calls = 0
        self._worker = f"{this_process()} {id(self):x}"
        self._lease: Lease | None = None
        self._is_stopping = False
        self._path = path
        self._transports = {
            system: self._transport(connection[system], http, parts, system)
            for system in ("xero", "released")
        }
        self.pairings = [
            self._pairing(connection, settings, http, parts) for settings in connection["pairings"]
        ]

    def _transport(
        self, settings: Mapping[str, Any], http: Http, parts: Parts, system: str
    ) -> Transport:
        if system == "xero":
            address = f"{settings['identity_url']}/connect/token"
        else:
            address = f"{settings['api_url']}/rl/oauth/token"
        seat = Lease(self.links, http.clock, f"token.{system}", self._worker)
        tokens = Tokens(system, self.links, http.clock, settings, address, seat, self._renewed)
        client = http.client(settings["api_url"])
        return Transport(client, tokens, http.clock, parts.retry, self._look_up)

    def _renewed(self, system: str) -> None:
        self.log.say("token.renewed", system=system)

    def _pairing(
        self, connection: Mapping[str, Any], settings: Mapping[str, Any], http: Http, parts: Parts
    ) -> Pairing:
        tenant = str(settings["tenant_id"])
        tenants = [str(each["tenant_id"]) for each in connection["pairings"]]
        called = parts.tenant_called(tenants, tenant)
        conflict = (connection.get("policy") or {}).get("conflict", "rl")
        return Pairing(
            company=int(settings["company_id"]),
            tenant=tenant,
            settings=settings,
            links=self.links,
            problems=Problems(self.links, parts.schedule),
            released=Released(self._transports["released"]),
            xero=Xero(self._transports["xero"], called, parts.paging),
            clock=http.clock,
            parts=parts,
            policy=parts.policies[conflict],
            log=self.log,
            profile=str(connection.get("profile", "guide")),
        )

    def cycle(self) -> bool:
        """
        One cycle. True when it is complete, False when it could not finish: call it again.

        Raises:
            Ailing: the file of links cannot be used.
        """
        with clear_words(self._path):
            outcomes = [self._work_on(pairing) for pairing in self.pairings]
        return all(outcomes)

    def receive(self, system: str, headers: Mapping[str, str], body: bytes) -> int:
        """Take one webhook, to be looked into by the next cycle; the status to answer with."""
        named = {name.lower(): value for name, value in headers.items()}
        return self.receiver.receive(system, lambda name: named.get(name.lower()), body)

    def stop(self) -> None:
        """End the cycle before its next call; from any thread."""
        self._is_stopping = True

    def _look_up(self) -> None:
        """Between two calls nothing is half done, so that is where work may end."""
        self.calls += 1
        if self._is_stopping:
            raise Unfinished("it was asked to stop")
        if self._lease is not None:
            self._lease.keep()

    def _work_on(self, pairing: Pairing) -> bool:
        """One pairing's part of a cycle, if no other copy is at it. Rule: R41, R55."""
        lease = Lease(self.links, self.clock, f"pairing.{pairing.company}", self._worker)
        if self._is_stopping or not lease.take():
            why = "it was asked to stop" if self._is_stopping else "another copy is at work"
            self.log.say("cycle.broke_off", company=pairing.company, why=why, wait_s=0)
            return False
        self.links.reread()
        self._hold(lease)
        self.log.say("cycle.began", company=pairing.company, tenant=pairing.tenant)
        try:
            self._look_at_hints(pairing)
            is_complete = cycle([pairing])
        except Exception:  # a crash, which is no Exception, leaves it to run out
            self._hold(None)
            lease.give_back()
            raise
        self._hold(None)
        lease.give_back()
        self.log.say("cycle.ended", company=pairing.company, complete=is_complete)
        return is_complete

    def _hold(self, lease: Lease | None) -> None:
        self._lease = lease
        self.links.guard = lease.check if lease is not None and self.links.is_shared else None

    def _look_at_hints(self, pairing: Pairing) -> None:
        """Read what somebody was said to have touched, where we do not know that state yet."""
        hints = list(self.hints(pairing.tenant))[:MOST_LOOKS]
        if (pairing.value("connection") or {}).get("status") != "Connected":
            return
        for hint in hints:
            link = pairing.of_xero(hint.type, hint.record)
            if link is None or link.xero_version >= hint.at:
                continue
            try:
                look_again(pairing, link)
            except (NoAccess, Unfinished):
                return  # the cycle will meet the same, and say so

    def checkpoint(self) -> bytes:
        """Everything the sync knows, as of the last step it completed."""
        return self.links.checkpoint()

    def resume(self, blob: bytes) -> None:
        """Go on from a checkpoint."""
        self.links.resume(blob)

    def rehearsing(self) -> list[Pairing]:
        """The pairings on a copy of the memory, which is forgotten; tokens alone are kept."""
        copy = Links(MEMORY)
        with clear_words(self._path):
            copy.resume(self.links.checkpoint())
        problems = Problems(copy, self.pairings[0].problems.schedule) if self.pairings else None
        return [
            replace(pairing, links=copy, problems=problems or pairing.problems, log=SILENT)
            for pairing in self.pairings
        ]

    def close(self) -> None:
        """Give up files and connections."""
        for transport in self._transports.values():
            transport.close()
        self.links.close()


def factory(
    connection: Mapping[str, Any],
    http: Http,
    parts: Parts = PARTS,
    path: str | Path = MEMORY,
    log: Log = SILENT,
    hints: Hints = no_hints,
) -> Sync:
    """
    The sync of one world.

    Args:
        connection: the connection document of protocol.md §4.
        http: makes httpx clients and carries the clock.
        parts: what it decides with; a planted bug is another value.
        path: the database; in memory unless a file is named.
        log: where it tells what it does.
        hints: the records of an organisation to look at first.
    """
    return Sync(connection, http, parts, path, log, hints)

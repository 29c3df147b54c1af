"""The door of protocol.md §5: an object with `cycle()`, made from a connection document."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sync.clients.released import Released
from sync.clients.transport import Http, Tokens, Transport
from sync.clients.xero import Xero
from sync.engine import cycle
from sync.links import Links
from sync.pairing import Pairing
from sync.parts import PARTS, Parts
from sync.problems import Problems


class Sync:
    """The reference sync of one world. `cycle` may be called for ever; nothing else is needed."""

    def __init__(
        self, connection: Mapping[str, Any], http: Http, parts: Parts, path: str | Path
    ) -> None:
        self._links = Links(path)
        self._transports = {
            "xero": _transport(connection["xero"], http, parts, self._links, "xero"),
            "released": _transport(connection["released"], http, parts, self._links, "released"),
        }
        self._pairings = [
            self._pairing(connection, settings, http, parts) for settings in connection["pairings"]
        ]

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
            links=self._links,
            problems=Problems(self._links, parts.schedule),
            released=Released(self._transports["released"]),
            xero=Xero(self._transports["xero"], called, parts.paging),
            clock=http.clock,
            parts=parts,
            policy=parts.policies[conflict],
        )

    def cycle(self) -> bool:
        """One cycle. True when it is complete, False when it could not finish: call it again."""
        return cycle(self._pairings)

    def checkpoint(self) -> bytes:
        """Everything the sync knows, as of the last step it completed."""
        return self._links.checkpoint()

    def resume(self, blob: bytes) -> None:
        """Go on from a checkpoint."""
        self._links.resume(blob)

    def close(self) -> None:
        """Give up files and connections."""
        for transport in self._transports.values():
            transport.close()
        self._links.close()


def _transport(
    settings: Mapping[str, Any], http: Http, parts: Parts, links: Links, system: str
) -> Transport:
    if system == "xero":
        address = f"{settings['identity_url']}/connect/token"
    else:
        address = f"{settings['api_url']}/rl/oauth/token"
    tokens = Tokens(system, links, http.clock, settings, address)
    return Transport(http.client(settings["api_url"]), tokens, http.clock, parts.retry)


def factory(
    connection: Mapping[str, Any],
    http: Http,
    parts: Parts = PARTS,
    path: str | Path = ":memory:",
) -> Sync:
    """
    The sync of one world.

    Args:
        connection: the connection document of protocol.md §4.
        http: makes httpx clients and carries the clock.
        parts: what it decides with; a planted bug is another value.
        path: the database; in memory unless a file is named.
    """
    return Sync(connection, http, parts, path)

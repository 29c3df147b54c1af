"""
A lost memory rebuilt from what both systems hold. Nothing is written to either of them.

A record of Re-Leased carries its twin's id; a contact that we made carries ours; what is left are
the few creations that were on the way, found by equal content, one for one.

Rule: R55, R56, R60. What was agreed is lost: where two twins differ now, the policy decides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sync.engine import ORDER, is_connected
from sync.files import RESOURCES, WITH_FILES, look_at_files
from sync.links import Intent, Link
from sync.pairing import Pairing
from sync.pull import pull_released, pull_xero, sync_record_seen
from sync.reasons import reason_of
from sync.seen import REMOVED
from sync.view import in_released_words

MOST_PAGES: Final = 100_000
_NOT_SENT: Final = ("Draft", "Voided", "Deleted", REMOVED)
_NO_INTENT: Final = Intent(0, "", "", 0)


@dataclass(slots=True)
class Relinked:
    """What was found for one company."""

    company: int
    is_connected: bool = True
    linked: dict[str, int] = field(default_factory=dict)
    joined: int = 0
    only_here: int = 0
    only_there: int = 0
    problems: int = 0


def relink(pairing: Pairing) -> Relinked:
    """
    Fill an empty memory from both systems.

    Raises:
        Unfinished, NoAccess: a system could not be read to its end.
    """
    done = Relinked(pairing.company)
    pull_released(pairing)
    if not is_connected(pairing):
        done.is_connected = False
        return done
    pull_xero(pairing)
    done.joined = sum(_joined(pairing, type_) for type_ in ORDER)
    _look_at_all_files(pairing)
    done.problems = _sync_records(pairing)
    for type_ in ORDER:
        links = pairing.links.all_of(pairing.home, type_)
        done.linked[type_] = sum(None not in (x.released_id, x.xero_id) for x in links)
        done.only_here += sum(x.xero_id is None for x in links)
        done.only_there += sum(x.released_id is None for x in links)
    return done


def _joined(pairing: Pairing, type_: str) -> int:
    """Join halves that say the same; each half is used once. How many were joined."""
    finder = pairing.parts.delivery.finders.get(type_)
    ours = [link for link in pairing.links.all_of(pairing.home, type_) if _may_be_lost(link)]
    if finder is None or not ours:
        return 0
    count = 0
    for half in pairing.links.halves(pairing.home, type_):
        if half.xero is None or half.xero.get("status") in _NOT_SENT:
            continue
        seen = in_released_words(pairing, type_, half.xero)
        twin = next((link for link in ours if finder(link, seen, _NO_INTENT)), None)
        if twin is not None:
            ours.remove(twin)
            with pairing.links.step():
                pairing.links.join(twin.id, half.id)
            count += 1
    return count


def _may_be_lost(link: Link) -> bool:
    """Re-Leased has it, in a state in which it is sent, and knows of no twin."""
    if link.released is None or link.xero_id is not None:
        return False
    return link.released.get("status") not in _NOT_SENT


def _look_at_all_files(pairing: Pairing) -> None:
    for resource, key in RESOURCES:
        for page in range(1, MOST_PAGES):
            size = pairing.parts.sweep.documents
            rows, pages = pairing.xero.page_where(resource, {"where": WITH_FILES}, page, size)
            for row in rows:
                link = pairing.of_xero("document", row[key])
                if link is not None:
                    look_at_files(pairing, link, is_thorough=True)
            if page >= pages:
                break


def _sync_records(pairing: Pairing) -> int:
    """
    Take up again what the users were told: unlinked records, and problems that are still open.

    Method: an open problem is due at once, so the next cycle solves it or keeps its record.
    """
    count = 0
    for record in _all_sync_records(pairing):
        with pairing.links.step():
            sync_record_seen(pairing, record)
            count += _problem(pairing, record)
    return count


def _all_sync_records(pairing: Pairing) -> Iterator[Mapping[str, Any]]:
    for page in range(1, MOST_PAGES):
        rows, is_last = pairing.released.sync_records(pairing.company, page)
        yield from rows
        if is_last:
            return


def _problem(pairing: Pairing, record: Mapping[str, Any]) -> bool:
    own, other = record.get("recordId"), record.get("externalId")
    link = pairing.of_released(record["entity"], None if own is None else str(own))
    link = link or pairing.of_xero(record["entity"], other)
    if link is None or record.get("status") != "Open":
        return False
    by = "xero" if record.get("direction") == "Outgoing" else "released"
    pairing.problems.stand(link, by, "", reason_of("refused"), record["reason"], 0)
    pairing.problems.heard(link.id, str(record["id"]), record["reason"])
    pairing.links.execute("UPDATE problem SET retry_at = 0 WHERE pair = ?", (link.id,))
    return True

"""
What the users are told: a sync record for every refusal that stands, resolved when it is solved.

Rule: R12, R29, R62.
"""

import hashlib
from typing import Any, Final

from sync.clients.transport import NoAccess, Ok, Refused
from sync.links import Link, Refusal
from sync.pairing import Pairing
from sync.problems import UNHEARD

_DIRECTIONS: Final = {"xero": "Outgoing", "released": "Incoming"}


def tell_users(pairing: Pairing) -> bool:
    """Open, reword and resolve sync records. False when some answer was lost."""
    is_done = True
    notes = [note for note in pairing.problems.notes(pairing.home) if not _joined(pairing, note)]
    for refusal in pairing.problems.untold(pairing.home):
        told = _open(pairing, refusal) if refusal.is_standing else _resolve(pairing, refusal)
        is_done = is_done and told
    for note, pair, direction, words in notes:
        is_done = _log(pairing, note, pairing.links.pair(pair), direction, words) and is_done
    return is_done


def _joined(pairing: Pairing, note: tuple[int, int, str, str]) -> bool:
    """
    Say a note with the refusal that stands for the same record, if there is one.

    Method: a record has one open entry, so resolving the note's would resolve the refusal's.
    """
    refusal = pairing.problems.of(note[1])
    if refusal is None or not refusal.is_standing:
        return False
    with pairing.links.step():
        pairing.problems.reword(note[1], f"{refusal.reason} {note[3]}")
        pairing.problems.forget_note(note[0])
    return True


def _row(link: Link, direction: str, words: str) -> dict[str, Any]:
    return {
        "entity": link.type,
        "recordId": None if link.released_id is None else int(link.released_id),
        "externalId": link.xero_id,
        "direction": direction,
        "reason": words,
    }


def _call(pairing: Pairing, path: str, body: Any, *about: Any) -> Ok | Refused | None:
    address = f"companies/{pairing.company}/sync-records{path}"
    digest = hashlib.sha256(repr((address, body, *about)).encode()).hexdigest()[:40]
    outcome = pairing.released.write("POST", address, body, f"counterfoil-{digest}")
    if isinstance(outcome, Refused) and outcome.code == "not_connected":
        raise NoAccess(outcome.said)
    return outcome if isinstance(outcome, Ok | Refused) else None


def _open(pairing: Pairing, refusal: Refusal) -> bool:
    with pairing.links.step():
        pairing.problems.ask(refusal.pair)
    record = _posted(pairing, refusal)
    if record is None:
        return False
    with pairing.links.step():
        pairing.problems.heard(refusal.pair, record, refusal.reason)
    return True


def _posted(pairing: Pairing, refusal: Refusal) -> str | None:
    """The id of the open sync record, empty when it is refused, None when it is unknown."""
    link = pairing.links.pair(refusal.pair)
    body = _row(link, _DIRECTIONS[refusal.refused_by], refusal.reason)
    versions = refusal.released_version, refusal.xero_version
    outcome = _call(pairing, "", body, refusal.attempts, versions)
    if outcome is None:
        return None
    return str(outcome.body["id"]) if isinstance(outcome, Ok) else ""


def _resolve(pairing: Pairing, refusal: Refusal) -> bool:
    """A record whose answer was lost is asked for once more: what is open is answered again."""
    record = refusal.record
    if record == UNHEARD:
        record = _posted(pairing, refusal)
    if record is None and refusal.record:
        return False
    if record and _call(pairing, f"/{record}/resolve", None) is None:
        return False
    with pairing.links.step():
        pairing.problems.forget(refusal.pair)
    return True


def _log(pairing: Pairing, note: int, link: Link, direction: str, words: str) -> bool:
    """A note is opened and resolved at once: it is to be read, not to be repaired."""
    outcome = _call(pairing, "", _row(link, direction, words), note, link.released_version)
    if outcome is None:
        return False
    if isinstance(outcome, Ok):
        _call(pairing, f"/{outcome.body['id']}/resolve", None)
    with pairing.links.step():
        pairing.problems.forget_note(note)
    return True

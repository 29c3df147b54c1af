"""
From the stored rows to the pair that a rule looks at: everything in Re-Leased's ids, with what the
record names, what stands against it and what the merge says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from sync.forms import cents, free_name, is_numbered
from sync.links import Link
from sync.merge import NOTHING, Verdict, xero_stands
from sync.ownership import ENTITIES, Picture
from sync.pair import UNKNOWN_TWIN, Pair, Problem, Twin
from sync.pairing import Pairing
from sync.problems import is_waiting
from sync.rules.allocation import APPLIED, REMOVED
from sync.rules.credit import NOT_THERE, OUT_OF_SCOPE, STUCK
from sync.rules.document import is_closed_for_xero

_PARENT: Final = {entity.type: (entity.parent, entity.parent_type) for entity in ENTITIES}
_OTHER: Final = {entity.type: entity.other for entity in ENTITIES}
_MERGED_TYPES: Final = ("contact", "document", "attachment")
_AGREED_TYPES: Final = (*_MERGED_TYPES, "allocation", "payment")
_FREEING: Final = "allocation"
_MOST_MERGES: Final = 20

Tracking = Mapping[tuple[str, ...], tuple[str, ...]]


def in_released_words(pairing: Pairing, type_: str, picture: Picture) -> Picture:
    """A Xero picture in Re-Leased's ids; what Re-Leased does not know becomes None."""
    parent, parent_type = _PARENT[type_]
    if not parent:
        return picture
    named = twin_in_xero(pairing, parent_type, picture.get(parent))
    said = {**picture, parent: named.released_id}
    if other := _OTHER[type_]:
        said[other] = twin_in_xero(pairing, parent_type, picture.get(other)).released_id
    if type_ == "document":
        options = tracking_to_released(pairing) if _has_tracking(picture) else {}
        said["lines"] = [_line_in_released_words(line, options) for line in picture["lines"]]
    return said


def credit_in_released_words(pairing: Pairing, picture: Picture) -> tuple[Picture, list[str]]:
    """
    What of a credit can be mirrored now, and why the rest of it cannot.

    Rule: R63, R47: what settles an invoice goes with it, never alone.
    """
    left_out, settles = [], []
    for id_, invoice, amount, date in picture["settles"] or ():
        twin = twin_in_xero(pairing, "document", invoice)
        why_not = _why_not_settled(pairing, twin, date)
        if why_not:
            left_out.append(why_not)
        else:
            settles.append([id_, twin.released_id, amount, date])
    return {**in_released_words(pairing, "credit", picture), "settles": sorted(settles)}, left_out


def _why_not_settled(pairing: Pairing, invoice: Twin, date: str) -> str:
    bounds = pairing.bounds
    if invoice.is_left_alone or pairing.parts.scope("allocation", None, {"date": date}, bounds):
        return OUT_OF_SCOPE
    if invoice.released_status in ("Approved", "Paid"):
        return ""
    return STUCK if invoice.is_refused or invoice.is_void else NOT_THERE


def _has_tracking(picture: Picture) -> bool:
    return any(line["tracking"] for line in picture["lines"])


def _line_in_released_words(line: Picture, options: Tracking) -> Picture:
    named = [options.get(tuple(entry), (None, None)) for entry in line["tracking"]]
    return {**line, "tracking": sorted((list(entry) for entry in named), key=str)}


def tracking_to_released(pairing: Pairing) -> Tracking:
    """Xero's category and option -> Re-Leased's."""
    return {theirs: ours for ours, theirs in _options(pairing)}


def tracking_to_xero(pairing: Pairing) -> Tracking:
    """Re-Leased's category and option -> Xero's."""
    return dict(_options(pairing))


def _options(pairing: Pairing) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    categories = {
        link.xero_id: link.released_id
        for link in pairing.links.all_of(pairing.home, "tracking_category")
    }
    found = []
    for link in pairing.links.all_of(pairing.home, "tracking_option"):
        category = (link.xero or {}).get("category")
        ours, theirs = (categories.get(category), link.released_id), (category, link.xero_id)
        if all(ours) and all(theirs):
            found.append((ours, theirs))
    return found  # type: ignore[return-value]


def twin_in_xero(pairing: Pairing, type_: str, xero_id: str | None) -> Twin:
    """What a pair may know of what its Xero side names. A merged contact is its survivor."""
    link = pairing.of_xero(type_, xero_id)
    return _twin(pairing, _survivor(pairing, link)) if link else UNKNOWN_TWIN


def twin_in_released(pairing: Pairing, type_: str, released_id: str | None) -> Twin:
    """What a pair may know of the record that its Re-Leased side names."""
    link = pairing.of_released(type_, released_id)
    return _twin(pairing, link) if link else UNKNOWN_TWIN


def _survivor(pairing: Pairing, link: Link) -> Link:
    """The contact that was merged last into one that still stands."""
    for _ in range(_MOST_MERGES):
        merged = (link.xero or {}).get("merged") if link.type == "contact" else None
        into = pairing.of_xero("contact", merged)
        if into is None or into.released_id is None:
            return link
        link = into
    return link


def _twin(pairing: Pairing, link: Link) -> Twin:
    survivor = _survivor(pairing, link)
    refusal = pairing.problems.of(link.id)
    released, xero = link.released or {}, link.xero or {}
    return Twin(
        released_id=link.released_id,
        xero_id=link.xero_id,
        released_status=released.get("wireStatus", released.get("status")),
        xero_status=xero.get("status"),
        merged_into=survivor.released_id if survivor.id != link.id else None,
        kind=str(released.get("kind") or xero.get("kind") or ""),
        is_refused=refusal is not None and refusal.is_standing,
        is_left_alone=_left_alone(pairing, link) is not None,
        due=cents(xero.get("due")),
        xero_version=link.xero_version,
        payments=None if xero.get("payments") is None else tuple(xero["payments"]),
    )


def _left_alone(pairing: Pairing, link: Link) -> str | None:
    if pairing.parts.is_unlinked(link):
        return "unlinked"
    return pairing.parts.scope(link.type, link.released, link.xero, pairing.bounds)


def pair_of(pairing: Pairing, link: Link) -> Pair:
    """The pair that the rules look at."""
    type_, (parent, parent_type) = link.type, _PARENT[link.type]
    xero, left_out = _in_xero(pairing, link)
    ours_twin, theirs_twin = _named(pairing, link, parent, parent_type)
    ours_other, theirs_other = _named(pairing, link, _OTHER[type_], parent_type)
    tracking = _tracking_of(pairing, link)
    base = link.base
    if link.released is not None and xero is not None and type_ in _AGREED_TYPES:
        base = pairing.parts.agreed(type_, base, link.released, xero)
    pair = Pair(
        id=link.id,
        type=type_,
        company=pairing.company,
        released_id=link.released_id,
        xero_id=link.xero_id,
        released_version=link.released_version,
        xero_version=link.xero_version,
        base=base,
        released=link.released,
        xero=xero,
        verdict=_verdict(pairing, type_, base, link.released, xero),
        problem=_problem(pairing, link),
        left_alone=_why_left_alone(
            pairing, link, (ours_twin, theirs_twin, ours_other, theirs_other)
        ),
        left_out=tuple(left_out),
        external_id=link.external_id,
        released_parent=ours_twin,
        xero_parent=theirs_twin,
        released_other=ours_other,
        xero_other=theirs_other,
        is_needed=_is_needed(pairing, link),
        is_resolved=_is_resolved(xero),
        may_be_ours=link.released_id is None and _may_be_ours(pairing, link, xero),
        tracking=tracking,
        name_there=name_there(pairing, link) if type_ == "attachment" else "",
        is_sendable=_is_sendable(link, tracking),
        xero_moved=link.xero_version != link.agreed_version,
    )
    return _closed(pairing, pair)


def _in_xero(pairing: Pairing, link: Link) -> tuple[Picture | None, list[str]]:
    if link.xero is None:
        return None, []
    if link.type == "credit":
        return credit_in_released_words(pairing, link.xero)
    return in_released_words(pairing, link.type, link.xero), []


def _named(pairing: Pairing, link: Link, unit: str, type_: str) -> tuple[Twin, Twin]:
    """What the two sides name by a unit."""
    ours = (link.released or {}).get(unit) if unit else None
    theirs = (link.xero or {}).get(unit) if unit else None
    here = twin_in_released(pairing, type_, ours) if ours else UNKNOWN_TWIN
    if theirs and here.xero_id == theirs and here.merged_into is None:
        return here, here  # one pair, as nearly always: it is read once
    return here, twin_in_xero(pairing, type_, theirs) if theirs else UNKNOWN_TWIN


def _closed(pairing: Pairing, pair: Pair) -> Pair:
    """When Xero's document can no longer change, whatever differs is told to Re-Leased."""
    if pair.type != "document" or pair.released is None or pair.xero is None:
        return pair
    if not is_closed_for_xero(pair):
        return pair
    if any(_frees(pairing, id_, pair) for id_ in pairing.links.open_pairs(pairing.home, _FREEING)):
        return replace(pair, is_freed=True)
    verdict = xero_stands(pair.type, pair.released, pair.xero)
    return replace(pair, verdict=verdict, is_closed=True)


def _frees(pairing: Pairing, id_: int, document: Pair) -> bool:
    """An allocation of the document that Re-Leased has taken back and Xero will."""
    link = pairing.links.pair(id_)
    said, there = link.released or {}, link.xero or {}
    named = (there.get(_PARENT[_FREEING][0]), there.get(_OTHER[_FREEING]))
    is_taken_back = (said.get("status"), there.get("status")) == (REMOVED, APPLIED)
    return is_taken_back and document.xero_id in named and pairing.problems.of(id_) is None


def _why_left_alone(pairing: Pairing, link: Link, named: Iterable[Twin]) -> str | None:
    is_settlement = link.type in ("payment", "allocation", "attachment")
    if is_settlement and any(twin.is_left_alone for twin in named):
        return "on a document that is left alone"
    return _left_alone(pairing, link)


def name_there(pairing: Pairing, link: Link) -> str:
    """
    What a file is called in Xero: its own name, or one with a number where that name is taken.

    Rule: R32. In Xero a name is the key, and another file of that name would be replaced.
    """
    wanted = str((link.released or {}).get("name") or "")
    is_there = link.xero is not None and link.xero["status"] == "Active"
    known = str(link.xero["name"]) if link.xero and is_there else ""
    if known and (not wanted or is_numbered(known, wanted)):
        return known
    document = pairing.of_released("document", (link.released or {}).get("document"))
    if document is None or document.xero_id is None:
        return wanted
    siblings = pairing.links.children_in_xero(pairing.home, "attachment", document.xero_id)
    taken = {
        each.xero["name"]
        for each in siblings
        if each.xero and each.xero["status"] == "Active" and each.id != link.id
    }
    return free_name(wanted, taken)


def _verdict(
    pairing: Pairing, type_: str, base: Picture | None, ours: Picture | None, xero: Picture | None
) -> Verdict:
    if ours is None or xero is None or type_ not in _MERGED_TYPES:
        return NOTHING
    return pairing.parts.merged(type_, base, ours, xero, pairing.policy)


def _problem(pairing: Pairing, link: Link) -> Problem | None:
    refusal = pairing.problems.of(link.id)
    if refusal is None:
        return None
    return Problem(
        refused_by=refusal.refused_by,
        action=refusal.action,
        code=refusal.code,
        reason=refusal.reason,
        is_waiting=is_waiting(refusal, link, pairing.now()),
        attempts=refusal.attempts,
    )


def _is_needed(pairing: Pairing, link: Link) -> bool:
    """A living document or credit in scope names this contact, which Re-Leased does not have."""
    if link.type != "contact" or link.xero_id is None or link.released_id is not None:
        return False
    for type_ in ("document", "credit"):
        for child in pairing.links.children_in_xero(pairing.home, type_, link.xero_id):
            is_alive = (child.xero or {}).get("status") in ("AwaitingApproval", "Approved")
            if is_alive and _left_alone(pairing, child) is None:
                return True
    return False


def _may_be_ours(pairing: Pairing, link: Link, xero: Picture | None) -> bool:
    """Some creation without a known outcome could have made this record. Rule: R41, R60."""
    finder = pairing.parts.delivery.finders.get(link.type)
    if finder is None or xero is None:
        return False
    for pair in pairing.links.intents(pairing.home, link.type):
        ours, intent = pairing.links.pair(pair), pairing.links.intent(pair)
        if intent is not None and ours.xero_id is None and finder(ours, xero, intent):
            return True
    return False


def _is_resolved(xero: Picture | None) -> bool:
    lines = (xero or {}).get("lines") or ()
    return all(None not in entry for line in lines for entry in line["tracking"])


def _tracking_of(pairing: Pairing, link: Link) -> Tracking:
    if link.type != "document" or not link.released or not _has_tracking(link.released):
        return {}
    return tracking_to_xero(pairing)


def _is_sendable(link: Link, tracking: Tracking) -> bool:
    lines = (link.released or {}).get("lines") or ()
    return all(tuple(entry) in tracking for line in lines for entry in line["tracking"])

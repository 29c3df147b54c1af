"""
What was seen is kept as it was seen; whether something is due is decided later, from what is kept.

A record is looked up by its id, never by its looks. Rule: R12, R55, R61.
"""

from collections.abc import Mapping
from typing import Any, Final

from sync.forms import milliseconds
from sync.links import Link
from sync.lost import find_lost
from sync.ownership import ENTITIES, Picture
from sync.pairing import Pairing

REMOVED: Final = "Reversed"
_ENTITY: Final = {entity.type: entity for entity in ENTITIES}
_KEPT_WHEN_ABSENT: Final = (
    "paid", "credited", "due", "allocations", "merged", "marker", "refunded", "settles",
)  # fmt: skip
_LIST: Final = "payments"
"""The payments of a document: what an older version of it listed says nothing of a newer one."""


def released_seen(pairing: Pairing, type_: str, record: Mapping[str, Any]) -> None:
    """Keep a Re-Leased record as it is now. Within a step."""
    picture = pairing.parts.released_pictures[type_](record)
    if not pairing.parts.keeps_link(type_, "released", picture):
        _sever(pairing, pairing.of_released(type_, str(record["id"])), "released")
        return
    link = _released_link(pairing, type_, record)
    version = int(record["version"])
    if link is not None and pairing.parts.is_echo(link, version):
        return
    columns = {
        "released": picture,
        "released_version": version,
        "external_id": record.get("externalId"),
        **_named(type_, "released", picture),
        "is_open": 1,
    }
    if link is not None:
        pairing.links.change(link.id, released_id=str(record["id"]), **columns)
        if _matters_to_children(type_, link.released, picture):
            wake_children(pairing, pairing.links.pair(link.id))
        return
    twin = record.get("externalId")
    if twin is not None and pairing.of_xero(type_, str(twin)) is None:
        columns["xero_id"] = str(twin)
    pairing.links.add(
        pairing.home, pairing.tenant, type_, released_id=str(record["id"]), **columns
    )


def _released_link(pairing: Pairing, type_: str, record: Mapping[str, Any]) -> Link | None:
    """The pair of this record: by its own id, else the half that it says is its twin."""
    link = pairing.of_released(type_, str(record["id"]))
    if link is not None:
        return link
    half = pairing.of_xero(type_, record.get("externalId"))
    return half if half is not None and half.released_id is None else None


def released_gone(pairing: Pairing, type_: str, record: str) -> None:
    """A record is not in Re-Leased any more: an allocation was removed there. Within a step."""
    link = pairing.of_released(type_, record) if type_ == "allocation" else None
    if link is not None and link.released is not None:
        removed(pairing, link, "released", link.released_version + 1)


def removed(pairing: Pairing, link: Link, side: str, version: int, status: str = REMOVED) -> None:
    """This half is no more, though it is still known. Within a step."""
    known = getattr(link, side) or _unknown_half(link)
    picture = {**known, "status": status}
    if picture != getattr(link, side):
        columns = {side: picture, f"{side}_version": version, "is_open": 1}
        pairing.links.change(link.id, **columns)


def _unknown_half(link: Link) -> Picture:
    """A half that was made and removed before it was ever seen names nothing any more."""
    nothing = {_ENTITY[link.type].parent: None, _ENTITY[link.type].other: None}
    return {**(link.released or link.xero or {}), **nothing}


def _named(type_: str, side: str, picture: Picture) -> dict[str, Any]:
    """The columns that say which records this half names."""
    entity = _ENTITY[type_]
    columns = {f"{side}_about": picture.get(entity.parent)}
    return {**columns, f"{side}_also": picture.get(entity.other)} if entity.other else columns


def wake_children(pairing: Pairing, link: Link) -> None:
    """Open what hangs on this pair, and give it another try."""
    for child in pairing.parts.children.get(link.type, ()):
        pairing.links.wake(pairing.home, child, link.released_id, link.xero_id)
        if _ENTITY[child].other:
            ids = link.released_id, link.xero_id
            pairing.links.wake(pairing.home, child, *ids, second=True)
    if link.type == "document":
        pairing.problems.release_children(link)
        if link.xero_id is not None:
            pairing.links.wake_settling(pairing.home, link.xero_id)
    elif link.type == "tracking_option":
        pairing.problems.release(pairing.home, link.type)


def _matters_to_children(type_: str, known: Picture | None, picture: Picture) -> bool:
    units = ("status", "merged") if type_ == "contact" else ("wireStatus", "status", "due", _LIST)
    return any((known or {}).get(unit) != picture.get(unit) for unit in units)


def xero_seen(pairing: Pairing, type_: str, xero_id: str, row: Mapping[str, Any]) -> bool:
    """Keep a Xero record as it is now. Within a step. True when it says something new."""
    picture = pairing.parts.xero_pictures[type_](row)
    if type_ == "document":
        _name_options(pairing, picture)
    link = pairing.of_xero(type_, xero_id)
    version = _version(row, link)
    is_news = _half_seen(pairing, type_, xero_id, picture, version, link)
    if is_news and type_ == "credit":
        _note_settled(pairing, xero_id)
    is_listed = picture.get("allocations") is not None and "Allocations" in row
    if is_listed and (link is None or version >= link.xero_version):
        is_news = _allocations_seen(pairing, xero_id, row, version) or is_news
    return is_news


def _note_settled(pairing: Pairing, credit: str) -> None:
    """Remember which invoices a credit settles, so that what moves them wakes it."""
    link = pairing.of_xero("credit", credit)
    if link is not None and link.xero is not None:
        invoices = [invoice for _, invoice, _, _ in link.xero["settles"] or ()]
        pairing.links.note_settled(pairing.home, link.id, invoices)


def _allocations_seen(pairing: Pairing, note: str, row: Mapping[str, Any], version: int) -> bool:
    """
    Keep the allocations that a credit note lists; what it lists no more was removed.

    Rule: R28.
    Method: allocations have no list and no timestamp of their own, so they have their note's.
    """
    listed: set[str] = set()
    is_news = False
    for allocation in row["Allocations"]:
        found = allocation["AllocationID"]
        listed.add(found)
        said = {**allocation, "CreditNote": {"CreditNoteID": note}}
        picture = pairing.parts.xero_pictures["allocation"](said)
        link = pairing.of_xero("allocation", found)
        is_news = _half_seen(pairing, "allocation", found, picture, version, link) or is_news
    for link in pairing.links.children_in_xero(pairing.home, "allocation", note):
        is_there = link.xero is not None and link.xero["status"] != REMOVED
        if is_there and link.xero_id not in listed and link.xero_version <= version:
            removed(pairing, link, "xero", version)
            is_news = True
    return is_news


def _half_seen(
    pairing: Pairing,
    type_: str,
    xero_id: str,
    picture: Picture,
    version: int,
    link: Link | None,
) -> bool:
    if not pairing.parts.keeps_link(type_, "xero", picture):
        _sever(pairing, link, "xero")
        return True
    if link is None:
        return _first_seen(pairing, type_, xero_id, picture, version)
    if pairing.parts.is_old_news(link, version):
        return False
    known = link.xero or {}
    for unit in _KEPT_WHEN_ABSENT if version > link.xero_version else (*_KEPT_WHEN_ABSENT, _LIST):
        if picture.get(unit) is None and known.get(unit) is not None:
            picture[unit] = known[unit]
    if picture == known:
        return False
    pairing.links.change(
        link.id,
        xero=picture,
        xero_version=version,
        is_open=1,
        **_named(type_, "xero", picture),
    )
    if _matters_to_children(type_, known, picture):
        wake_children(pairing, pairing.links.pair(link.id))
    return True


def _version(row: Mapping[str, Any], link: Link | None) -> int:
    """Xero's own timestamp; a row without one counts how often it was seen to change."""
    if row.get("UpdatedDateUTC"):
        return milliseconds(row["UpdatedDateUTC"])
    return link.xero_version + 1 if link else 1


def _first_seen(
    pairing: Pairing, type_: str, xero_id: str, picture: Picture, version: int
) -> bool:
    about = picture.get(_ENTITY[type_].parent)
    siblings = pairing.links.children_in_xero
    is_known = pairing.parts.is_the_same
    if type_ == "payment" and is_known(picture, siblings(pairing.home, type_, str(about))):
        return False
    columns: dict[str, Any] = {"xero": picture, "xero_version": version, "is_open": 1}
    columns.update(_named(type_, "xero", picture))
    lost = find_lost(pairing, type_, picture)
    if lost is not None:
        pairing.links.change(lost.id, xero_id=xero_id, **columns)
        pairing.links.forget_intent(lost.id)
        return True
    pairing.links.add(pairing.home, pairing.tenant, type_, xero_id=xero_id, **columns)
    if type_ in ("document", "credit") and about is not None:
        contact = pairing.of_xero("contact", about)
        if contact is not None and contact.released_id is None:
            pairing.links.change(contact.id, is_open=1)
    return True


def _name_options(pairing: Pairing, picture: Picture) -> None:
    """
    Xero's lists name a tracking option by its name alone; its id is what counts.

    Rule: R46. The names were read in this same cycle.
    """
    for line in picture["lines"]:
        for entry in line["tracking"]:
            if entry[1] is None:
                entry[1] = _option_named(pairing, entry[0], entry[2])
        line["tracking"] = [entry[:2] for entry in line["tracking"]]


def _option_named(pairing: Pairing, category: str, name: str | None) -> str | None:
    for link in pairing.links.children_in_xero(pairing.home, "tracking_option", category):
        if link.xero is not None and link.xero["name"] == name:
            return link.xero_id
    return None


def _sever(pairing: Pairing, link: Link | None, side: str) -> None:
    """Take this half out of its pair; the other half stays, without a twin."""
    if link is None:
        return
    if side == "released":
        gone = {"released_id": None, "released": None, "released_version": 0}
    else:
        gone = {"xero_id": None, "xero": None, "xero_version": 0}
    pairing.links.change(link.id, **gone, base=None, external_id=None, is_open=1)

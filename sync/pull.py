"""
Reading both systems: what is new is kept, together with the place where reading goes on.

Rule: R61. A cursor is the latest timestamp that the server sent, and is stored after, or with, the
rows that it stands for; the next reading overlaps, and what was seen already is no news.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial
from hashlib import blake2b
from typing import Any, Final

import orjson

from sync.forms import milliseconds
from sync.kinds import CREDITS, kind_of
from sync.links import Link
from sync.pairing import Pairing
from sync.policies import Listing, Reading
from sync.seen import released_gone, released_seen, xero_seen

_KEPT: Final = (
    "tax_type",
    "account",
    "tracking_category",
    "tracking_option",
    "contact",
    "document",
    "allocation",
    "payment",
    "credit",
    "attachment",
)
_SINGLE: Final = {"contact": "Contacts", "payment": "Payments"}


def pull_released(pairing: Pairing) -> None:
    """Read the feed to its end. Each page is one step."""
    after = int(pairing.value("feed") or 0)
    for items, following in pairing.released.changes(pairing.company, after):
        if not items and following == after:
            return
        with pairing.links.step():
            _keep(pairing, items)
            pairing.remember("feed", following)


def _keep(pairing: Pairing, items: Iterable[Mapping[str, Any]]) -> None:
    latest = {(item["type"], str(item["id"])): item for item in items}
    for (type_, _), item in latest.items():
        record = item["record"]
        if record is None:
            released_gone(pairing, type_, str(item["id"]))
        elif type_ in _KEPT:
            released_seen(pairing, type_, record)
        elif type_ == "connection":
            pairing.remember("connection", record)
        elif type_ == "sync_record":
            sync_record_seen(pairing, record)


def sync_record_seen(pairing: Pairing, record: Mapping[str, Any]) -> None:
    """A person unlinks and relinks a record on its sync record. Rule: R63."""
    link = pairing.of_released(record["entity"], _text(record.get("recordId")))
    link = link or pairing.of_xero(record["entity"], _text(record.get("externalId")))
    unlinked = record.get("linkStatus") == "Unlinked"
    if link is not None and link.is_unlinked != unlinked:
        pairing.links.change(link.id, is_unlinked=int(unlinked), is_open=1)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def pull_xero(pairing: Pairing) -> None:
    """Read everything that Xero lists as changed, in the order of work."""
    if pairing.value("currency") is None:
        organisation = pairing.xero.organisation()
        with pairing.links.step():
            pairing.remember("currency", organisation.get("BaseCurrency", ""))
    postponed = []
    for listing in filter(partial(_is_due, pairing), pairing.parts.listings):
        if pairing.parts.cursor.is_saved_before_the_work and listing.how is not Reading.WHOLE:
            postponed += [(listing, rows) for rows in _increment(pairing, listing)]
        else:
            pull_listing(pairing, listing)
    for listing, rows in postponed:
        keep_rows(pairing, listing, rows)


def _is_due(pairing: Pairing, listing: Listing) -> bool:
    """Re-Leased has a place for these records, and the last look is long enough ago."""
    if not pairing.has_place_for(listing.type):
        return False
    last = int(pairing.value(f"read.{listing.resource}") or 0)
    return pairing.now() - last >= 1000 * listing.every_s


def listings_of(pairing: Pairing, type_: str) -> list[Listing]:
    """How this type is read from Xero; documents have a list for invoices and one for notes."""
    return [listing for listing in pairing.parts.listings if listing.type == type_]


def pull_listing(pairing: Pairing, listing: Listing) -> None:
    """Read one list."""
    if listing.how is Reading.WHOLE:
        _pull_whole(pairing, listing)
    else:
        for rows in _increment(pairing, listing):
            keep_rows(pairing, listing, rows)


def _increment(pairing: Pairing, listing: Listing) -> Iterator[list[dict[str, Any]]]:
    """The rows that changed, page by page. The cursor moves when all of them were taken."""
    name = f"since.{listing.resource}"
    cursor = pairing.value(name)
    since = None if cursor is None else pairing.parts.cursor.since(int(cursor))
    latest = int(cursor or 0)
    for rows in _pages(pairing, listing, since):
        latest = max([latest, *_stamps(rows)])
        yield rows
    learnt = {name: latest} if latest and latest != cursor else {}
    if listing.every_s:
        learnt[f"read.{listing.resource}"] = pairing.now()
    if learnt:
        with pairing.links.step():
            for each, value in learnt.items():
                pairing.remember(each, value)


def _pages(
    pairing: Pairing, listing: Listing, since: int | None
) -> Iterable[list[dict[str, Any]]]:
    if listing.how is Reading.PAGES:
        return pairing.xero.pages(listing.resource, listing.query, since)
    return [pairing.xero.rows(listing.resource, listing.query, since)]


def _stamps(rows: list[dict[str, Any]]) -> list[int]:
    return [milliseconds(row["UpdatedDateUTC"]) for row in rows if row.get("UpdatedDateUTC")]


def keep_rows(pairing: Pairing, listing: Listing, rows: list[dict[str, Any]]) -> None:
    """
    Keep one page of rows in one step; what came just so the last time is no news.

    Method: the prints of the list and of its rows are stored with what was kept. A list without
    timestamps is compared as a whole: what is gone from it is archived.
    """
    name, whole = f"rows.{pairing.tenant}.{listing.resource}", _print(rows)
    last, known = pairing.value(name) or ("", {})
    if whole == last:
        return
    prints = {row[listing.key]: _print(row) for row in rows}
    with pairing.links.step():
        fresh = [row for row in rows if known.get(row[listing.key]) != prints[row[listing.key]]]
        news = [row for row in fresh if xero_seen(pairing, listing.type, row[listing.key], row)]
        if news:
            pairing.problems.release(pairing.home, listing.type)
        if listing.how is Reading.WHOLE:
            _keep_missing(pairing, listing.type, prints)
        pairing.remember(name, [whole, prints])


def _print(rows: Any) -> str:
    return blake2b(orjson.dumps(rows), digest_size=16).hexdigest()


def _pull_whole(pairing: Pairing, listing: Listing) -> None:
    rows = pairing.xero.rows(listing.resource, listing.query, None)
    keep_rows(pairing, listing, rows)
    if listing.type == "tracking_category":
        options = [
            {**option, "TrackingCategoryID": row[listing.key], **_retired(row)}
            for row in rows
            for option in row.get("Options") or ()
        ]
        keep_rows(pairing, pairing.parts.options, options)


def _retired(category: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an archived category says of its options: nobody can choose them either. Rule: R46."""
    return {} if category.get("Status", "ACTIVE") == "ACTIVE" else {"Status": category["Status"]}


def _keep_missing(pairing: Pairing, type_: str, listed: Container[str]) -> None:
    for link in pairing.links.all_of(pairing.home, type_):
        if link.xero is not None and link.xero_id not in listed and _is_active(link.xero):
            pairing.links.change(link.id, xero={**link.xero, "status": "Archived"}, is_open=1)


def _is_active(picture: Mapping[str, Any]) -> bool:
    return bool(picture["status"] == "Active")


def _resource(link: Link) -> str:
    """Under which name Xero has the record of a pair."""
    if link.type == "document":
        return kind_of(link.xero, link.released).resource
    if link.type == "credit":
        return CREDITS[(link.xero or link.released or {})["kind"]]
    return _SINGLE[link.type]


def look_again(pairing: Pairing, link: Link) -> bool:
    """
    Read the Xero half of a pair with everything it has. True when it says something new.

    Method: an allocation stands on its credit note only, so that is what is read.
    """
    if link.type == "allocation":
        note = pairing.of_xero("document", (link.xero or {}).get("creditNote"))
        return note is not None and look_again(pairing, note)
    if link.xero_id is None:
        return False
    query = "?unitdp=4" if link.type == "document" else ""
    row = pairing.xero.one(_resource(link), link.xero_id, query)
    if row is None:
        return False
    with pairing.links.step():
        return xero_seen(pairing, link.type, link.xero_id, row)

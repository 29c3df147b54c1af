"""
Journals: how the ledger came to be what it is.

Read from the world's journal, line by line: a record that begins to post gives one, a record that
posts something else, or nothing any more, first gives the reversal of what it posted. A line's
number makes the journal's, so numbers rise for ever and have gaps, as readers must expect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.money import text
from simulators.xero.books import SYSTEM, Books
from simulators.xero.ledger import (
    CASH,
    POSTERS,
    Chart,
    Entry,
    Posting,
    chart_of,
    entry_of,
    reversed_entry,
)
from simulators.xero.wire.values import date_ticks, guid, instant_ticks, money

PAGE: Final = 100
PREFIX: Final = 8


@dataclass(frozen=True, slots=True)
class Journal:
    """One numbered entry, and the instant in which it was made."""

    number: int
    made: str
    entry: Entry


def after(
    books: Books, offset: int, *, since: str = "", payments_only: bool = False
) -> list[Journal]:
    """
    The first hundred journals with a greater number.

    Args:
        books: where.
        offset: the number that all are beyond.
        since: the earliest instant, empty for any.
        payments_only: whether money must have moved.
    """
    found = (
        journal
        for journal in _all(books, max(0, offset // 2 - 1))
        if journal.number > offset and journal.made >= since
        if not payments_only or journal.entry.source in CASH
    )
    return list(islice(found, PAGE))


def find(books: Books, reference: str) -> Journal | None:
    """The journal of an id or a number."""
    number = _number(books, reference)
    if number is None or number < 1:
        return None
    return next((each for each in after(books, number - 1) if each.number == number), None)


def _number(books: Books, reference: str) -> int | None:
    if reference.isascii() and reference.isdecimal() and len(reference) <= 15:
        return int(reference)
    text = guid(reference)
    if text is None or text[: PREFIX + 5] != _id(books, 0, 0)[: PREFIX + 5]:
        return None
    return int(text[-12:], 16)


def _all(books: Books, after_line: int) -> Iterator[Journal]:
    """Two numbers for each line: the even one takes back, the odd one posts."""
    chart, world = chart_of(books), books.world
    for line in world.commits.after(after_line):
        mine = line["system"] == SYSTEM and line["owner"] == books.owner
        if not mine or line["type"] not in POSTERS or line["n"] > world.newest_commit:
            continue
        before = entry_of(chart, line["type"], line["before"])
        after_ = entry_of(chart, line["type"], line["after"])
        if before is not None and not _same(before, after_):
            yield Journal(2 * line["n"], line["time"], reversed_entry(before))
        if after_ is not None and not _same(after_, before):
            yield Journal(2 * line["n"] + 1, line["time"], after_)


def _same(one: Entry, other: Entry | None) -> bool:
    return other is not None and (one.date, one.lines) == (other.date, other.lines)


def render(books: Books, journal: Journal) -> Doc:
    """One journal. Source: documented."""
    chart, entry = chart_of(books), journal.entry
    shown: Doc = {
        "JournalID": _id(books, journal.number, 0),
        "JournalDate": date_ticks(entry.date),
        "JournalNumber": journal.number,
        "CreatedDateUTC": instant_ticks(journal.made),
        "Reference": entry.reference,
        "SourceID": entry.record,
        "SourceType": entry.source,
    }
    shown["JournalLines"] = [
        {"JournalLineID": _id(books, journal.number, place), **_line(books, chart, line)}
        for place, line in enumerate(entry.lines, 1)
    ]
    return shown


def _line(books: Books, chart: Chart, line: Posting) -> Doc:
    account: Any = chart.accounts.get(line.account, {})
    shown: Doc = {
        "AccountID": line.account,
        "AccountCode": account.get("Code", ""),
        "AccountType": account.get("Type", "CURRENT"),
        "AccountName": account.get("Name", ""),
        "Description": line.of.get("Description", ""),
        "NetAmount": _money(line.net),
        "GrossAmount": _money(line.net + line.tax),
        "TaxAmount": _money(line.tax),
    }
    tax_type = str(line.of.get("TaxType", ""))
    if tax_type:
        shown["TaxType"] = tax_type
        shown["TaxName"] = (books.tax_rate(tax_type) or {}).get("Name", "")
    return {**shown, "TrackingCategories": [_tracking(books, e) for e in _tracked(line)]}


def _tracked(line: Posting) -> Any:
    return line.of.get("Tracking", ())


def _tracking(books: Books, entry: Doc) -> Doc:
    category: Doc = books.row("tracking_category", entry["TrackingCategoryID"]) or {}
    option = next(
        (
            option["Name"]
            for option in category.get("Options", ())
            if option["TrackingOptionID"] == entry["TrackingOptionID"]
        ),
        "",
    )
    return {"Name": category.get("Name", ""), "Option": option, **entry}


def _money(amount: Decimal) -> Any:
    return money(text(amount))


def _id(books: Books, number: int, place: int) -> str:
    """An id that carries the number, and the line's place in the journal."""
    mark = sha256(books.owner.encode()).hexdigest()[:PREFIX]
    return f"{mark}-{place:04x}-4000-8000-{number:012x}"

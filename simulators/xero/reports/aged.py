"""What a contact owes or is owed, document by document: worked out again, not read off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from simulators.kernel.call import Doc
from simulators.kernel.money import ZERO
from simulators.xero.balance import APPROVED, TARGETS, Target, allocations_of, payments_of
from simulators.xero.books import Books
from simulators.xero.reports.shape import (
    amount,
    days_between,
    header,
    long_date,
    report,
    row,
    section,
    summary,
)


@dataclass(frozen=True, slots=True)
class Aged:
    """
    One of the two reports.

    Args:
        name: what it is called.
        number: the title of the column that names a document.
        signs: the types of records it shows: 1 for what is owed, -1 for credits.
    """

    name: str
    number: str
    signs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a reader asks for.

    Args:
        contact: the contact.
        day: payments and credits count up to this day.
        first: the first day of documents that stand by themselves; empty for all.
        last: the last day of documents.
    """

    contact: Doc
    day: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Item:
    """One document or credit: what it came to, and what is left of it."""

    doc: Doc
    record: str
    number: str
    total: Decimal
    paid: Decimal
    credited: Decimal

    @property
    def due(self) -> Decimal:
        """What is left; below zero for a credit."""
        return self.total - self.paid - self.credited


def build(books: Books, aged: Aged, asked: Asked) -> Doc:
    """The report. Source: documented."""
    found = sorted(items(books, aged, asked), key=lambda item: (item.doc["Date"], item.number))
    first = asked.first or min((item.doc["Date"] for item in found), default=asked.last)
    opening = [item for item in found if item.doc["Date"] < first]
    shown = [item for item in found if item.doc["Date"] >= first]
    before = sum((item.due for item in opening), ZERO)
    opened = row(f"{first}T00:00:00", "Opening Balance", "", "", "", "", "", amount(before))
    rows = [
        header("Date", aged.number, "Due Date", "", "Total", "Paid", "Credited", "Due"),
        section([opened]),
    ]
    if shown:
        rows.append(section([*(_row(item, asked.day) for item in shown), _sums("Total", shown)]))
    rows.append(section([_sums("Closing Balance", found)]))
    titles = (
        "Invoices",
        asked.contact["Name"],
        f"From {long_date(first)} to {long_date(asked.last)}",
        f"Showing payments to {long_date(asked.day)}",
    )
    return report(books, aged.name, titles, asked.day, rows)


def items(books: Books, aged: Aged, asked: Asked) -> Iterator[Item]:
    """The contact's documents and credits of which something is left."""
    signs = dict(aged.signs)
    for target in TARGETS:
        for doc in books.find(target.table, "contact", asked.contact["ContactID"]):
            if doc["Type"] in signs and doc["Status"] in APPROVED and doc["Date"] <= asked.last:
                item = _item(books, target, doc, signs[doc["Type"]], asked.day)
                if item.due:
                    yield item


def _item(books: Books, target: Target, doc: Doc, sign: int, day: str) -> Item:
    record = doc[target.key]
    number = str(doc.get(target.number, "")) if target.number else ""
    return Item(
        doc,
        record,
        number or doc.get("Reference", ""),
        sign * Decimal(doc["Total"]),
        sign * _sum(payments_of(books, record), day),
        sign * _sum(allocations_of(books, record), day),
    )


def _sum(rows: list[Any], day: str) -> Decimal:
    return sum((Decimal(each["Amount"]) for each in rows if each["Date"] <= day), ZERO)


def _row(item: Item, day: str) -> Doc:
    due_date = item.doc.get("DueDate", "")
    late = days_between(due_date, day) if due_date else 0
    return row(
        f"{item.doc['Date']}T00:00:00",
        item.number,
        f"{due_date}T00:00:00" if due_date else "",
        f"{late} days overdue" if late > 0 else "",
        *(amount(each) for each in (item.total, item.paid, item.credited, item.due)),
        mark="invoiceID",
        of=item.record,
    )


def _sums(title: str, found: list[Item]) -> Doc:
    columns = (
        [item.total for item in found],
        [item.paid for item in found],
        [item.credited for item in found],
        [item.due for item in found],
    )
    return summary(title, "", "", "", *(amount(sum(column, ZERO)) for column in columns))

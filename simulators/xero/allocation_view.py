"""How an allocation is shown: by itself, under its credit, and as a credit under its invoice."""

from __future__ import annotations

from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.xero.allocation import FIELDS
from simulators.xero.balance import Target, allocations_of, target_of
from simulators.xero.books import Books
from simulators.xero.wire.columns import columns, own_columns
from simulators.xero.wire.resource import Depth, Resource, View, echo_parts
from simulators.xero.wire.values import date_ticks, money

SETTLERS: Final = ("CreditNotes", "Prepayments", "Overpayments")
"""The lists in which an invoice shows what was credited."""


def render(_books: Books, doc: Doc, _view: View) -> Doc:
    """The answer to an allocation, which has no id yet. Source: recorded, facts 4.3."""
    credit = target_of(doc)
    record_id = doc[credit.key]
    return {
        **_amount(doc),
        "Invoice": {"InvoiceID": doc["InvoiceID"]},
        credit.name: {credit.key: record_id, "ID": record_id},
    }


def removed(doc: Doc) -> Doc:
    """The answer to a removal, which is not in an envelope. Source: facts 4.3."""
    return {**_own(doc), "Invoice": {"InvoiceID": doc["InvoiceID"]}, "IsDeleted": True}


def of_credit(books: Books, credit_id: str) -> list[Doc]:
    """The allocations under their credit."""
    return [
        {**_own(doc), "Invoice": _invoice(books, doc["InvoiceID"])}
        for doc in allocations_of(books, credit_id)
    ]


def add_credits(books: Books, shown: Doc, invoice: Doc, depth: Depth) -> None:
    """The credits under their invoice. Source: recorded, facts 2.6 and 4.3."""
    if depth is Depth.ANSWER:
        return
    for name in SETTLERS[depth is Depth.SUMMARY :]:
        shown[name] = []
    if invoice["AmountCredited"] == "0.00" or depth is Depth.SUMMARY:
        return
    for doc in allocations_of(books, invoice["InvoiceID"]):
        credit = target_of(doc)
        shown[credit.plural].append(_credit(books, credit, doc))


def _credit(books: Books, credit: Target, doc: Doc) -> Doc:
    record_id = doc[credit.key]
    owner: Doc = books.table(credit.table).row(record_id) or {"Total": doc["Amount"]}
    number = {credit.number: owner.get(credit.number, "")} if credit.number else {}
    return {
        credit.key: record_id,
        **number,
        "ID": record_id,
        "AppliedAmount": money(doc["Amount"]),
        "Date": date_ticks(doc["Date"]),
        "Total": money(owner["Total"]),
        "LineItems": [],
    }


def _own(doc: Doc) -> Doc:
    return {"AllocationID": doc["AllocationID"], **_amount(doc)}


def _amount(doc: Doc) -> Doc:
    return {"Date": date_ticks(doc["Date"]), "Amount": money(doc["Amount"])}


def _invoice(books: Books, invoice_id: str) -> dict[str, Any]:
    doc: Doc = books.table("invoice").row(invoice_id) or {}
    return {"InvoiceID": invoice_id, "InvoiceNumber": doc.get("InvoiceNumber", "")}


ALLOCATIONS: Final = Resource(
    plural="Allocations",
    singular="Allocation",
    kind="allocation",
    key="AllocationID",
    columns=columns(*own_columns(FIELDS)),
    render=render,
    errors_flag="HasErrors",
    echo=echo_parts(FIELDS),
)

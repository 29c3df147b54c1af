"""Credit put on an invoice: what it needs, what it changes, how it is taken off again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.money import cents, text
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero.balance import (
    INVOICES,
    Target,
    allocations_of,
    balanced,
    numbered,
    payments_of,
    target_of,
)
from simulators.xero.books import Books, Writing
from simulators.xero.document_rules import UNKNOWN, lock_refusals

FIELDS: Final = (
    Field("AllocationID", Kind.GUID, SetBy.SERVER),
    Field("Amount", Kind.MONEY),
    Field("AppliedAmount", Kind.MONEY),
    Field("Date", Kind.DATE),
    Field(
        "Invoice",
        Kind.OBJECT,
        fields=(Field("InvoiceID", Kind.GUID), Field("InvoiceNumber")),
    ),
    Field("InvoiceID", Kind.GUID),
)

TOO_MUCH: Final = "{} cannot be allocated as amount is greater than amount outstanding"
PAID_OFF: Final = "The invoice you are trying to allocate to has already been paid off"
WRONG_SIDE: Final = "{} cannot be allocated to an incorrect invoice type"
WRONG_CONTACT: Final = "{} cannot be allocated to an invoice of another contact"
WRONG_CURRENCY: Final = "{} cannot be allocated to an invoice in another currency"
NOT_AUTHORISED: Final = "{} not of valid status for allocation"
NOT_POSITIVE: Final = "The allocation amount must be greater than zero."


def create(books: Books, credit: Target, owner: Doc, wanted: Doc) -> Writing:
    """
    A new allocation; the product adjusts the credit and the invoice.

    Source: documented, facts 4.3. What is sent again is allocated again (XQ-29).

    Raises:
        Refused: with everything that is wrong.
    """
    invoice = _invoice(books, wanted)
    amount = cents(Decimal(wanted.get("Amount") or wanted.get("AppliedAmount") or "0"))
    date = wanted.get("Date", books.today)
    refuse_if(_refusals(books, credit, owner, invoice, amount, date))
    if invoice is None:
        raise AssertionError("refused above")
    doc: Doc = {
        "AllocationID": books.new_id("allocation"),
        "owner": books.owner,
        credit.key: owner[credit.key],
        "InvoiceID": invoice["InvoiceID"],
        "Amount": text(amount),
        "Date": date,
    }
    return Writing(
        doc,
        (Change("allocation", doc["AllocationID"], doc),),
        (
            _changed(books, credit, owner, [*allocations_of(books, owner[credit.key]), doc]),
            _changed(books, INVOICES, invoice, [*allocations_of(books, doc["InvoiceID"]), doc]),
        ),
    )


def remove(books: Books, before: Doc) -> Writing:
    """
    An allocation taken off again: it is gone, the credit and the invoice are as without it.

    Raises:
        Refused: when its date is locked.
    """
    refuse_if(lock_refusals(books, before["Date"]))
    derived = tuple(_without(books, target, before) for target in (target_of(before), INVOICES))
    return Writing(before, (Change("allocation", before["AllocationID"], None),), derived)


def _without(books: Books, target: Target, gone: Doc) -> Change:
    doc = books.row(target.table, gone[target.key])
    if doc is None:
        raise AssertionError("what is allocated is never removed")
    rows = allocations_of(books, gone[target.key])
    rest = [row for row in rows if row["AllocationID"] != gone["AllocationID"]]
    return _changed(books, target, doc, rest)


def _changed(books: Books, target: Target, doc: Doc, allocations: list[Any]) -> Change:
    payments = payments_of(books, doc[target.key])
    return Change(
        target.table, doc[target.key], balanced(books, target, doc, payments, allocations)
    )


def _invoice(books: Books, wanted: Doc) -> Doc | None:
    named = {**wanted.get("Invoice", {})}
    if "InvoiceID" in wanted:
        named.setdefault("InvoiceID", wanted["InvoiceID"])
    if "InvoiceID" in named:
        return books.row("invoice", named["InvoiceID"])
    if named.get("InvoiceNumber"):
        return numbered(books, INVOICES, named["InvoiceNumber"])
    return None


def _refusals(
    books: Books, credit: Target, owner: Doc, invoice: Doc | None, amount: Decimal, date: str
) -> Iterator[Refusal]:
    """In the order in which they were seen together. Source: waynerobinson/xeroizer#320."""
    if owner["Status"] not in ("AUTHORISED", "PAID"):
        yield Refusal("XE-30", NOT_AUTHORISED.format(credit.title), "Status")
    if invoice is None:
        yield Refusal("XE-14", UNKNOWN.format("Invoice", "InvoiceID"), "Invoice")
        return
    left = min(Decimal(owner[credit.left]), Decimal(invoice["AmountDue"]))
    if invoice["Status"] == "PAID":
        yield Refusal("XE-31", PAID_OFF, "Invoice")
    elif invoice["Status"] != "AUTHORISED":
        yield Refusal("XE-32", NOT_AUTHORISED.format("Invoice"), "Invoice")
    if amount <= 0:
        yield Refusal("XE-30", NOT_POSITIVE, "Amount")
    elif amount > left:
        yield Refusal("XE-30", TOO_MUCH.format(credit.title), "Amount")
    yield from _mismatches(credit, owner, invoice)
    yield from lock_refusals(books, date)


def _mismatches(credit: Target, owner: Doc, invoice: Doc) -> Iterator[Refusal]:
    if invoice["Type"] != credit.invoices[owner["Type"]]:
        yield Refusal("XE-32", WRONG_SIDE.format(credit.title), "Invoice")
    if invoice["ContactID"] != owner["ContactID"]:
        yield Refusal("XE-32", WRONG_CONTACT.format(credit.title), "Invoice")
    if invoice["CurrencyCode"] != owner["CurrencyCode"]:
        yield Refusal("XE-32", WRONG_CURRENCY.format(credit.title), "Invoice")

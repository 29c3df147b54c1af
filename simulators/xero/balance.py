"""What is left of a document or credit: the records that money is put against, and their sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.money import ZERO, text
from simulators.xero.books import Books
from simulators.xero.wire.values import guid

APPROVED: Final = ("AUTHORISED", "PAID")
DEAD: Final = ("DELETED", "VOIDED")


@dataclass(frozen=True, slots=True)
class Target:
    """
    One kind of record that payments are made against, and that credit is put on or taken from.

    Args:
        name: what a payment calls it.
        plural: the key in the envelope, and the path.
        title: what refusals call it.
        table: the table.
        key: the id field.
        number: the field with its number, empty when it has none.
        left: the field with what is outstanding.
        paid: the field with the sum of its payments, empty when none shows it.
        credited: the field with the sum of its allocations.
        payments: the PaymentType by its own Type.
        invoices: for a credit, the Type of invoice it may be put on, by its own Type.
    """

    name: str
    plural: str
    title: str
    table: str
    key: str
    number: str
    left: str
    paid: str
    credited: str
    payments: Mapping[str, str]
    invoices: Mapping[str, str] = field(default_factory=dict)


INVOICES: Final = Target(
    name="Invoice",
    plural="Invoices",
    title="Invoice",
    table="invoice",
    key="InvoiceID",
    number="InvoiceNumber",
    left="AmountDue",
    paid="AmountPaid",
    credited="AmountCredited",
    payments={"ACCREC": "ACCRECPAYMENT", "ACCPAY": "ACCPAYPAYMENT"},
)
CREDIT_NOTES: Final = Target(
    name="CreditNote",
    plural="CreditNotes",
    title="Credit Note",
    table="credit_note",
    key="CreditNoteID",
    number="CreditNoteNumber",
    left="RemainingCredit",
    paid="",
    credited="AppliedAmount",
    payments={"ACCRECCREDIT": "ARCREDITPAYMENT", "ACCPAYCREDIT": "APCREDITPAYMENT"},
    invoices={"ACCRECCREDIT": "ACCREC", "ACCPAYCREDIT": "ACCPAY"},
)
PREPAYMENTS: Final = Target(
    name="Prepayment",
    plural="Prepayments",
    title="Prepayment",
    table="prepayment",
    key="PrepaymentID",
    number="",
    left="RemainingCredit",
    paid="",
    credited="AppliedAmount",
    payments={
        "RECEIVE-PREPAYMENT": "ARPREPAYMENTPAYMENT",
        "SPEND-PREPAYMENT": "APPREPAYMENTPAYMENT",
    },
    invoices={"RECEIVE-PREPAYMENT": "ACCREC", "SPEND-PREPAYMENT": "ACCPAY"},
)
OVERPAYMENTS: Final = Target(
    name="Overpayment",
    plural="Overpayments",
    title="Overpayment",
    table="overpayment",
    key="OverpaymentID",
    number="",
    left="RemainingCredit",
    paid="",
    credited="AppliedAmount",
    payments={
        "RECEIVE-OVERPAYMENT": "AROVERPAYMENTPAYMENT",
        "SPEND-OVERPAYMENT": "APOVERPAYMENTPAYMENT",
    },
    invoices={"RECEIVE-OVERPAYMENT": "ACCREC", "SPEND-OVERPAYMENT": "ACCPAY"},
)

INSIDE: Final = {
    "RECEIVE-PREPAYMENT": "ARPREPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENT",
}
"""What the Type of a credit is called where it stands under Invoice. Source: documented."""

TARGETS: Final = (INVOICES, CREDIT_NOTES, PREPAYMENTS, OVERPAYMENTS)
"""Every kind of record that payments are made against."""

CREDITS: Final = tuple(target for target in TARGETS if target.invoices)
"""Those whose amount can be allocated to invoices."""


def target_of(doc: Doc) -> Target:
    """The target that a payment is for, or the credit that an allocation is taken from."""
    return next(each for each in reversed(TARGETS) if each.key in doc)


def by_reference(books: Books, target: Target, reference: str) -> Doc | None:
    """The record of an id or, where there are numbers, of a number."""
    record_id = guid(reference)
    if record_id is not None:
        return books.row(target.table, record_id)
    return numbered(books, target, reference) if target.number else None


def numbered(books: Books, target: Target, number: str, *, of_type: str = "") -> Doc | None:
    """The record of that number, one that is not deleted before one that is."""
    found = books.find(target.table, "number", number)
    rows = [doc for doc in found if not of_type or doc["Type"] == of_type]
    live = [doc for doc in rows if doc["Status"] != "DELETED"]
    return next(iter(live or rows), None)


def payments_of(books: Books, record_id: str) -> list[Any]:
    """The payments that count against a record, oldest first."""
    rows = books.find("payment", "target", record_id)
    return [row for row in rows if row["Status"] == "AUTHORISED"]


def allocations_of(books: Books, record_id: str) -> list[Any]:
    """The allocations to an invoice or from a credit, oldest first."""
    return books.find("allocation", "party", record_id)


def applied(target: Target, doc: Doc) -> Decimal:
    """What is paid, credited, allocated or refunded of a record that is alive."""
    return Decimal(doc["Total"]) - Decimal(doc[target.left])


def balanced(
    books: Books, target: Target, doc: Doc, payments: list[Doc], allocations: list[Doc]
) -> Doc:
    """The record with these payments and allocations applied, and no others."""
    rows = [*payments, *allocations]
    credited = sum((Decimal(row["Amount"]) for row in allocations), ZERO)
    whole = sum((Decimal(row["Amount"]) for row in rows), ZERO)
    last = max((row["Date"] for row in rows), default=doc["Date"])
    sums = {target.credited: text(credited), "UpdatedDateUTC": books.now}
    if target.paid:
        sums[target.paid] = text(whole - credited)
    return settled(target, {**doc, **sums}, whole, last)


def settled(target: Target, doc: Doc, whole: Decimal, paid_on: str) -> Doc:
    """The record with what is left after so much, and PAID or AUTHORISED as that demands."""
    left = Decimal(doc["Total"]) - whole
    after = {name: value for name, value in doc.items() if name != "FullyPaidOnDate"}
    after[target.left] = text(left)
    if doc["Status"] in APPROVED:
        after["Status"] = "AUTHORISED" if left else "PAID"
        if not left:
            after["FullyPaidOnDate"] = paid_on
    return after

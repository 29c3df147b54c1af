"""A payment on an invoice or bill: what it needs, what it changes, how it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.money import ZERO, cents, text
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero import invoice
from simulators.xero.account import takes_payments
from simulators.xero.books import Books, Writing
from simulators.xero.invoice_rules import lock_refusals
from simulators.xero.wire.lengths import too_long

AUTHORISED: Final = "AUTHORISED"
DELETED: Final = "DELETED"
STATUSES: Final = (AUTHORISED, DELETED)
TYPES: Final = {"ACCREC": "ACCRECPAYMENT", "ACCPAY": "ACCPAYPAYMENT"}

FIELDS: Final = (
    Field("PaymentID", Kind.GUID),
    Field("Date", Kind.DATE),
    Field("BankAmount", Kind.MONEY),
    Field("Amount", Kind.MONEY),
    Field("Reference", limit=255),
    Field("CurrencyRate", Kind.DECIMAL),
    Field("PaymentType", Kind.ENUM, SetBy.SERVER),
    Field("Status", Kind.ENUM, values=STATUSES),
    Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
    Field("HasAccount", Kind.BOOLEAN, SetBy.SERVER),
    Field("IsReconciled", Kind.BOOLEAN),
    Field(
        "Account",
        Kind.OBJECT,
        fields=(Field("AccountID", Kind.GUID), Field("Code")),
    ),
    Field(
        "Invoice",
        Kind.OBJECT,
        fields=(Field("InvoiceID", Kind.GUID), Field("InvoiceNumber")),
    ),
    Field("InvoiceID", Kind.GUID),
    Field("InvoiceNumber"),
    Field("AccountID", Kind.GUID),
    Field("Code"),
    Field("CreditNote", Kind.OBJECT, fields=(Field("CreditNoteID", Kind.GUID),)),
    Field("Prepayment", Kind.OBJECT, fields=(Field("PrepaymentID", Kind.GUID),)),
    Field("Overpayment", Kind.OBJECT, fields=(Field("OverpaymentID", Kind.GUID),)),
)

TOO_MUCH: Final = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED: Final = "Payments can only be made against Authorised documents"
NO_ACCOUNT: Final = "Account could not be found"
NOT_PAYABLE: Final = (
    "The account must be a bank account or an account with payments to it enabled."
)
NOT_CHANGEABLE: Final = "Payment not of valid status for modification"
RECONCILED: Final = "A reconciled payment cannot be deleted."
NO_TARGET: Final = "The document that the payment is for could not be found."
NOT_POSITIVE: Final = "The payment amount must be greater than zero."


def create(books: Books, wanted: Doc) -> Writing:
    """
    A new payment; the product adjusts the document that it pays.

    Raises:
        Refused: with everything that is wrong.
    """
    target, account = _target(books, wanted), _account(books, wanted)
    refuse_if(_refusals(books, wanted, target, account))
    if target is None or account is None:
        raise AssertionError("refused above")
    amount = text(cents(Decimal(wanted["Amount"])))
    doc: Doc = {
        "PaymentID": books.new_id("payment"),
        "owner": books.owner,
        "InvoiceID": target["InvoiceID"],
        "AccountID": account["AccountID"],
        "Date": wanted.get("Date", books.today),
        "Amount": amount,
        "BankAmount": amount,
        "Reference": wanted.get("Reference", ""),
        "CurrencyRate": "1.000000",
        "PaymentType": TYPES[target["Type"]],
        "Status": AUTHORISED,
        "HasAccount": True,
        "IsReconciled": bool(wanted.get("IsReconciled", False)),
        "UpdatedDateUTC": books.now,
    }
    if books.actor == "sync":
        doc["CreatedByApp"] = True
    return _written(doc, _paid(books, target, [*_live(books, target["InvoiceID"]), doc]))


def reverse(books: Books, before: Doc, wanted: Doc | None = None) -> Writing:
    """
    A payment taken back: it stays readable as DELETED and leaves the document.

    Raises:
        Refused: when anything else is asked for, or it is deleted or reconciled already.
    """
    refuse_if(_reversal_refusals(books, before, wanted or {"Status": DELETED}))
    after = {**before, "Status": DELETED, "UpdatedDateUTC": books.now}
    target = books.row("invoice", before["InvoiceID"])
    if target is None:
        raise AssertionError("a payment's document is never removed")
    rest = [
        row for row in _live(books, target["InvoiceID"]) if row["PaymentID"] != before["PaymentID"]
    ]
    return _written(after, _paid(books, target, rest))


def relabel(books: Books, before: Doc, fields: Doc) -> Writing:
    """
    A payment with another reference, or marked as reconciled or not: what only people do.

    Raises:
        Refused: when it is deleted, or a text is too long.
    """
    refuse_if(_relabel_refusals(before, fields))
    return _written({**before, **fields, "UpdatedDateUTC": books.now}, None)


def _written(after: Doc, document: Doc | None) -> Writing:
    own = (Change("payment", after["PaymentID"], after),)
    derived = () if document is None else (Change("invoice", document["InvoiceID"], document),)
    return Writing(after, own, derived)


def _live(books: Books, invoice_id: str) -> list[Any]:
    rows = books.find("payment", "invoice", invoice_id)
    return [row for row in rows if row["Status"] == AUTHORISED]


def _paid(books: Books, document: Doc, payments: list[Doc]) -> Doc:
    """The document with these payments applied."""
    paid = sum((Decimal(row["Amount"]) for row in payments), ZERO)
    last = max((row["Date"] for row in payments), default=document["Date"])
    after = invoice.settled({**document, "AmountPaid": text(paid)}, last)
    return {**after, "UpdatedDateUTC": books.now}


def _target(books: Books, wanted: Doc) -> Doc | None:
    named = {**wanted.get("Invoice", {})}
    for name in ("InvoiceID", "InvoiceNumber"):
        if name in wanted:
            named.setdefault(name, wanted[name])
    if "InvoiceID" in named:
        return books.row("invoice", named["InvoiceID"])
    if named.get("InvoiceNumber"):
        return invoice.numbered(books, named["InvoiceNumber"], sales_only=False)
    return None


def _account(books: Books, wanted: Doc) -> Doc | None:
    named = {**wanted.get("Account", {})}
    for name in ("AccountID", "Code"):
        if name in wanted:
            named.setdefault(name, wanted[name])
    if "AccountID" in named:
        return books.row("account", named["AccountID"])
    return books.account(named["Code"]) if named.get("Code") else None


def _refusals(
    books: Books, wanted: Doc, target: Doc | None, account: Doc | None
) -> Iterator[Refusal]:
    if account is None:
        yield Refusal("XE-25", NO_ACCOUNT, "Account")
    elif account["Status"] != "ACTIVE" or not takes_payments(account):
        yield Refusal("XE-26", NOT_PAYABLE, "Account")
    yield from too_long(FIELDS, wanted)
    if target is None:
        yield Refusal("payment", NO_TARGET, "Invoice")
        return
    amount = cents(Decimal(wanted.get("Amount", "0")))
    if target["Status"] != AUTHORISED:
        yield Refusal("XE-24", NOT_AUTHORISED, "Invoice")
    if amount <= 0:
        yield Refusal("payment", NOT_POSITIVE, "Amount")
    elif amount > Decimal(target["AmountDue"]) and target["Status"] in (AUTHORISED, "PAID"):
        yield Refusal("XE-23", TOO_MUCH, "Amount")
    if wanted.get("Status", AUTHORISED).upper() != AUTHORISED:
        yield Refusal("XE-27", NOT_CHANGEABLE, "Status")
    yield from lock_refusals(books, wanted.get("Date", books.today))


def _reversal_refusals(books: Books, before: Doc, wanted: Doc) -> Iterator[Refusal]:
    if before["Status"] == DELETED or wanted.get("Status", "").upper() != DELETED:
        yield Refusal("XE-27", NOT_CHANGEABLE, "Status")
        return
    if before["IsReconciled"]:
        yield Refusal("XE-28", RECONCILED, "IsReconciled")
    yield from lock_refusals(books, before["Date"])


def _relabel_refusals(before: Doc, fields: Doc) -> Iterator[Refusal]:
    if before["Status"] == DELETED:
        yield Refusal("XE-27", NOT_CHANGEABLE, "Status")
    yield from too_long(FIELDS, fields)

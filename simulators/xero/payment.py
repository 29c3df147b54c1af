"""A payment of a document or refund of a credit: what it needs and changes, how it is undone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.money import cents, text
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero import account as accounts
from simulators.xero.balance import (
    APPROVED,
    TARGETS,
    Target,
    allocations_of,
    balanced,
    numbered,
    payments_of,
    target_of,
)
from simulators.xero.books import Books, Writing
from simulators.xero.document_rules import lock_refusals
from simulators.xero.wire.lengths import too_long

AUTHORISED: Final = "AUTHORISED"
DELETED: Final = "DELETED"
STATUSES: Final = (AUTHORISED, DELETED)
TYPES: Final = tuple(name for target in TARGETS for name in target.payments.values())


def _named(target: Target) -> tuple[Field, ...]:
    """The fields by which a payment names what it is for."""
    number = (Field(target.number),) if target.number else ()
    return (Field(target.key, Kind.GUID), *number)


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
    Field("AccountID", Kind.GUID),
    Field("Code"),
    *(Field(target.name, Kind.OBJECT, fields=_named(target)) for target in TARGETS),
    *(field for target in TARGETS for field in _named(target)),
)

TOO_MUCH: Final = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED: Final = "Payments can only be made against Authorised documents"
NO_ACCOUNT: Final = "Account could not be found"
NOT_PAYABLE: Final = (
    "The account must be a bank account or an account with payments to it enabled."
)
NOT_CHANGEABLE: Final = "Payment not of valid status for modification"
RECONCILED: Final = "A reconciled payment cannot be deleted."
IN_BATCH: Final = "Payments within a batch cannot be deleted."
NO_TARGET: Final = "The document that the payment is for could not be found."
MANY_TARGETS: Final = "A payment can be for one document only."
NOT_POSITIVE: Final = "The payment amount must be greater than zero."


def create(books: Books, wanted: Doc) -> Writing:
    """
    A new payment or refund; the product adjusts what it is for.

    Raises:
        Refused: with everything that is wrong.
    """
    named, account = named_targets(books, wanted), account_of(books, wanted)
    refuse_if(_refusals(books, wanted, named, account))
    ((target, document),) = named
    if document is None or account is None:
        raise AssertionError("refused above")
    doc = made(books, wanted, target, document, account)
    payments = [*payments_of(books, document[target.key]), doc]
    return _written(doc, paid(books, target, document, payments))


def made(books: Books, wanted: Doc, target: Target, document: Doc, account: Doc) -> Doc:
    """A payment that was found in order, before anything is adjusted."""
    amount = cents(Decimal(wanted["Amount"]))
    rate = _rate(books, wanted, document)
    doc: Doc = {
        "PaymentID": books.new_id("payment"),
        "owner": books.owner,
        target.key: document[target.key],
        "AccountID": account["AccountID"],
        "Date": wanted.get("Date", books.today),
        "Amount": text(amount),
        "BankAmount": text(_bank_amount(wanted, amount, rate)),
        "Reference": wanted.get("Reference", ""),
        "CurrencyRate": f"{rate:.6f}",
        "PaymentType": target.payments[document["Type"]],
        "Status": AUTHORISED,
        "HasAccount": True,
        "IsReconciled": bool(wanted.get("IsReconciled", False)),
        "UpdatedDateUTC": books.now,
    }
    if books.actor == "sync":
        doc["CreatedByApp"] = True
    return doc


def _rate(books: Books, wanted: Doc, document: Doc) -> Decimal:
    """The rate of a payment in another currency, its document's unless sent. Source: facts 4.4."""
    if document["CurrencyCode"] == books.organisation["BaseCurrency"]:
        return Decimal(1)
    return Decimal(wanted.get("CurrencyRate") or document["CurrencyRate"])


def _bank_amount(wanted: Doc, amount: Decimal, rate: Decimal) -> Decimal:
    """What the bank moved: as sent, else worked out, for another currency only."""
    if rate == 1 or rate <= 0:
        return amount
    return cents(Decimal(wanted["BankAmount"]) if "BankAmount" in wanted else amount / rate)


def reverse(books: Books, before: Doc, wanted: Doc | None = None) -> Writing:
    """
    A payment taken back: it stays readable as DELETED and leaves the document.

    Raises:
        Refused: when anything else is asked for, or it is deleted or reconciled already.
    """
    refuse_if(_reversal_refusals(books, before, wanted or {"Status": DELETED}))
    after = {**before, "Status": DELETED, "UpdatedDateUTC": books.now}
    target = target_of(before)
    document = books.row(target.table, before[target.key])
    if document is None:
        raise AssertionError("what is paid is never removed")
    payments = payments_of(books, before[target.key])
    rest = [row for row in payments if row["PaymentID"] != before["PaymentID"]]
    return _written(after, paid(books, target, document, rest))


def relabel(books: Books, before: Doc, fields: Doc) -> Writing:
    """
    A payment with another reference, or marked as reconciled or not: what only people do.

    Raises:
        Refused: when it is deleted, or a text is too long.
    """
    refuse_if(_relabel_refusals(before, fields))
    return _written({**before, **fields, "UpdatedDateUTC": books.now})


def _written(after: Doc, *derived: Change) -> Writing:
    return Writing(after, (Change("payment", after["PaymentID"], after),), derived)


def paid(books: Books, target: Target, document: Doc, payments: list[Any]) -> Change:
    """What these payments make of what they are for."""
    record_id = document[target.key]
    after = balanced(books, target, document, payments, allocations_of(books, record_id))
    return Change(target.table, record_id, after)


def named_targets(books: Books, wanted: Doc) -> list[tuple[Target, Doc | None]]:
    """What a payment names, of each kind, None where it is not there."""
    return [
        (target, _document(books, target, {**wanted, **wanted.get(target.name, {})}))
        for target in TARGETS
        if wanted.get(target.name) or wanted.get(target.key) or wanted.get(target.number)
    ]


def _document(books: Books, target: Target, named: Doc) -> Doc | None:
    if target.key in named:
        return books.row(target.table, named[target.key])
    if named.get(target.number):
        return numbered(books, target, named[target.number])
    return None


def account_of(books: Books, wanted: Doc) -> Doc | None:
    """The account that a payment or a batch is made from or to."""
    flat: Doc = {name: wanted[name] for name in ("AccountID", "Code") if name in wanted}
    return accounts.named(books, {**flat, **wanted.get("Account", {})})


def _refusals(
    books: Books, wanted: Doc, named: list[tuple[Target, Doc | None]], account: Doc | None
) -> Iterator[Refusal]:
    yield from account_refusals(account)
    yield from too_long(FIELDS, wanted)
    if len(named) > 1:
        yield Refusal("payment", MANY_TARGETS, "Invoice")
    for target, document in named or ((TARGETS[0], None),):
        yield from target_refusals(wanted, target, document)
    if wanted.get("Status", AUTHORISED).upper() != AUTHORISED:
        yield Refusal("XE-27", NOT_CHANGEABLE, "Status")
    yield from lock_refusals(books, wanted.get("Date", books.today))


def account_refusals(account: Doc | None) -> Iterator[Refusal]:
    """What is wrong with the account that a payment is made from or to."""
    if account is None:
        yield Refusal("XE-25", NO_ACCOUNT, "Account")
    elif account["Status"] != "ACTIVE" or not accounts.takes_payments(account):
        yield Refusal("XE-26", NOT_PAYABLE, "Account")


def target_refusals(wanted: Doc, target: Target, document: Doc | None) -> Iterator[Refusal]:
    """What forbids paying so much on a document, or refunding so much of a credit."""
    if document is None:
        yield Refusal("payment", NO_TARGET, target.name)
        return
    amount = cents(Decimal(wanted.get("Amount", "0")))
    if document["Status"] != AUTHORISED:
        yield Refusal("XE-24", NOT_AUTHORISED, target.name)
    if amount <= 0:
        yield Refusal("payment", NOT_POSITIVE, "Amount")
    elif amount > Decimal(document[target.left]) and document["Status"] in APPROVED:
        yield Refusal("XE-23", TOO_MUCH, "Amount")


def _reversal_refusals(books: Books, before: Doc, wanted: Doc) -> Iterator[Refusal]:
    if before["Status"] == DELETED or wanted.get("Status", "").upper() != DELETED:
        yield Refusal("XE-27", NOT_CHANGEABLE, "Status")
        return
    if "BatchPaymentID" in before:
        yield Refusal("XE-29", IN_BATCH, "BatchPaymentID")
    if before["IsReconciled"]:
        yield Refusal("XE-28", RECONCILED, "IsReconciled")
    yield from lock_refusals(books, before["Date"])


def _relabel_refusals(before: Doc, fields: Doc) -> Iterator[Refusal]:
    if before["Status"] == DELETED:
        yield Refusal("XE-27", NOT_CHANGEABLE, "Status")
    yield from too_long(FIELDS, fields)

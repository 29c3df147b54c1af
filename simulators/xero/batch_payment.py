"""Many payments as one movement of money: what a batch needs, makes, and takes back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.money import ZERO, cents, text
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero import payment
from simulators.xero.balance import INVOICES, payments_of
from simulators.xero.books import Books, Writing
from simulators.xero.document_rules import distinct, lock_refusals
from simulators.xero.payment import AUTHORISED, DELETED, STATUSES
from simulators.xero.wire.lengths import too_long

TYPES: Final = {"ACCREC": "RECBATCH", "ACCPAY": "PAYBATCH"}
TEXTS: Final = ("Reference", "Particulars", "Details", "Narrative")

FIELDS: Final = (
    Field("Account", Kind.OBJECT, fields=(Field("AccountID", Kind.GUID), Field("Code"))),
    Field("AccountID", Kind.GUID),
    Field("Code"),
    Field("Reference", limit=255),
    Field("Particulars", limit=12),
    Field("Details", limit=18),
    Field("Narrative", limit=18),
    Field("BatchPaymentID", Kind.GUID),
    Field("Date", Kind.DATE),
    Field("Payments", Kind.ROWS, fields=payment.FIELDS),
    Field("Type", Kind.ENUM, SetBy.SERVER, values=tuple(TYPES.values())),
    Field("Status", Kind.ENUM, values=STATUSES),
    Field("TotalAmount", Kind.MONEY, SetBy.SERVER),
    Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
    Field("IsReconciled", Kind.BOOLEAN, SetBy.SERVER),
)

NO_PAYMENTS: Final = "One or more payments must be specified"
NOT_AN_INVOICE: Final = "Only invoices and bills can be paid in a batch."
MIXED: Final = "The payments of a batch must all be for invoices, or all for bills."
NOT_CHANGEABLE: Final = "Batch Payment not of valid status for modification"
RECONCILED: Final = "A reconciled batch payment cannot be deleted."
UNKNOWN: Final = "An existing Batch Payment with the specified BatchPaymentID could not be found"


def create(books: Books, wanted: Doc) -> Writing:
    """
    A batch with its payments, all or none; the product adjusts what they pay. Facts 4.5.

    Raises:
        Refused: with everything that is wrong, with any of its payments.
    """
    account = payment.account_of(books, wanted)
    rows = [(row, payment.named_targets(books, row)) for row in wanted.get("Payments", ())]
    refuse_if(distinct([*_refusals(books, wanted, rows, account)]))
    if account is None:
        raise AssertionError("refused above")
    documents = [document or {} for _, ((_, document),) in rows]
    batch = _batch(books, wanted, account, documents)
    made = [
        {
            **payment.made(books, _as_payment(wanted, row), INVOICES, document, account),
            "BatchPaymentID": batch["BatchPaymentID"],
        }
        for (row, _), document in zip(rows, documents, strict=True)
    ]
    batch["TotalAmount"] = text(sum((Decimal(doc["Amount"]) for doc in made), ZERO))
    return _written(books, batch, made, added=made)


def delete(books: Books, before: Doc, wanted: Doc | None = None) -> Writing:
    """
    A batch taken back: it and its payments stay readable as DELETED.

    Raises:
        Refused: when anything else is asked for, it is deleted or reconciled already, or locked.
    """
    members = payments_in(books, before)
    refuse_if(_deletion_refusals(books, before, members, wanted or {"Status": DELETED}))
    gone = {"Status": DELETED, "UpdatedDateUTC": books.now}
    return _written(books, {**before, **gone}, [{**row, **gone} for row in members], added=[])


def delete_named(books: Books, wanted: Doc) -> Writing:
    """
    The batch that a row names taken back.

    Raises:
        Refused: when it names none, or as `delete`.
    """
    before = books.row("batch_payment", wanted.get("BatchPaymentID"))
    if before is None:
        refuse_if([Refusal("batch", UNKNOWN, "BatchPaymentID")])
        raise AssertionError("refused above")
    return delete(books, before, wanted)


def payments_in(books: Books, batch: Doc) -> list[Any]:
    """The live payments of a batch, oldest first."""
    rows = books.find("payment", "batch", batch["BatchPaymentID"])
    return [row for row in rows if row["Status"] == AUTHORISED]


def is_reconciled(books: Books, batch: Doc) -> bool:
    """Whether one of its payments is matched with the bank statement."""
    return any(row["IsReconciled"] for row in payments_in(books, batch))


def _batch(books: Books, wanted: Doc, account: Doc, documents: list[Doc]) -> Doc:
    doc: Doc = {
        "BatchPaymentID": books.new_id("batch_payment"),
        "owner": books.owner,
        "AccountID": account["AccountID"],
        "Reference": "",
        **{name: wanted[name] for name in TEXTS if name in wanted},
        "Date": wanted.get("Date", books.today),
        "Type": TYPES[documents[0]["Type"]],
        "Status": AUTHORISED,
        "UpdatedDateUTC": books.now,
    }
    if books.actor == "sync":
        doc["CreatedByApp"] = True
    return doc


def _as_payment(wanted: Doc, row: Doc) -> Doc:
    """A payment's row with what it takes from its batch."""
    shared: Doc = {name: wanted[name] for name in ("Date", "Reference") if name in wanted}
    own: Doc = {name: row[name] for name in ("Amount", "Reference") if name in row}
    return {**shared, **own}


def _written(books: Books, batch: Doc, members: list[Doc], *, added: list[Doc]) -> Writing:
    """The batch, its payments as they will be, and what that makes of the documents they pay."""
    ours = {row["PaymentID"] for row in members}
    derived = []
    for invoice_id in dict.fromkeys(row["InvoiceID"] for row in members):
        document = books.row("invoice", invoice_id)
        if document is None:
            raise AssertionError("what is paid is never removed")
        rest = [row for row in payments_of(books, invoice_id) if row["PaymentID"] not in ours]
        rest += [row for row in added if row["InvoiceID"] == invoice_id]
        derived.append(payment.paid(books, INVOICES, document, rest))
    own = [Change("payment", row["PaymentID"], row) for row in members]
    head = Change("batch_payment", batch["BatchPaymentID"], batch)
    return Writing(batch, (head, *own), tuple(derived))


Named = list[tuple[Doc, list[tuple[Any, Doc | None]]]]


def _refusals(books: Books, wanted: Doc, rows: Named, account: Doc | None) -> Iterator[Refusal]:
    yield from payment.account_refusals(account)
    yield from too_long(FIELDS, wanted)
    if not rows:
        yield Refusal("batch", NO_PAYMENTS, "Payments")
    yield from _payment_refusals(rows)
    types = {document["Type"] for _, named in rows for _, document in named if document}
    if len(types & TYPES.keys()) > 1:
        yield Refusal("batch", MIXED, "Payments")
    if str(wanted.get("Status", AUTHORISED)).upper() != AUTHORISED:
        yield Refusal("batch", NOT_CHANGEABLE, "Status")
    yield from lock_refusals(books, wanted.get("Date", books.today))


def _payment_refusals(rows: Named) -> Iterator[Refusal]:
    """What is wrong with each payment, given those before it in the batch."""
    spent: dict[str, Decimal] = {}
    for row, named in rows:
        if any(target is not INVOICES for target, _ in named):
            yield Refusal("batch", NOT_AN_INVOICE, "Payments")
            continue
        (target, document) = named[0] if named else (INVOICES, None)
        left = document
        if document is not None:
            before = spent.get(document["InvoiceID"], ZERO)
            left = {**document, "AmountDue": text(Decimal(document["AmountDue"]) - before)}
            amount = cents(Decimal(row.get("Amount", "0")))
            spent[document["InvoiceID"]] = before + amount
        yield from payment.target_refusals(row, target, left)


def _deletion_refusals(
    books: Books, before: Doc, members: list[Any], wanted: Doc
) -> Iterator[Refusal]:
    asked = str(wanted.get("Status", "")).upper()
    if before["Status"] == DELETED or asked != DELETED:
        yield Refusal("batch", NOT_CHANGEABLE, "Status")
        return
    if any(row["IsReconciled"] for row in members):
        yield Refusal("batch", RECONCILED, "IsReconciled")
    yield from lock_refusals(books, before["Date"])

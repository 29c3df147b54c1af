"""What people do with money that has no document, with transfers, batches and leftover credit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import bank_transaction, bank_transfer, batch_payment
from simulators.xero.bank_transaction_rules import FIELDS
from simulators.xero.people.acting import books_of, read, touched
from simulators.xero.wire.body import Shape

Run = Callable[[World, Origin, str, Doc], None]

SHAPE: Final = Shape(FIELDS)
EDITABLE: Final = (
    "ContactID", "AccountID", "Code", "Date", "Reference", "LineAmountTypes", "LineItems",
)  # fmt: skip
NAMES: Final = ("Type", "Contact", *EDITABLE)
TRANSFER_SHAPE: Final = Shape(bank_transfer.FIELDS)
TRANSFER_NAMES: Final = (
    "FromBankAccount", "ToBankAccount", "Amount", "Date", "Reference", "FromTracking",
    "ToTracking",
)  # fmt: skip
BATCH_SHAPE: Final = Shape(batch_payment.FIELDS)
BATCH_NAMES: Final = (
    "AccountID", "Code", "Date", "Payments", "Reference", "Particulars", "Details", "Narrative",
)  # fmt: skip


def spend_or_receive(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Record money spent or received without a document."""
    books = books_of(world, origin)
    books.commit(bank_transaction.create(books, read(SHAPE, fields)))


def edit(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Change a bank transaction."""
    books = books_of(world, origin)
    before = touched(books, "bank_transaction", record_id)
    books.commit(bank_transaction.update(books, before, read(SHAPE, fields)))


def delete(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
    """Delete a bank transaction."""
    books = books_of(world, origin)
    before = touched(books, "bank_transaction", record_id)
    books.commit(bank_transaction.delete(books, before))


def reconciled(value: bool) -> Run:  # noqa: FBT001
    """The action that marks a bank transaction as reconciled or not."""

    def run(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
        books = books_of(world, origin)
        before = touched(books, "bank_transaction", record_id)
        books.commit(bank_transaction.reconcile(books, before, value))

    return run


def batch(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Pay many invoices, or many bills, as one movement of money."""
    books = books_of(world, origin)
    books.commit(batch_payment.create(books, read(BATCH_SHAPE, fields)))


def unbatch(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
    """Take a batch back."""
    books = books_of(world, origin)
    before = touched(books, "batch_payment", record_id)
    books.commit(batch_payment.delete(books, before))


def void(kind: str) -> Run:
    """The action that deletes the bank transaction behind a credit."""

    def run(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
        books = books_of(world, origin)
        credit = touched(books, kind, record_id)
        before = touched(books, "bank_transaction", credit["BankTransactionID"])
        books.commit(bank_transaction.delete(books, before))

    return run


def transfer(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Move money between two bank accounts."""
    books = books_of(world, origin)
    books.commit(bank_transfer.create(books, read(TRANSFER_SHAPE, fields)))


EDITS: Final = (
    Edit(
        "bank_transaction.create",
        NAMES,
        spend_or_receive,
        "Record money spent (SPEND) or received (RECEIVE) without a document.",
    ),
    Edit("bank_transaction.edit", EDITABLE, edit, "Change money spent or received."),
    Edit(
        "bank_transaction.delete",
        (),
        delete,
        "Delete money spent or received, and the credit or transfer that it belongs to.",
    ),
    Edit(
        "bank_transaction.reconcile",
        (),
        reconciled(True),
        "Match money spent or received with the bank statement.",
    ),
    Edit("bank_transaction.unreconcile", (), reconciled(False), "Undo that match."),
    Edit("bank_transfer.create", TRANSFER_NAMES, transfer, "Move money between bank accounts."),
    Edit(
        "batch_payment.create",
        BATCH_NAMES,
        batch,
        "Pay many invoices, or many bills, as one movement of money.",
    ),
    Edit("batch_payment.delete", (), unbatch, "Take a batch of payments back."),
    Edit("prepayment.void", (), void("prepayment"), "Void a prepayment of which nothing is used."),
    Edit(
        "overpayment.void",
        (),
        void("overpayment"),
        "Void an overpayment of which nothing is used.",
    ),
)

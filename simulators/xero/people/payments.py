"""What people do with payments, reconciling included, and with money that has no document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import bank_transaction, payment
from simulators.xero.people.acting import books_of, read, touched
from simulators.xero.wire.body import Shape

SHAPE: Final = Shape(payment.FIELDS)
NAMES: Final = ("InvoiceID", "AccountID", "Code", "Amount", "Date", "Reference", "IsReconciled")
BANK_SHAPE: Final = Shape(bank_transaction.FIELDS)
BANK_NAMES: Final = (
    "Type", "ContactID", "AccountID", "Code", "Date", "Reference", "LineAmountTypes", "LineItems",
)  # fmt: skip


def create(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Record a payment."""
    books = books_of(world, origin)
    books.commit(payment.create(books, read(SHAPE, fields)))


def reverse(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
    """Take a payment back."""
    books = books_of(world, origin)
    books.commit(payment.reverse(books, touched(books, "payment", record_id)))


def edit(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Give a payment another reference."""
    books = books_of(world, origin)
    before = touched(books, "payment", record_id)
    books.commit(payment.relabel(books, before, read(SHAPE, fields)))


def reconciled(value: bool) -> Callable[[World, Origin, str, Doc], None]:  # noqa: FBT001
    """The action that marks a payment as reconciled or not."""

    def run(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
        books = books_of(world, origin)
        before = touched(books, "payment", record_id)
        books.commit(payment.relabel(books, before, {"IsReconciled": value}))

    return run


def spend_or_receive(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Record money spent or received without a document."""
    books = books_of(world, origin)
    books.commit(bank_transaction.create(books, read(BANK_SHAPE, fields)))


EDITS: Final = (
    Edit("payment.create", NAMES, create, "Record a payment on an approved document."),
    Edit("payment.reverse", (), reverse, "Take a payment back."),
    Edit("payment.edit", ("Reference",), edit, "Give a payment another reference."),
    Edit("payment.reconcile", (), reconciled(True), "Match a payment with the bank statement."),
    Edit("payment.unreconcile", (), reconciled(False), "Undo that match."),
    Edit(
        "bank_transaction.create",
        BANK_NAMES,
        spend_or_receive,
        "Record money spent (SPEND) or received (RECEIVE) without a document.",
    ),
)

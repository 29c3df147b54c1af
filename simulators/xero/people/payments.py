"""What people do with payments, reconciling included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import overpaying, payment
from simulators.xero.balance import TARGETS
from simulators.xero.people.acting import books_of, read, touched
from simulators.xero.wire.body import Shape
from simulators.xero.wire.values import flag

SHAPE: Final = Shape(payment.FIELDS)
NAMES: Final = (
    *(target.key for target in TARGETS), "AccountID", "Code", "Amount", "Date", "Reference",
    "IsReconciled", "Overpay",
)  # fmt: skip


def create(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Record a payment; with Overpay, what is above the amount due becomes an overpayment."""
    books = books_of(world, origin)
    wanted = read(SHAPE, fields)
    writings = [payment.create(books, wanted)] if not flag(fields.get("Overpay")) else None
    for writing in writings or overpaying.create(books, wanted):
        books.commit(writing)


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


EDITS: Final = (
    Edit(
        "payment.create", NAMES, create, "Record a payment on an approved document, or a refund."
    ),
    Edit("payment.reverse", (), reverse, "Take a payment back."),
    Edit("payment.edit", ("Reference",), edit, "Give a payment another reference."),
    Edit("payment.reconcile", (), reconciled(True), "Match a payment with the bank statement."),
    Edit("payment.unreconcile", (), reconciled(False), "Undo that match."),
)

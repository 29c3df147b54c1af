"""What people do with credit notes and allocations."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import allocation
from simulators.xero.balance import CREDITS, Target
from simulators.xero.books import Books
from simulators.xero.credit_note import CREDIT_NOTE
from simulators.xero.people.acting import books_of, read, touched
from simulators.xero.people.documents import edits
from simulators.xero.wire.body import Shape
from simulators.xero.wire.values import guid

SHAPE: Final = Shape(allocation.FIELDS)


def allocate(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Put a credit on an invoice."""
    books = books_of(world, origin)
    credit, owner = _credit(books, record_id)
    books.commit(allocation.create(books, credit, owner, read(SHAPE, fields)))


def take_off(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
    """Take a credit off an invoice again."""
    books = books_of(world, origin)
    books.commit(allocation.remove(books, touched(books, "allocation", record_id)))


def _credit(books: Books, record_id: str) -> tuple[Target, Doc]:
    for credit in CREDITS:
        found = books.row(credit.table, guid(record_id))
        if found is not None:
            return credit, found
    raise Refused(Refusal("XE-39", f"There is no credit {record_id[:60]!r}."))


EDITS: Final = (
    *edits(
        CREDIT_NOTE,
        "a credit note to a customer (ACCRECCREDIT) or from a supplier (ACCPAYCREDIT)",
        "a credit note",
    ),
    Edit(
        "allocation.create",
        ("InvoiceID", "Amount", "Date"),
        allocate,
        "Put a credit, whose id it takes, on an invoice.",
    ),
    Edit("allocation.delete", (), take_off, "Take a credit off an invoice again."),
)

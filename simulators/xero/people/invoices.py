"""What people do with invoices and bills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import invoice
from simulators.xero.invoice_rules import FIELDS
from simulators.xero.people.acting import books_of, read, touched
from simulators.xero.wire.body import Shape

SHAPE: Final = Shape(FIELDS)
NAMES: Final = tuple(field.name for field in FIELDS if field.name.lower() in SHAPE.names)
PLACES: Final = 4


def create(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Enter an invoice or bill."""
    books = books_of(world, origin)
    books.commit(invoice.put(books, read(SHAPE, fields), PLACES))


def edit(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Change an invoice or bill."""
    books = books_of(world, origin)
    before = touched(books, "invoice", record_id)
    books.commit(invoice.update(books, before, read(SHAPE, fields), PLACES))


def move(status: str) -> Callable[[World, Origin, str, Doc], None]:
    """The action that leads to a status."""

    def run(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
        books = books_of(world, origin)
        before = touched(books, "invoice", record_id)
        books.commit(invoice.update(books, before, {"Status": status}, PLACES))

    return run


EDITS: Final = (
    Edit("invoice.create", NAMES, create, "Enter an invoice (ACCREC) or a bill (ACCPAY)."),
    Edit("invoice.edit", NAMES, edit, "Change an invoice or bill."),
    Edit("invoice.submit", (), move("SUBMITTED"), "Submit a draft for approval."),
    Edit("invoice.approve", (), move("AUTHORISED"), "Approve a draft or submitted document."),
    Edit("invoice.void", (), move("VOIDED"), "Void an approved document with nothing applied."),
    Edit("invoice.delete", (), move("DELETED"), "Delete a draft or submitted document."),
)

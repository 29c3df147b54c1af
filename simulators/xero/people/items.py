"""What people do with items."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import item
from simulators.xero.people.acting import books_of, read, touched
from simulators.xero.wire.body import Shape

SHAPE: Final = Shape(item.FIELDS)
NAMES: Final = (
    "Code", "Name", "Description", "PurchaseDescription", "PurchaseDetails", "SalesDetails",
    "IsSold", "IsPurchased",
)  # fmt: skip


def create(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Add an item."""
    books = books_of(world, origin)
    books.commit(item.put(books, read(SHAPE, fields)))


def edit(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Change an item."""
    books = books_of(world, origin)
    before = touched(books, "item", record_id)
    books.commit(item.update(books, before, read(SHAPE, fields)))


def delete(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
    """Delete an item."""
    books = books_of(world, origin)
    books.commit(item.delete(touched(books, "item", record_id)))


EDITS: Final = (
    Edit("item.create", NAMES, create, "Add an item that lines can name by its code."),
    Edit("item.edit", NAMES, edit, "Change an item; lines that were made from it stay."),
    Edit("item.delete", (), delete, "Delete an item."),
)

"""What people do with contact groups."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import contact_group as group
from simulators.xero.people.acting import books_of, read, touched
from simulators.xero.wire.body import Shape

SHAPE: Final = Shape(group.FIELDS)
MEMBER_SHAPE: Final = Shape(group.MEMBER_FIELDS)


def create(world: World, origin: Origin, _id: str, fields: Doc) -> None:
    """Add a group."""
    books = books_of(world, origin)
    books.commit(group.create(books, read(SHAPE, fields)))


def edit(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Rename or delete a group."""
    books = books_of(world, origin)
    before = touched(books, "contact_group", record_id)
    books.commit(group.update(books, before, read(SHAPE, fields)))


def add(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Put a contact into a group."""
    books = books_of(world, origin)
    before = touched(books, "contact_group", record_id)
    books.commit(group.add(books, before, [read(MEMBER_SHAPE, fields).get("ContactID")]))


def remove(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
    """Take a contact out of a group, or all of them when none is named."""
    books = books_of(world, origin)
    before = touched(books, "contact_group", record_id)
    books.commit(group.remove(before, read(MEMBER_SHAPE, fields).get("ContactID")))


EDITS: Final = (
    Edit("contact_group.create", ("Name",), create, "Add a contact group."),
    Edit("contact_group.edit", ("Name", "Status"), edit, "Rename a contact group, or delete it."),
    Edit("contact_group.add", ("ContactID",), add, "Put a contact into a group."),
    Edit("contact_group.remove", ("ContactID",), remove,
         "Take a contact out of a group; all of them when none is named."),
)  # fmt: skip

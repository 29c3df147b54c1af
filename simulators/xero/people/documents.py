"""What people do with invoices and credit notes alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.vendor import Edit
from simulators.kernel.world import World
from simulators.xero import document
from simulators.xero.document_kind import DocumentKind
from simulators.xero.people.acting import books_of, read, touched
from simulators.xero.wire.body import Shape

PLACES: Final = 4

Run = Callable[[World, Origin, str, Doc], None]


def edits(kind: DocumentKind, entered: str, called: str) -> tuple[Edit, ...]:
    """
    The actions on documents of a kind.

    Args:
        kind: which.
        entered: what a person enters, with the types.
        called: what a person calls one.
    """
    name, shape = kind.target.table, Shape(kind.fields)
    fields = tuple(field.name for field in kind.fields if field.name.lower() in shape.names)
    return (
        Edit(f"{name}.create", fields, _create(kind, shape), f"Enter {entered}."),
        Edit(f"{name}.edit", fields, _edit(kind, shape), f"Change {called}."),
        Edit(f"{name}.submit", (), _move(kind, "SUBMITTED"), "Submit a draft for approval."),
        Edit(
            f"{name}.approve",
            (),
            _move(kind, "AUTHORISED"),
            "Approve a draft or submitted document.",
        ),
        Edit(
            f"{name}.void",
            (),
            _move(kind, "VOIDED"),
            "Void an approved document with nothing applied.",
        ),
        Edit(
            f"{name}.delete", (), _move(kind, "DELETED"), "Delete a draft or submitted document."
        ),
    )


def _create(kind: DocumentKind, shape: Shape) -> Run:
    def run(world: World, origin: Origin, _id: str, fields: Doc) -> None:
        books = books_of(world, origin)
        books.commit(document.put(kind, books, read(shape, fields), PLACES))

    return run


def _edit(kind: DocumentKind, shape: Shape) -> Run:
    def run(world: World, origin: Origin, record_id: str, fields: Doc) -> None:
        books = books_of(world, origin)
        before = touched(books, kind.target.table, record_id)
        books.commit(document.update(kind, books, before, read(shape, fields), PLACES))

    return run


def _move(kind: DocumentKind, status: str) -> Run:
    def run(world: World, origin: Origin, record_id: str, _fields: Doc) -> None:
        books = books_of(world, origin)
        before = touched(books, kind.target.table, record_id)
        books.commit(document.update(kind, books, before, {"Status": status}, PLACES))

    return run

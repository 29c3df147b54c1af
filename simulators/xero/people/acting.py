"""What every person's action needs: the books, the fields read by table, the touched record."""

from __future__ import annotations

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.wire import WrongValue
from simulators.kernel.world import World
from simulators.xero.books import Books
from simulators.xero.wire.body import Shape
from simulators.xero.wire.values import guid


def books_of(world: World, origin: Origin) -> Books:
    """The books that a person works in."""
    return Books(world, origin.owner, origin.actor, origin.call)


def read(shape: Shape, fields: Doc) -> Doc:
    """
    The values that a person entered.

    Raises:
        Refused: when one of them is of another kind than the field.
    """
    try:
        return shape.read(fields)
    except WrongValue as wrong:
        raise Refused(Refusal(wrong.code, wrong.message)) from None


def touched(books: Books, kind: str, record_id: str) -> Doc:
    """
    The record that a person acts on.

    Raises:
        Refused: when there is none with this id.
    """
    found = books.row(kind, guid(record_id))
    if found is None:
        raise Refused(Refusal("XE-39", f"There is no {kind} {record_id[:60]!r}."))
    return found

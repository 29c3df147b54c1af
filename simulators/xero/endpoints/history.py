"""The history of records, and notes in it."""

from __future__ import annotations

from functools import partial
from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.wire import Field
from simulators.kernel.world import World
from simulators.xero import history
from simulators.xero.books import Books
from simulators.xero.endpoints.reading import ROOT, books_of, found_or_missing
from simulators.xero.parents import PARENTS, Parent
from simulators.xero.wire import body
from simulators.xero.wire.envelope import envelope

KEY: Final = "HistoryRecords"
SHAPE: Final = body.Shape((Field("Details"),))


def many(parent: Parent, world: World, call: Call) -> Reply:
    """What happened to one record, newest first."""
    books, holder = _held(parent, world, call)
    rows = history.rows(books, parent, holder)
    return envelope(world, KEY, [history.render(row) for row in rows])


def put(parent: Parent, world: World, call: Call) -> Reply:
    """Add notes, all of them or none."""
    books, holder = _held(parent, world, call)
    wanted = body.rows(call, KEY, SHAPE)
    writings = [history.note(books, parent, holder, row.get("Details", "")) for row in wanted]
    made = [books.commit(writing) for writing in writings]
    return envelope(world, KEY, [history.answer(row) for row in made])


def _held(parent: Parent, world: World, call: Call) -> tuple[Books, Doc]:
    """
    The books and the record.

    Raises:
        Refused: when such records have no history, or there is none with this id.
    """
    if not parent.notes:
        raise Refused(Refusal("XE-36", history.WRONG_PARENT))
    books = books_of(world, call)
    return books, found_or_missing(parent.find(books, call.params["reference"]))


def _of(parent: Parent) -> tuple[Endpoint, ...]:
    path = f"{ROOT}/{parent.segment}/<reference>/History"
    return (
        Endpoint("GET", path, partial(many, parent), parent.scope),
        Endpoint("PUT", path, partial(put, parent), parent.scope),
    )


ENDPOINTS: Final = tuple(row for parent in PARENTS for row in _of(parent))

"""Allocations: put a credit on invoices, take it off again."""

from __future__ import annotations

from functools import partial
from typing import Final

from orjson import dumps

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import allocation
from simulators.xero.allocation_view import ALLOCATIONS, removed
from simulators.xero.balance import Target, by_reference
from simulators.xero.books import Books, Writing
from simulators.xero.endpoints.reading import ROOT, books_of, found_or_missing
from simulators.xero.wire import body
from simulators.xero.wire.envelope import JSON
from simulators.xero.wire.saving import save_all
from simulators.xero.wire.values import guid

SHAPE: Final = body.Shape(tuple(field for field in allocation.FIELDS if field.name != "InvoiceID"))


def endpoints(credit: Target, scope: str) -> tuple[Endpoint, ...]:
    """Allocate a credit and take allocations back."""

    def put(world: World, call: Call) -> Reply:
        _owner(world, call, credit)
        rows = body.rows(call, ALLOCATIONS.plural, SHAPE)
        return save_all(world, call, ALLOCATIONS, rows, partial(_allocate, credit, call))

    def delete(world: World, call: Call) -> Reply:
        books = books_of(world, call)
        owner = _owner(world, call, credit)
        found = books.row("allocation", guid(call.params["allocation"]))
        before = found_or_missing(found)
        if before.get(credit.key) != owner[credit.key]:
            before = found_or_missing(None)
        books.commit(allocation.remove(books, before))
        return Reply(200, dumps(removed(before)), {"Content-Type": JSON})

    path = f"{ROOT}/{credit.plural}/<reference>/Allocations"
    return (
        Endpoint("PUT", path, put, scope),
        Endpoint("DELETE", f"{path}/<allocation>", delete, scope),
    )


def _owner(world: World, call: Call, credit: Target) -> Doc:
    books = books_of(world, call)
    return found_or_missing(by_reference(books, credit, call.params["reference"]))


def _allocate(credit: Target, call: Call, books: Books, wanted: Doc) -> Writing:
    """Look at the credit anew for each row: the one before took some of it."""
    owner = found_or_missing(by_reference(books, credit, call.params["reference"]))
    return allocation.create(books, credit, owner, wanted)

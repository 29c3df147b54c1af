"""What every resource's GET has in common: the list, and one record by id or number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.xero.books import Books
from simulators.xero.wire.envelope import NOT_FOUND, envelope
from simulators.xero.wire.listing import answer_list, places
from simulators.xero.wire.resource import Depth, Resource, View
from simulators.xero.wire.values import guid

ROOT: Final = "/api.xro/2.0"

Find = Callable[[Books, str], Doc | None]


def books_of(world: World, call: Call) -> Books:
    """The books that a call reads or writes."""
    return Books(world, call.owner, call.actor, call.n)


def missing() -> Refused:
    """The refusal of an id that is not there."""
    return Refused(Refusal("XE-39", NOT_FOUND, status=404))


def found_or_missing(found: Doc | None) -> Doc:
    """
    The record, when there is one.

    Raises:
        Refused: with Xero's 404, otherwise.
    """
    if found is None:
        raise missing()
    return found


def by_id(kind: str) -> Find:
    """Finds a record by its id."""

    def find(books: Books, reference: str) -> Doc | None:
        return books.row(kind, guid(reference))

    return find


def reads(resource: Resource, scope: str, find: Find | None = None) -> tuple[Endpoint, ...]:
    """The list endpoint of a resource and, given how to find one, the endpoint of one record."""

    def many(world: World, call: Call) -> Reply:
        return answer_list(world, call, resource)

    def one(world: World, call: Call) -> Reply:
        books = books_of(world, call)
        if find is None:
            raise missing()
        doc = found_or_missing(find(books, call.params["reference"]))
        view = View(Depth.ONE, places(call))
        return envelope(world, resource.plural, [resource.render(books, doc, view)])

    path = f"{ROOT}/{resource.plural}"
    rows = [Endpoint("GET", path, many, scope)]
    if find is not None:
        rows.append(Endpoint("GET", f"{path}/<reference>", one, scope))
    return tuple(rows)

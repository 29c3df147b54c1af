"""What invoices and credit notes have in common as endpoints."""

from __future__ import annotations

from functools import partial
from typing import Final

from simulators.kernel.call import Call, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import document
from simulators.xero.balance import by_reference
from simulators.xero.document_kind import DocumentKind
from simulators.xero.endpoints.reading import ROOT, Find, books_of, found_or_missing, reads
from simulators.xero.endpoints.sending import printable, printed
from simulators.xero.wire import body
from simulators.xero.wire.listing import places
from simulators.xero.wire.resource import Resource
from simulators.xero.wire.saving import save_all

SCOPE: Final = "accounting.invoices"


def finder(kind: DocumentKind) -> Find:
    """Finds a document by its id or number."""
    return lambda books, reference: by_reference(books, kind.target, reference)


def endpoints(kind: DocumentKind, resource: Resource) -> tuple[Endpoint, ...]:
    """Read, create and change documents of a kind."""
    plural, find = kind.target.plural, finder(kind)
    shape = body.Shape(tuple(field for field in kind.fields if field.name != "ContactID"))

    def put(world: World, call: Call) -> Reply:
        save = partial(document.put, kind, places=places(call))
        return save_all(world, call, resource, body.rows(call, plural, shape), save)

    def post(world: World, call: Call) -> Reply:
        save = partial(document.post, kind, places=places(call))
        return save_all(world, call, resource, body.rows(call, plural, shape), save)

    def post_one(world: World, call: Call) -> Reply:
        there = found_or_missing(find(books_of(world, call), call.params["reference"]))
        key = kind.target.key
        wanted = {**body.one(call, plural, shape), key: there[key]}
        save = partial(document.post, kind, places=places(call))
        return save_all(world, call, resource, [wanted], save)

    path = f"{ROOT}/{plural}"
    many, one = reads(resource, SCOPE, find)
    return (
        many,
        printable(kind.target, one),
        Endpoint("GET", f"{path}/<reference>/pdf", partial(printed, kind.target), SCOPE),
        Endpoint("PUT", path, put, SCOPE),
        Endpoint("POST", path, post, SCOPE),
        Endpoint("POST", f"{path}/<reference>", post_one, SCOPE),
    )

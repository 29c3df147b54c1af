"""Items."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import item
from simulators.xero.books import Books
from simulators.xero.endpoints.reading import ROOT, books_of, found_or_missing, reads
from simulators.xero.endpoints.single import single
from simulators.xero.item import ITEMS
from simulators.xero.wire import body
from simulators.xero.wire.saving import save_all
from simulators.xero.wire.values import guid

SCOPE: Final = "accounting.settings accounting.invoices"
"""Either will do: the documents name both."""
SHAPE: Final = body.Shape(item.FIELDS)


def find(books: Books, reference: str) -> Doc | None:
    """The item of an id or a code."""
    found = books.row("item", guid(reference))
    return found if found is not None else item.coded(books, reference)


def _rows(call: Call) -> list[Doc]:
    rows = body.rows(call, "Items", SHAPE)
    if len(rows) > item.MOST:
        raise body.unreadable(f"At most {item.MOST} Items can be saved in a request")
    return rows


def put(world: World, call: Call) -> Reply:
    """Create items."""
    return save_all(world, call, ITEMS, _rows(call), item.put)


def post(world: World, call: Call) -> Reply:
    """Create or change items."""
    return save_all(world, call, ITEMS, _rows(call), item.post)


def post_one(world: World, call: Call) -> Reply:
    """Change one item."""
    there = found_or_missing(find(books_of(world, call), call.params["reference"]))
    wanted = {**single(call, "Items", SHAPE), "ItemID": there["ItemID"]}
    return save_all(world, call, ITEMS, [wanted], item.post)


def delete(world: World, call: Call) -> Reply:
    """Delete one item."""
    books = books_of(world, call)
    books.commit(item.delete(found_or_missing(find(books, call.params["reference"]))))
    return Reply(204)


ENDPOINTS: Final = (
    *reads(ITEMS, SCOPE, find),
    Endpoint("PUT", f"{ROOT}/Items", put, SCOPE),
    Endpoint("POST", f"{ROOT}/Items", post, SCOPE),
    Endpoint("POST", f"{ROOT}/Items/<reference>", post_one, SCOPE),
    Endpoint("DELETE", f"{ROOT}/Items/<reference>", delete, SCOPE),
)

"""Tracking categories and their options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import tracking_category as tracking
from simulators.xero.books import Books, Writing
from simulators.xero.endpoints.reading import ROOT, books_of, by_id, found_or_missing, reads
from simulators.xero.endpoints.single import single
from simulators.xero.settings import READ_ONE
from simulators.xero.tracking_category import TRACKING_CATEGORIES
from simulators.xero.wire import body
from simulators.xero.wire.envelope import envelope
from simulators.xero.wire.listing import parameters, read_ask
from simulators.xero.wire.saving import save_all
from simulators.xero.wire.selecting import select
from simulators.xero.wire.values import flag, guid

SCOPE: Final = "accounting.settings"
CATEGORIES: Final = f"{ROOT}/TrackingCategories"
CATEGORY: Final = f"{CATEGORIES}/<reference>"
SHAPE: Final = body.Shape(tracking.FIELDS)
OPTION_SHAPE: Final = body.Shape(tracking.OPTION_FIELDS)

_find = by_id("tracking_category")


def many(world: World, call: Call) -> Reply:
    """Categories with options, active ones only unless archived ones are asked for."""
    books = books_of(world, call)
    docs, _ = select(books, TRACKING_CATEGORIES, read_ask(books, call, TRACKING_CATEGORIES))
    archived = flag(parameters(call).get("includearchived", "")) is True
    rows = [tracking.render(books, doc, READ_ONE, archived=archived) for doc in docs]
    return envelope(world, TRACKING_CATEGORIES.plural, rows)


def put(world: World, call: Call) -> Reply:
    """Create one category."""
    row = single(call, TRACKING_CATEGORIES.plural, SHAPE)
    return save_all(world, call, TRACKING_CATEGORIES, [row], tracking.create)


def _category(world: World, call: Call) -> Doc:
    return found_or_missing(_find(books_of(world, call), call.params["reference"]))


def post_one(world: World, call: Call) -> Reply:
    """Rename or archive one category."""
    there = _category(world, call)
    wanted = single(call, TRACKING_CATEGORIES.plural, SHAPE)
    row = {**wanted, "TrackingCategoryID": there["TrackingCategoryID"]}

    def save(books: Books, row: Doc) -> Writing:
        return tracking.update(books, there, row)

    return save_all(world, call, TRACKING_CATEGORIES, [row], save)


def delete(world: World, call: Call) -> Reply:
    """Delete one category that nothing uses."""
    there = _category(world, call)

    def save(books: Books, _row: Doc) -> Writing:
        return tracking.delete(books, there)

    row = {"TrackingCategoryID": there["TrackingCategoryID"]}
    return save_all(world, call, TRACKING_CATEGORIES, [row], save)


def put_option(world: World, call: Call) -> Reply:
    """Add one option."""
    books, there = books_of(world, call), _category(world, call)
    saved = books.commit(tracking.add_option(books, there, single(call, "Options", OPTION_SHAPE)))
    return envelope(world, "Options", [tracking.render_option(saved["Options"][-1])])


Decide = Callable[[Books, Doc, Doc, Doc], Writing]


def _saved_option(world: World, call: Call, wanted: Doc, decide: Decide) -> Reply:
    books, there = books_of(world, call), _category(world, call)
    option = found_or_missing(tracking.option_of(there, guid(call.params["option"])))
    saved = books.commit(decide(books, there, option, wanted))
    after = tracking.option_of(saved, option["TrackingOptionID"])
    shown = after or {**option, "Status": tracking.DELETED}
    return envelope(world, "Options", [tracking.render_option(shown)])


def post_option(world: World, call: Call) -> Reply:
    """Rename or archive one option."""
    wanted = single(call, "Options", OPTION_SHAPE)
    return _saved_option(world, call, wanted, tracking.update_option)


def delete_option(world: World, call: Call) -> Reply:
    """Delete one option that nothing uses."""
    return _saved_option(world, call, {}, tracking.delete_option)


ENDPOINTS: Final = (
    Endpoint("GET", CATEGORIES, many, SCOPE),
    *reads(TRACKING_CATEGORIES, SCOPE, _find)[1:],
    Endpoint("PUT", CATEGORIES, put, SCOPE),
    Endpoint("POST", CATEGORY, post_one, SCOPE),
    Endpoint("DELETE", CATEGORY, delete, SCOPE),
    Endpoint("PUT", f"{CATEGORY}/Options", put_option, SCOPE),
    Endpoint("POST", f"{CATEGORY}/Options/<option>", post_option, SCOPE),
    Endpoint("DELETE", f"{CATEGORY}/Options/<option>", delete_option, SCOPE),
)

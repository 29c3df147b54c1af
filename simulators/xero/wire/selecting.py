"""
The records that a list request asks for: which index leads to them, one page, in which order.

Method: each index that serves a part of the request is a way. Ids and hash lookups come first,
then the ordered index that leads to the fewest records. When one way serves all of the request
but its order, a page is walked along the index of the order instead, if that is the shorter walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from heapq import merge
from itertools import chain, islice, product
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.store import Table
from simulators.xero.books import Books, plain
from simulators.xero.wire.ask import Ask
from simulators.xero.wire.columns import Column, Type
from simulators.xero.wire.filter_text import refused
from simulators.xero.wire.filters import Predicate
from simulators.xero.wire.ranges import FIRST, LAST, Range, both, days
from simulators.xero.wire.resource import Resource

MOST_UNPAGED: Final = 100_000
MOST_LOOKUPS: Final = 1_000
UPDATED: Final = "UpdatedDateUTC"
CHANGED: Final = UPDATED.lower()
OF_CHANGE: Final = "changed"
OF_STATE: Final = "state"

Bounds = tuple[tuple[Any, ...], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way to the records.

    Args:
        count: how many it leads to.
        walk: leads there.
        served: the paths whose pins and ranges need no further test.
        page: some of them in the default order, without walking to them; None without that order.
    """

    count: int
    walk: Callable[[], Iterable[Doc]]
    served: frozenset[str]
    page: Callable[[int, int], list[Doc]] | None = None


def select(books: Books, resource: Resource, ask: Ask) -> tuple[list[Doc], int]:
    """The records of one page and how many there are on all pages."""
    way = _way(books, resource, ask)
    rest = _tests(resource, ask, way.served)
    start = 0 if ask.page is None else (ask.page - 1) * ask.size
    if ask.page is not None and not rest:
        page = _page(books, resource, ask, way, start)
        if page is not None:
            return page, way.count
    docs = list(way.walk())
    if rest:
        docs = [doc for doc in docs if all(test(books, doc) for test in rest)]
    docs = _sorted(books, resource, ask, docs, in_order=way.page is not None)
    if ask.page is not None:
        return docs[start : start + ask.size], len(docs)
    if len(docs) > MOST_UNPAGED:
        raise refused("The result has more than 100,000 rows: use paging")
    return docs, len(docs)


# Ways


def _way(books: Books, resource: Resource, ask: Ask) -> Way:
    """The way that leads to the fewest records, as far as that is known without walking."""
    if not resource.facets:
        return _looked_up(books, resource, ask) or _whole(books, resource)
    ids = ask.pins.get(resource.key.lower())
    if ids is not None:
        found = [doc for each in sorted(ids) if (doc := books.row(resource.kind, each))]
        return Way(len(found), found.__iter__, frozenset((resource.key.lower(),)))
    lookup = _looked_up(books, resource, ask)
    if lookup is not None:
        return lookup
    runs, spans = _runs(books, resource, ask), _spans(books, resource, ask)
    if not spans:
        return runs
    ways = [runs, *spans]
    return min(ways, key=lambda way: _cost(books.table(resource.kind), ask, way))


def _cost(table: Table, ask: Ask, way: Way) -> int:
    """How many records a request walks this way: less, when the way serves all of it."""
    if ask.page is None or ask.tests or {*ask.pins, *ask.ranges} - way.served:
        return way.count
    wanted = ask.page * ask.size
    return min(way.count, wanted * len(table) // max(1, way.count))


def _whole(books: Books, resource: Resource) -> Way:
    docs = books.all(resource.kind)
    return Way(len(docs), docs.__iter__, frozenset())


def _looked_up(books: Books, resource: Resource, ask: Ask) -> Way | None:
    """The records that a hash index finds, also by a value of a record that they point to."""
    for path, values in ask.pins.items():
        column = resource.columns[path]
        if column.hashed and len(values) <= MOST_LOOKUPS:
            keys: Iterable[str] = values
            if column.via is not None:
                keys = [key for each in values for key in column.via(books, each)]
            rows = [doc for key in keys for doc in books.find(resource.kind, column.hashed, key)]
            docs = list({doc[resource.key]: doc for doc in rows}.values())
            return Way(len(docs), docs.__iter__, frozenset())
    return None


def _runs(books: Books, resource: Resource, ask: Ask) -> Way:
    """
    The stretches that together hold what the pins on facets leave.

    Method: the index `changed` serves when no facet is pinned, else `state`, one stretch for each
    combination of values that any record has.
    """
    table, owner = books.table(resource.kind), books.owner
    pinned = [name.lower() for name, _ in resource.facets if name.lower() in ask.pins]
    prefixes: Iterable[tuple[str, ...]] = ((),)
    if pinned:
        prefixes = product(*(_left(ask, name, domain) for name, domain in resource.facets))
    index = OF_STATE if pinned else OF_CHANGE
    low, high = ask.ranges.get(CHANGED, (FIRST, LAST))
    bounds = [((owner, *prefix, low), (owner, *prefix, high)) for prefix in prefixes]
    counts = [(each, table.count_between(index, *each)) for each in bounds]
    filled = [each for each, count in counts if count]

    def page(offset: int, size: int) -> list[Doc]:
        if not filled:
            return []
        if len(filled) == 1:
            return list(table.slice(index, *filled[0], offset, size))
        runs = [table.between(index, *each) for each in filled]
        ordered = merge(*runs, key=lambda doc: (doc[UPDATED], doc[resource.key]))
        return list(islice(ordered, offset, offset + size))

    count = sum(count for _, count in counts)
    return Way(count, lambda: page(0, count), frozenset((*pinned, CHANGED)), page)


def _left(ask: Ask, name: str, domain: tuple[str, ...]) -> list[str]:
    """The values of a facet that its pin leaves."""
    wanted = ask.pins.get(name.lower())
    return [value for value in domain if wanted is None or plain(value) in wanted]


def _spans(books: Books, resource: Resource, ask: Ask) -> list[Way]:
    """A way for each pinned or bounded column that an ordered index keeps."""
    columns = {path: resource.columns.get(path) for path in (*ask.pins, *ask.ranges)}
    return [
        _span(books, resource, ask, column, path)
        for path, column in columns.items()
        if column is not None and column.ordered and path != CHANGED
    ]


def _span(books: Books, resource: Resource, ask: Ask, column: Column, path: str) -> Way:
    table, index = books.table(resource.kind), column.ordered
    limits = ask.ranges.get(path, (FIRST, LAST))
    pins = ask.pins.get(path)
    ranges = [limits] if pins is None else [both(limits, (each, each)) for each in sorted(pins)]
    bounds = [_bounds(books.owner, column, each) for each in ranges]
    return Way(
        sum(table.count_between(index, *each) for each in bounds),
        lambda: chain.from_iterable(table.between(index, *each) for each in bounds),
        frozenset((path,)),
    )


def _bounds(owner: str, column: Column, limits: Range) -> Bounds:
    low, high = limits if column.ordered == OF_CHANGE else days(limits)
    return (owner, low), (owner, high)


# Testing, walking, sorting


def _tests(resource: Resource, ask: Ask, served: frozenset[str]) -> list[Predicate]:
    """What a way leaves to be tested, record by record."""
    pins = [_pinned(resource.columns[p], v) for p, v in ask.pins.items() if p not in served]
    ranges = [_ranged(resource, path, v) for path, v in ask.ranges.items() if path not in served]
    return [*ask.tests, *pins, *ranges]


def _pinned(column: Column, values: frozenset[Any]) -> Predicate:
    read = column.read
    if column.type is Type.TEXT:
        return lambda books, doc: (text := read(books, doc)) is not None and plain(text) in values
    return lambda books, doc: read(books, doc) in values


def _ranged(resource: Resource, path: str, limits: Range) -> Predicate:
    low, high = limits
    if path == CHANGED:
        return lambda _books, doc: low <= doc.get(UPDATED, "") <= high
    read = resource.columns[path].read
    return lambda books, doc: (found := read(books, doc)) is not None and low <= found <= high


def _page(books: Books, resource: Resource, ask: Ask, way: Way, start: int) -> list[Doc] | None:
    """A page of what one way serves completely, None when walking all of it is as well."""
    if not ask.order and way.page is not None:
        return way.page(start, ask.size)
    column, descends = ask.order[0] if ask.order else (resource.columns.get(CHANGED), False)
    if len(ask.order) > 1 or column is None or not column.ordered:
        return None
    table, path = books.table(resource.kind), column.path.lower()
    asked = {*ask.pins, *ask.ranges}
    walk = _Walk(books, resource, column, descends=descends)
    if not asked - {path} and path not in ask.pins:
        return walk.page(ask.ranges.get(path), start, ask.size)
    if way.count <= _cost(table, ask, way):
        return None
    tests = _tests(resource, ask, frozenset())
    return walk.tested(tests, way.count, start, ask.size)


class _Walk:
    """Walks the index of an order; records of equal value stand by id, whatever the direction."""

    def __init__(
        self, books: Books, resource: Resource, column: Column, *, descends: bool
    ) -> None:
        self._books = books
        self._table = books.table(resource.kind)
        self._key = resource.key
        self._column = column
        self._descends = descends

    def page(self, limits: Range | None, start: int, size: int) -> list[Doc]:
        """Some of the records between two values, in this order."""
        bounds: Bounds = ((self._books.owner,), (self._books.owner,))
        if limits is not None:
            bounds = _bounds(self._books.owner, self._column, limits)
        index = self._column.ordered
        if not self._descends:
            return list(self._table.slice(index, *bounds, start, size))
        docs = self._table.between(index, *bounds, reverse=True)
        return self._turned(docs, start + size)[start : start + size]

    def tested(
        self, tests: list[Predicate], count: int, start: int, size: int
    ) -> list[Doc] | None:
        """Some of the `count` records that pass, in this order; None when they stand too far."""
        owner, books = (self._books.owner,), self._books
        steps = self._table.between(
            self._column.ordered, owner, owner, limit=count, reverse=self._descends
        )
        docs = (doc for doc in steps if all(test(books, doc) for test in tests))
        wanted = min(start + size, count)
        found: list[Doc] = (
            [*self._turned(docs, wanted)] if self._descends else [*islice(docs, wanted)]
        )
        is_cut = self._descends and next(steps, None) is None
        return None if len(found) < wanted or is_cut else found[start : start + size]

    def _turned(self, docs: Iterable[Doc], wanted: int) -> list[Doc]:
        """At least so many of them, and all whose value equals that of the last."""
        read, books = self._column.read, self._books
        found: list[Doc] = []
        for doc in docs:
            if len(found) >= wanted and read(books, doc) != read(books, found[-1]):
                break
            found.append(doc)
        found.sort(key=lambda doc: str(doc[self._key]))
        found.sort(key=lambda doc: rank(read(books, doc)), reverse=True)
        return found


def _sorted(
    books: Books, resource: Resource, ask: Ask, docs: list[Doc], *, in_order: bool
) -> list[Doc]:
    if not ask.order and (in_order or not resource.facets):
        return docs
    if not ask.order:
        return sorted(docs, key=lambda doc: (doc[UPDATED], doc[resource.key]))
    docs = sorted(docs, key=lambda doc: str(doc[resource.key]))

    def by(docs: list[Doc], sort: tuple[Column, bool]) -> list[Doc]:
        column, descends = sort
        return sorted(docs, key=lambda doc: rank(column.read(books, doc)), reverse=descends)

    return reduce(by, reversed(ask.order), docs)


def rank(value: Any) -> tuple[bool, Any]:
    """What values of one column are ordered by: what is not there comes first."""
    if isinstance(value, str):
        return True, plain(value)
    return value is not None, 0 if value is None else value

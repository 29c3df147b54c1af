"""GET of many: what is asked, which index serves it, one page, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import reduce
from heapq import merge
from itertools import islice, product
from typing import Any, Final

from orjson import Fragment, dumps

from simulators.kernel.call import Call, Doc, Reply
from simulators.kernel.clock import instant_text, parse_instant
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.xero.books import Books, plain
from simulators.xero.wire.columns import Column, Type
from simulators.xero.wire.envelope import envelope
from simulators.xero.wire.filter_text import BadFilter, refused
from simulators.xero.wire.filters import Predicate, compile_filter, find_column
from simulators.xero.wire.resource import Depth, Resource, View
from simulators.xero.wire.values import flag, guid

PAGE_SIZE: Final = 100
MOST_PAGE_SIZE: Final = 1_000
MOST_UNPAGED: Final = 100_000
MOST_LOOKUPS: Final = 1_000
UPDATED: Final = "UpdatedDateUTC"

Sort = tuple[Column, bool]


@dataclass(slots=True)
class Ask:
    """
    What a list request asks for.

    Args:
        page: the page, None for an unpaged list.
        pins: per column path the only values that may pass.
        tests: what else a record must pass.
        since: the earliest UpdatedDateUTC, empty for any.
        order: columns, each with whether it descends; empty for the default order.
    """

    view: View
    page: int | None = None
    size: int = PAGE_SIZE
    pins: dict[str, frozenset[Any]] = field(default_factory=dict)
    tests: list[Predicate] = field(default_factory=list)
    since: str = ""
    order: tuple[Sort, ...] = ()

    def pin(self, path: str, values: frozenset[Any]) -> None:
        """Let a column have these values only, on top of what was asked before."""
        self.pins[path] = self.pins[path] & values if path in self.pins else values


def answer_list(world: World, call: Call, resource: Resource) -> Reply:
    """The envelope with the rows that a request asks for."""
    books = Books(world, call.owner, call.actor, call.n)
    ask = read_ask(books, call, resource)
    docs, count = select(books, resource, ask)
    rows = [_row(books, resource, doc, ask.view) for doc in docs]
    paging = None if ask.page is None else _pagination(ask, count)
    return envelope(world, resource.plural, rows, paging)


def _row(books: Books, resource: Resource, doc: Any, view: View) -> Any:
    """A record as the list shows it; written once where the record itself says it all."""
    if not resource.alone:
        return resource.render(books, doc, view)
    if doc.wire is None:
        doc.wire = Fragment(dumps(resource.render(books, doc, view)))
    return doc.wire


def _pagination(ask: Ask, count: int) -> Doc:
    return {
        "page": ask.page,
        "pageSize": ask.size,
        "pageCount": -(-count // ask.size),
        "itemCount": count,
    }


def places(call: Call) -> int:
    """The digits of a unit price that a call wants."""
    return 4 if parameters(call).get("unitdp") == "4" else 2


def parameters(call: Call) -> Mapping[str, str]:
    """The query by lower-case name, the last value of each."""
    return {name.lower(): values[-1] for name, values in call.query.items()}


def read_ask(books: Books, call: Call, resource: Resource) -> Ask:
    """
    What the query and the headers of a list request ask for.

    Raises:
        Refused: for a filter, an order or a page that cannot be understood.
    """
    query = parameters(call)
    summary = resource.paged and flag(query.get("summaryonly", "")) is True
    ask = Ask(View(Depth.LIST))
    if resource.paged and ("page" in query or summary or query.get("statuses")):
        ask.page, ask.size = _page(query), _size(query)
    depth = Depth.SUMMARY if summary else Depth.PAGE if ask.page is not None else Depth.LIST
    ask.view = View(depth, places(call))
    hidden_too = flag(query.get(resource.hidden, "")) is True
    for path, values in resource.shown(books, hidden_too).items():
        ask.pin(path, values)
    _read_lists(ask, resource, query)
    _read_where(ask, resource, query.get("where", ""))
    _read_search(ask, resource, query)
    if resource.modified:
        ask.since = since(books, call.headers.get("if-modified-since", ""))
    ask.order = read_order(query.get("order", ""), resource)
    return ask


def _page(query: Mapping[str, str]) -> int:
    text = query.get("page", "").strip()
    if not text:
        return 1
    if not text.lstrip("-").isdecimal() or len(text) > 9:
        raise refused("page must be a whole number")
    return max(1, int(text))


def _size(query: Mapping[str, str]) -> int:
    text = query.get("pagesize", "").strip()
    if not text:
        return PAGE_SIZE
    if not text.isdecimal() or len(text) > 9:
        raise refused("pageSize must be a whole number")
    return min(max(1, int(text)), MOST_PAGE_SIZE)


def _read_lists(ask: Ask, resource: Resource, query: Mapping[str, str]) -> None:
    for name, path in resource.lists.items():
        texts = [text.strip() for text in query.get(name, "").split(",") if text.strip()]
        if not texts:
            continue
        column = resource.columns[path.lower()]
        if column.type is Type.GUID:
            ask.pin(path.lower(), frozenset(_guid(text) for text in texts))
        else:
            ask.pin(path.lower(), frozenset(plain(text) for text in texts))


def _guid(text: str) -> str:
    found = guid(text)
    if found is None:
        raise refused(f"'{text[:60]}' is not a valid Guid")
    return found


def _read_where(ask: Ask, resource: Resource, text: str) -> None:
    if not text.strip():
        return
    found = compile_filter(text, resource.columns, resource.singular)
    for path, values in found.equal.items():
        ask.pin(path, values)
    if not found.full:
        ask.tests.append(found.test)


def _read_search(ask: Ask, resource: Resource, query: Mapping[str, str]) -> None:
    term = plain(query.get("searchterm", "").strip())
    if term and resource.search:
        names = resource.search
        ask.tests.append(
            lambda _books, doc: any(term in plain(str(doc.get(name) or "")) for name in names)
        )
    if resource.paged and flag(query.get("createdbymyapp", "")) is True:
        ask.tests.append(lambda _books, doc: doc.get("CreatedByApp") is True)


def since(books: Books, text: str) -> str:
    """
    The earliest UpdatedDateUTC that passes, empty when all do: whole seconds, in three forms.

    Source: documented; switches xero_modified_since, xero_modified_since_malformed.
    """
    if not text.strip():
        return ""
    found = _moment_ms(text.strip())
    if found is None:
        if books.switch("xero_modified_since_malformed") == "refused":
            raise Refused(Refusal("412", "A header condition is invalid", status=412))
        return ""
    second = found // 1000 * 1000
    if books.switch("xero_modified_since") == "exclusive":
        second += 1000
    return instant_text(second)


def _moment_ms(text: str) -> int | None:
    try:
        return _bounded(parse_instant(text))
    except (ValueError, OverflowError):
        pass
    try:
        return _bounded(parse_instant(parsedate_to_datetime(text).isoformat()))
    except (ValueError, TypeError, OverflowError):
        return None


def _bounded(found_ms: int) -> int | None:
    return found_ms if 0 <= found_ms < 253_402_300_000_000 else None


def read_order(text: str, resource: Resource) -> tuple[Sort, ...]:
    """
    The columns of an `order`, each with whether it descends.

    Raises:
        Refused: when one of them is no column or no direction.
    """
    sorts: list[Sort] = []
    for part in (each.split() for each in text.split(",") if each.strip()):
        direction = part[1].upper() if len(part) > 1 else "ASC"
        if direction not in ("ASC", "DESC") or len(part) > 2:
            raise refused("Syntax error")
        try:
            column = find_column(part[0], resource.columns, resource.singular)
        except BadFilter as wrong:
            raise refused(str(wrong)) from None
        sorts.append((column, direction == "DESC"))
    return tuple(sorts)


# Selecting


def select(books: Books, resource: Resource, ask: Ask) -> tuple[list[Doc], int]:
    """The records of one page and how many there are on all pages."""
    docs = _looked_up(books, resource, ask)
    if docs is None and resource.facets:
        runs = _Runs(books, resource, ask)
        if not ask.tests and not ask.pins and not ask.order and ask.page is not None:
            return runs.page((ask.page - 1) * ask.size, ask.size), runs.count()
        docs = list(runs.all())
    elif docs is None:
        docs = books.all(resource.kind)
    docs = _sorted(books, resource, ask, _passing(books, resource, ask, docs))
    if ask.page is None:
        if len(docs) > MOST_UNPAGED:
            raise refused("The result has more than 100,000 rows: use paging")
        return docs, len(docs)
    start = (ask.page - 1) * ask.size
    return docs[start : start + ask.size], len(docs)


def _looked_up(books: Books, resource: Resource, ask: Ask) -> list[Doc] | None:
    """The records that an id or a hash index finds; None when no pin leads to one."""
    ids = ask.pins.get(resource.key.lower())
    if ids is not None and resource.facets:
        del ask.pins[resource.key.lower()]
        found = (books.row(resource.kind, each) for each in sorted(ids))
        return [doc for doc in found if doc is not None]
    for path, values in ask.pins.items():
        index = resource.columns[path].hashed
        if index and len(values) <= MOST_LOOKUPS:
            rows = [doc for each in values for doc in books.find(resource.kind, index, each)]
            return list({doc[resource.key]: doc for doc in rows}.values())
    return None


def _passing(books: Books, resource: Resource, ask: Ask, docs: list[Doc]) -> list[Doc]:
    tests = [*ask.tests, *(_pinned(resource.columns[path], v) for path, v in ask.pins.items())]
    if ask.since:
        earliest = ask.since
        tests.append(lambda _books, doc: doc.get(UPDATED, "") >= earliest)
    if not tests:
        return docs
    return [doc for doc in docs if all(test(books, doc) for test in tests)]


def _pinned(column: Column, values: frozenset[Any]) -> Predicate:
    read = column.read
    if column.type is Type.TEXT:
        return lambda books, doc: (text := read(books, doc)) is not None and plain(text) in values
    return lambda books, doc: read(books, doc) in values


def _sorted(books: Books, resource: Resource, ask: Ask, docs: list[Doc]) -> list[Doc]:
    if not ask.order and not resource.facets:
        return docs
    if not ask.order:
        return sorted(docs, key=lambda doc: (doc[UPDATED], doc[resource.key]))
    docs = sorted(docs, key=lambda doc: str(doc[resource.key]))

    def by(docs: list[Doc], sort: Sort) -> list[Doc]:
        column, descends = sort
        return sorted(docs, key=lambda doc: _rank(column.read(books, doc)), reverse=descends)

    return reduce(by, reversed(ask.order), docs)


def _rank(value: Any) -> tuple[bool, Any]:
    if isinstance(value, str):
        return True, plain(value)
    return value is not None, 0 if value is None else value


class _Runs:
    """
    Stretches of an ordered index that together hold what the pins on facets leave.

    Method: the index `changed` serves when no facet is pinned, else `state`, one stretch for each
    combination of values. Pins that are served are removed from the request.
    """

    def __init__(self, books: Books, resource: Resource, ask: Ask) -> None:
        self._table = books.table(resource.kind)
        self._key = resource.key
        served = [name.lower() in ask.pins for name, _ in resource.facets]
        values = [_left(ask, name, domain) for name, domain in resource.facets]
        self._index = "state" if any(served) else "changed"
        prefixes = product(*values) if any(served) else [()]
        self._prefixes = [(books.owner, *prefix) for prefix in prefixes]
        self._since = (ask.since,) if ask.since else ()

    def count(self) -> int:
        """How many records there are."""
        return sum(
            self._table.count_between(self._index, (*prefix, *self._since), prefix)
            for prefix in self._prefixes
        )

    def page(self, offset: int, size: int) -> list[Doc]:
        """Some records in the default order."""
        if len(self._prefixes) == 1:
            (prefix,) = self._prefixes
            low = (*prefix, *self._since)
            return list(self._table.slice(self._index, low, prefix, offset, size))
        ordered = merge(*map(self._run, self._prefixes), key=self._order)
        return list(islice(ordered, offset, offset + size))

    def all(self) -> Iterator[Doc]:
        """All records, each stretch in its order."""
        for prefix in self._prefixes:
            yield from self._run(prefix)

    def _run(self, prefix: tuple[Any, ...]) -> Iterator[Doc]:
        return self._table.between(self._index, (*prefix, *self._since), prefix)

    def _order(self, doc: Doc) -> tuple[str, str]:
        return doc[UPDATED], doc[self._key]


def _left(ask: Ask, name: str, domain: tuple[str, ...]) -> list[str]:
    """The values of a facet that its pin leaves; the pin is served with that."""
    wanted = ask.pins.pop(name.lower(), None)
    return [value for value in domain if wanted is None or plain(value) in wanted]

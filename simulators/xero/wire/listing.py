"""GET of many: what is asked, and the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Final

from orjson import Fragment, dumps

from simulators.kernel.call import Call, Doc, Reply
from simulators.kernel.clock import instant_text, parse_instant
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.xero.books import Books, plain
from simulators.xero.wire.ask import PAGE_SIZE, Ask, Sort
from simulators.xero.wire.columns import Type
from simulators.xero.wire.envelope import envelope
from simulators.xero.wire.filter_text import BadFilter, refused
from simulators.xero.wire.filters import compile_filter, find_column
from simulators.xero.wire.ranges import LAST
from simulators.xero.wire.resource import Depth, Resource, View
from simulators.xero.wire.selecting import CHANGED, select
from simulators.xero.wire.values import flag, guid

MOST_PAGE_SIZE: Final = 1_000

_NAME: Final = re.compile(r"[\w.]+")


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
    return _places(parameters(call))


def _places(query: Mapping[str, str]) -> int:
    return 4 if query.get("unitdp") == "4" else 2


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
    ask = _read_query(resource, tuple(query.items())).copy()
    hidden_too = flag(query.get(resource.hidden, "")) is True
    for path, values in resource.shown(books, hidden_too).items():
        ask.pin(path, values)
    if resource.modified and (earliest := since(books, call.headers.get("if-modified-since", ""))):
        ask.bound(CHANGED, (earliest, LAST))
    return ask


@lru_cache(maxsize=512)
def _read_query(resource: Resource, said: tuple[tuple[str, str], ...]) -> Ask:
    """What the query alone asks for; shared, so whoever adds to it takes a copy."""
    query = dict(said)
    summary = resource.paged and flag(query.get("summaryonly", "")) is True
    ask = Ask(View(Depth.LIST))
    if resource.paged and ("page" in query or summary or query.get("statuses")):
        ask.page, ask.size = _page(query), _size(query)
    depth = Depth.SUMMARY if summary else Depth.PAGE if ask.page is not None else Depth.LIST
    ask.view = View(depth, _places(query))
    _read_lists(ask, resource, query)
    _read_where(ask, resource, query.get("where", ""))
    _read_search(ask, resource, query)
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
    for path, limits in found.ranges.items():
        ask.bound(path, limits)
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


@lru_cache(maxsize=512)
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
        if direction not in ("ASC", "DESC") or len(part) > 2 or not _NAME.fullmatch(part[0]):
            raise refused("Syntax error")
        try:
            column = find_column(part[0], resource.columns, resource.singular)
        except BadFilter as wrong:
            raise refused(str(wrong)) from None
        sorts.append((column, direction == "DESC"))
    return tuple(sorts)

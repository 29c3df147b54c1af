"""Lists: what a query asks for, the index that answers it, page numbers and cursors."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice
from typing import Any, Final

from simulators.kernel.call import Call, Doc
from simulators.kernel.clock import instant_text, parse_instant
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.store import Table
from simulators.kernel.world import World
from simulators.released import books

PAGE_SIZE: Final = 50
LARGEST_PAGE: Final = 100
LAST_PAGE: Final = 1_000_000_000
LATEST_MS: Final = 253_402_300_799_999
SORTS: Final = ("updatedAt", "-updatedAt", "id", "-id")
BEYOND: Final = "~"
"""Sorts after every digit: an instant with this behind it lies just after the instant."""


@dataclass(frozen=True, slots=True)
class Listing:
    """
    What the list of one record type offers.

    Args:
        kind: the record type.
        statuses: the statuses that may be asked for.
        kinds: the kinds that may be asked for, where records have one.
        ids: query names of id filters, with the field each looks at.
        texts: query names of text filters, with the field each looks at.
        instants: query names of filters for an instant or later, with the field each looks at.
        search: the fields that `q` looks into.
        narrow: per filter the hash index that answers it.
        shelf: which of the lists of the record type it is, see `books.shelf_of`.
        overdue: says of a row and today's date whether it is overdue; None where nothing is.
    """

    kind: str
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    instants: Mapping[str, str] = field(default_factory=dict)
    search: tuple[str, ...] = ()
    narrow: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shelf: str = ""
    overdue: Callable[[Doc, str], bool] | None = None


COMMON: Final = (
    "page",
    "pageSize",
    "cursor",
    "updatedSince",
    "sort",
    "includeArchived",
    "includeDeleted",
)


@dataclass(slots=True)
class Asked:
    """A list query, read."""

    company: int
    page: int = 1
    size: int = PAGE_SIZE
    cursor: str | None = None
    since: str = ""
    sort: str = "updatedAt"
    with_hidden: bool = False
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    equals: dict[str, Any] = field(default_factory=dict)
    earliest: dict[str, str] = field(default_factory=dict)
    text: str = ""
    labels: tuple[str, ...] = ()
    overdue_on: str = ""


def _bad(name: str, message: str) -> Refused:
    return Refused(Refusal("bad_parameter", f"{name} {message}", name))


def whole(call: Call, name: str, default: int, least: int, most: int) -> int:
    """
    A whole number of a query.

    Raises:
        Refused: `bad_parameter`.
    """
    text = call.one(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 17 and least <= int(text) <= most):
        raise _bad(name, f"must be a whole number from {least} to {most}.")
    return int(text)


def _truth(call: Call, name: str) -> bool:
    text = call.one(name, "false")
    if text not in ("true", "false"):
        raise _bad(name, "must be true or false.")
    return text == "true"


def _among(call: Call, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(call.query.get(name, ())))
    for each in asked:
        if each not in allowed:
            raise _bad(name, f"must be one of {', '.join(allowed)}.")
    return asked


def _instant(call: Call, name: str, *, exclusive: bool) -> str:
    if name not in call.query:
        return ""
    text = call.one(name).replace(" ", "+")
    try:
        moment = parse_instant(text)
    except (ValueError, OverflowError):
        raise _bad(name, "must be an instant such as 2026-03-02T09:00:00Z.") from None
    if not 0 <= moment <= LATEST_MS:
        raise _bad(name, "is out of range.")
    return instant_text(moment) + (BEYOND if exclusive else "")


def read_query(world: World, call: Call, company: int, listing: Listing) -> Asked:
    """
    What a list call asks for.

    Raises:
        Refused: `bad_parameter` for an unknown name or a wrong value.
    """
    known = {*COMMON, *listing.ids, *listing.texts, *listing.instants}
    known |= {"status"} if listing.statuses else set()
    known |= {"kind"} if listing.kinds else set()
    known |= {"q"} if listing.search else set()
    known |= {"overdue"} if listing.overdue else set()
    for name in call.query:
        if name not in known:
            raise _bad(name, f"is unknown here: use {', '.join(sorted(known))}.")
    if "cursor" in call.query and ("page" in call.query or "sort" in call.query):
        raise _bad("cursor", "goes without page and sort.")
    exclusive = world.switches["updated_since"] == "exclusive"
    asked = Asked(
        company,
        whole(call, "page", 1, 1, LAST_PAGE),
        whole(call, "pageSize", PAGE_SIZE, 1, LARGEST_PAGE),
        call.one("cursor") if "cursor" in call.query else None,
        _instant(call, "updatedSince", exclusive=exclusive),
        (_among(call, "sort", SORTS) or ("updatedAt",))[-1],
        _truth(call, "includeArchived") | _truth(call, "includeDeleted"),
        _among(call, "status", listing.statuses),
        _among(call, "kind", listing.kinds),
        {
            **{name: whole(call, name, 0, 1, 2**53) for name in listing.ids if name in call.query},
            **{name: call.one(name) for name in listing.texts if name in call.query},
        },
        {
            listing.instants[name]: _instant(call, name, exclusive=False)
            for name in listing.instants
            if name in call.query
        },
        call.one("q").casefold(),
    )
    if _truth(call, "overdue"):
        zone = books.get_company(world, company)["timeZone"]
        asked.overdue_on = world.clock.today(zone)
    asked.labels = labels(listing, asked)
    return asked


def labels(listing: Listing, asked: Asked) -> tuple[str, ...]:
    """The labels (see `books.label_of`) of all rows that are asked for."""
    shown = [each for each in listing.statuses if asked.with_hidden or each not in books.HIDDEN]
    statuses = asked.statuses or tuple(shown)
    if not listing.kinds:
        return statuses
    return tuple(
        f"{kind} {status}" for kind in asked.kinds or listing.kinds for status in statuses
    )


def answer(
    world: World, listing: Listing, asked: Asked, shape: Callable[[World, int, Doc], Doc]
) -> Doc:
    """The envelope around one page of rows."""
    if asked.cursor is not None:
        return _by_cursor(world, listing, asked, shape)
    rows, total = _page(world, listing, asked)
    shown = [shape(world, asked.company, row) for row in rows]
    reached = asked.page * asked.size
    is_strange = world.switches["rl_last_page"] == "empty" and reached == total
    body: Doc = {
        "items": shown,
        "page": asked.page,
        "pageSize": asked.size,
        "totalItems": total,
        "hasMore": reached < total or (is_strange and bool(rows)),
        "asOf": books.as_of(world),
    }
    if world.switches["rl_total_items"] == "absent":
        del body["totalItems"]
    return body


def _page(world: World, listing: Listing, asked: Asked) -> tuple[Sequence[Doc], int]:
    table = books.table(world, listing.kind)
    offset = (asked.page - 1) * asked.size
    reverse = asked.sort.startswith("-")
    is_filtered = asked.equals or asked.text or asked.earliest or asked.overdue_on
    if is_filtered or asked.sort.endswith("id"):
        rows = [row for row in _candidates(table, listing, asked) if _fits(listing, asked, row)]
        rows.sort(key=_by_id if asked.sort.endswith("id") else _by_instant, reverse=reverse)
        return rows[offset : offset + asked.size], len(rows)
    index, spans = _spans(listing, asked)
    total = sum(table.count_between(index, low, high) for low, high in spans)
    if len(spans) == 1:
        low, high = spans[0]
        return table.slice(index, low, high, offset, asked.size, reverse=reverse), total
    walks = [table.between(index, low, high, reverse=reverse) for low, high in spans]
    if offset >= total:
        return [], total
    merged = merge(*walks, key=_by_instant, reverse=reverse)
    return list(islice(merged, offset, offset + asked.size)), total


def _by_instant(row: Doc) -> tuple[str, int]:
    return row["updatedAt"], row["id"]


def _by_id(row: Doc) -> int:
    return int(row["id"])


Span = tuple[tuple[Any, ...], tuple[Any, ...]]


def _spans(listing: Listing, asked: Asked) -> tuple[str, list[Span]]:
    """The index that answers a query without further filters, and the ranges to read of it."""
    company, since = asked.company, asked.since
    if not asked.statuses and not asked.kinds:
        shelf, hidden = listing.shelf, (0, 1) if asked.with_hidden else (0,)
        return "page", [((company, shelf, each, since), (company, shelf, each)) for each in hidden]
    return "label", [((company, each, since), (company, each)) for each in asked.labels]


def _candidates(table: Table, listing: Listing, asked: Asked) -> Iterable[Doc]:
    """Rows that may fit, through a hash index where a filter has one."""
    for name, value in asked.equals.items():
        index = listing.narrow.get(name)
        if index is not None:
            key = (asked.company, value)
            return table.find(index[0] if len(index) == 1 else index, key)
    shelf = (asked.company, listing.shelf)
    return table.between("walk", shelf, shelf)


def _fits(listing: Listing, asked: Asked, row: Doc) -> bool:
    if asked.company not in books.companies_of(row) or row["updatedAt"] < asked.since:
        return False
    if listing.statuses and books.label_of(row) not in asked.labels:
        return False
    for name, value in asked.equals.items():
        path = listing.ids.get(name) or listing.texts.get(name, name)
        held = row.get(path)
        if path == "externalId" and "externalIds" in row:
            held = row["externalIds"].get(str(asked.company))
        if held != value:
            return False
    if asked.overdue_on and not (listing.overdue and listing.overdue(row, asked.overdue_on)):
        return False
    if any(row[path] < least for path, least in asked.earliest.items()):
        return False
    return not asked.text or any(
        asked.text in str(row.get(name) or "").casefold() for name in listing.search
    )


def _by_cursor(
    world: World, listing: Listing, asked: Asked, shape: Callable[[World, int, Doc], Doc]
) -> Doc:
    """
    A page by keyset: rows in the order of their last commit, beyond where the cursor stands.

    No row is skipped, whatever is written between two pages: a row that changes meanwhile
    moves behind the cursor's end and comes again.
    """
    after = _read_cursor(asked)
    rows: list[Doc] = []
    for row in _walk(world, listing, asked, after):
        if len(rows) == asked.size:
            return _cursor_page(
                world,
                asked,
                [shape(world, asked.company, r) for r in rows],
                _cursor(rows[-1]),
                has_more=True,
            )
        rows.append(row)
    cursor = _cursor(rows[-1]) if rows else asked.cursor or _text_of(("", 0))
    shown = [shape(world, asked.company, row) for row in rows]
    return _cursor_page(world, asked, shown, cursor, has_more=False)


def _walk(world: World, listing: Listing, asked: Asked, after: tuple[str, int]) -> Iterator[Doc]:
    table = books.table(world, listing.kind)
    shelf = (asked.company, listing.shelf)
    start = (*shelf, *after) if after[0] else None
    for row in table.between("walk", (*shelf, asked.since), shelf, after=start):
        if _fits(listing, asked, row):
            yield row


def _cursor_page(
    world: World, asked: Asked, shown: list[Doc], cursor: str, *, has_more: bool
) -> Doc:
    return {
        "items": shown,
        "pageSize": asked.size,
        "nextCursor": cursor,
        "hasMore": has_more,
        "asOf": books.as_of(world),
    }


def _cursor(row: Doc) -> str:
    return _text_of((row["updatedAt"], row["seq"]))


def _text_of(key: tuple[str, int]) -> str:
    return urlsafe_b64encode(f"{key[0]}|{key[1]}".encode()).decode()


def _read_cursor(asked: Asked) -> tuple[str, int]:
    """Where a cursor stands; an empty one stands at the beginning."""
    if not asked.cursor:
        return "", 0
    try:
        instant, _, seq = urlsafe_b64decode(asked.cursor).decode("ascii").partition("|")
        return instant, int(seq)
    except (NotBase64, ValueError):
        raise _bad("cursor", "is not one that this list gave.") from None

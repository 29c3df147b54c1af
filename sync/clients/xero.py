"""The Xero client: lists in pages that never skip a row, single records, writes with their key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from sync.clients.transport import Outcome, Transport
from sync.forms import milliseconds

BASE: Final = "/api.xro/2.0/"
MOST_PASSES: Final = 5
MOST_PAGES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Paging:
    """
    How many rows a page has, whether the pages after the first are read, and whether they are
    read again when a row may have moved meanwhile.
    """

    size: int = 1000
    is_followed: bool = True
    is_repeated: bool = True


class Xero:
    """One organisation."""

    def __init__(self, transport: Transport, tenant: str, paging: Paging) -> None:
        self._transport = transport
        self._paging = paging
        self._headers = {"xero-tenant-id": tenant, "Accept": "application/json"}
        self.tokens = transport.tokens

    def organisation(self) -> dict[str, Any]:
        """The organisation itself."""
        body = self._transport.read(f"{BASE}Organisation", self._headers)
        return dict((body.get("Organisations") or ({},))[0])

    def rows(
        self, resource: str, query: Mapping[str, str], since: int | None
    ) -> list[dict[str, Any]]:
        """All rows of an unpaged list, those changed since (milliseconds) where that is given."""
        body = self._transport.read(_address(resource, query), self._since(since))
        return list(body.get(resource) or ())

    def pages(
        self, resource: str, query: Mapping[str, str], since: int | None
    ) -> Iterator[list[dict[str, Any]]]:
        """
        The rows of a paged list, page by page.

        Rule: R61. Rows are ordered by the time of their change, so a row that is touched while we
        read moves to the end and pulls another one over a page boundary that we have passed. When
        that may have happened the pages are read once more.
        """
        for _ in range(MOST_PASSES):
            reading = _Reading()
            for page in range(1, MOST_PAGES):
                body = self._page(resource, query, since, page)
                rows = list(body.get(resource) or ())
                reading.note(body, rows)
                yield rows
                if not self._paging.is_followed or self._is_last(body, rows, page):
                    break
            if not (reading.may_have_slipped and self._paging.is_repeated):
                return

    def _page(
        self, resource: str, query: Mapping[str, str], since: int | None, page: int
    ) -> Mapping[str, Any]:
        paged = {**query, "page": str(page), "pageSize": str(self._paging.size)}
        address = _address(resource, {**paged, "order": "UpdatedDateUTC"})
        body: Mapping[str, Any] = self._transport.read(address, self._since(since))
        return body

    def _is_last(self, body: Mapping[str, Any], rows: list[Any], page: int) -> bool:
        if "pagination" in body:
            return page >= int(body["pagination"].get("pageCount") or 0)
        return not rows

    def one(self, resource: str, record: str, query: str = "") -> dict[str, Any] | None:
        """One record with everything it has."""
        body = self._transport.read(f"{BASE}{resource}/{record}{query}", self._headers)
        rows = body.get(resource) or ()
        return rows[0] if rows else None

    def page_where(
        self, resource: str, query: Mapping[str, str], page: int, size: int
    ) -> tuple[list[dict[str, Any]], int]:
        """One page of the documents that a filter leaves, by id, and how many pages there are."""
        key = f"{resource.removesuffix('s')}ID"
        paged = {**query, "order": key, "page": str(page), "pageSize": str(size)}
        body = self._transport.read(_address(resource, paged), self._headers)
        pages = int((body.get("pagination") or {}).get("pageCount") or 0)
        return list(body.get(resource) or ()), pages

    def files(self, shelf: str) -> list[dict[str, Any]]:
        """The files of one record, by its resource and id."""
        path = f"{BASE}{shelf}/Attachments"
        body = self._transport.read(path, self._headers)
        return list(body.get("Attachments") or ())

    def content(self, path: str) -> bytes | None:
        """The bytes of a file."""
        return self._transport.read_bytes(BASE + path, {**self._headers, "Accept": "*/*"})

    def write(self, method: str, path: str, body: Any, key: str, media: str = "") -> Outcome:
        """What became of a write."""
        headers = {**self._headers, "Idempotency-Key": key}
        return self._transport.write(method, BASE + path, headers, body, media)

    def _since(self, since: int | None) -> Mapping[str, str]:
        if since is None:
            return self._headers
        return {**self._headers, "If-Modified-Since": _moment(since)}


@lru_cache(maxsize=256)
def _moment(since: int) -> str:
    """Milliseconds as Xero reads them, in whole seconds of UTC."""
    return datetime.fromtimestamp(since / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _address(resource: str, query: Mapping[str, str]) -> str:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{BASE}{resource}?{text}" if text else f"{BASE}{resource}"


class _Reading:
    """What one pass over the pages showed: whether a row may have slipped through."""

    def __init__(self) -> None:
        self._pages = 0
        self._began = 0
        self._counts: set[int] = set()
        self._latest = 0

    def note(self, body: Mapping[str, Any], rows: list[dict[str, Any]]) -> None:
        """Take one page into account."""
        if not self._pages:
            self._began = milliseconds(body.get("DateTimeUTC") or "/Date(0)/")
        self._pages += 1
        self._counts.add(int((body.get("pagination") or {}).get("itemCount", 0)))
        stamps = [row["UpdatedDateUTC"] for row in rows[-1:] if "UpdatedDateUTC" in row]
        self._latest = max([self._latest, *map(milliseconds, stamps)])

    @property
    def may_have_slipped(self) -> bool:
        """More than one page was read, and a row was touched or left meanwhile."""
        is_touched = self._latest >= self._began > 0
        return self._pages > 1 and (is_touched or len(self._counts) > 1)

"""The Re-Leased client: the feed of changes, writes with their key, sync records."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sync.clients.transport import Outcome, Transport

BASE: Final = "/rl/v1/"
PAGE: Final = 500
LIST_PAGE: Final = 100
MOST_PAGES: Final = 100_000


class Released:
    """One group of companies."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def changes(self, company: int, after: int) -> Iterator[tuple[list[dict[str, Any]], int]]:
        """Every commit of a company after a number, in order, with the number to go on from."""
        for _ in range(MOST_PAGES):
            address = f"{BASE}companies/{company}/changes?after={after}&limit={PAGE}"
            body = self._transport.read(address, {})
            after = int(body.get("next", after))
            yield list(body.get("items") or ()), after
            if not body.get("hasMore"):
                return

    def connection(self, company: int) -> dict[str, Any]:
        """The connection of a company."""
        return dict(self._transport.read(f"{BASE}companies/{company}/connection", {}))

    def sync_records(self, company: int, page: int) -> tuple[list[dict[str, Any]], bool]:
        """One page of what the users were told, and whether it is the last."""
        address = f"{BASE}companies/{company}/sync-records?page={page}&pageSize={LIST_PAGE}"
        body = self._transport.read(address, {})
        return list(body.get("items") or ()), not body.get("hasMore")

    def content(self, path: str) -> bytes | None:
        """The bytes of a file."""
        return self._transport.read_bytes(BASE + path, {})

    def write(
        self,
        method: str,
        path: str,
        body: Any,
        key: str,
        version: int | None = None,
        media: str = "",
    ) -> Outcome:
        """What became of a write; with a version it is done only if the record still has it."""
        headers: Mapping[str, str] = {"Idempotency-Key": key} if method == "POST" else {}
        if version is not None:
            headers = {**headers, "If-Match": f'"{version}"'}
        return self._transport.write(method, BASE + path, headers, body, media)

"""Idempotency keys and the answers stored under them, forgotten after a while of fake time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Final

from simulators.kernel.call import Call, Reply
from simulators.kernel.vendor import KeyPolicy

MOST_KEYS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Stored:
    """The first answer to a key, the print of the request it answered, and when it was given."""

    request: bytes
    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]
    at_ms: int

    def reply(self) -> Reply:
        """The answer, once more."""
        return Reply(self.status, self.body, dict(self.headers))


def request_print(call: Call) -> bytes:
    """What makes two requests the same: method, path, query and body."""
    text = f"{call.method}\0{call.path}\0{call.query_text}\0".encode()
    return blake2b(text + call.body, digest_size=16).digest()


class Keys:
    """
    One world's keys, the last one stored standing last; beyond MOST_KEYS the oldest go.

    `scope` separates callers whose keys must not meet. Calls in flight are no state of the world,
    so a snapshot does not reach them.
    """

    __slots__ = ("_in_flight", "_stored")

    def __init__(self) -> None:
        self._stored: dict[tuple[str, str], Stored] = {}
        self._in_flight: set[tuple[str, str]] = set()

    @contextmanager
    def in_flight(self, key: KeyPolicy | None, call: Call) -> Iterator[None]:
        """Keep a key to a call that waits, unless another waits with it already."""
        name = (key.scope, key.key) if key is not None else None
        if name is None or name in self._in_flight:
            yield
            return
        self._in_flight.add(name)
        call.holds_key = True
        try:
            yield
        finally:
            self._in_flight.discard(name)

    def is_in_flight(self, key: KeyPolicy, call: Call) -> bool:
        """Whether another call waits with the key."""
        return (key.scope, key.key) in self._in_flight and not call.holds_key

    def find(self, scope: str, key: str, now_ms: int, life_s: int) -> Stored | None:
        """The stored answer, None when the key is new or its life is over."""
        stored = self._stored.get((scope, key))
        if stored is None or now_ms - stored.at_ms >= life_s * 1000:
            return None
        return stored

    def keep(self, scope: str, key: str, call: Call, reply: Reply, now_ms: int) -> None:
        """Store the first answer under a key."""
        headers = tuple(reply.headers.items())
        self._stored.pop((scope, key), None)
        if len(self._stored) >= MOST_KEYS + MOST_KEYS // 8:
            self._stored = dict(islice(self._stored.items(), MOST_KEYS // 8, None))
        self._stored[scope, key] = Stored(
            request_print(call), reply.status, reply.body, headers, now_ms
        )

    def newest_first(self) -> Iterator[tuple[tuple[str, str], Stored]]:
        """The keys and what is stored under them, the last one stored first."""
        return reversed(self._stored.items())

    def __len__(self) -> int:
        return len(self._stored)

    def snapshot(self) -> dict[tuple[str, str], Stored]:
        """The keys as they stand."""
        return self._stored.copy()

    def restore(self, stored: dict[tuple[str, str], Stored]) -> None:
        """Go back to a snapshot."""
        self._stored = stored.copy()

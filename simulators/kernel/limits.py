"""Rate limits: fixed windows of fake time, and rooms for the calls that are in flight together."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Window:
    """
    One limit.

    Args:
        name: what the vendor calls it, such as `minute`.
        key: whose calls are counted together.
        limit: calls allowed in one window.
        length_s: how long a window lasts, in seconds of fake time.
    """

    name: str
    key: str
    limit: int
    length_s: int


@dataclass(frozen=True, slots=True)
class Room:
    """
    How many calls may be in flight together.

    Args:
        name: what the vendor calls this limit, such as `concurrent`.
        key: whose calls are counted together.
        seats: how many.
    """

    name: str
    key: str
    seats: int


@dataclass(frozen=True, slots=True)
class Hit:
    """
    A limit that was reached.

    Args:
        window: which one; a room when too many calls are in flight.
        retry_after_s: the seconds of fake time until it opens again; 0 for a room, where nobody
            can say.
    """

    window: Window | Room
    retry_after_s: float


class Limits:
    """One world's counters. A window starts with the first call that it counts."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], tuple[int, int]] = {}

    def take(self, windows: Iterable[Window], now_ms: int) -> Hit | None:
        """Count one call in every window; None when all allow it, else the first that does not."""
        hit: Hit | None = None
        for window in windows:
            started_ms, count = self._window(window, now_ms)
            if count >= window.limit:
                left_ms = started_ms + window.length_s * 1000 - now_ms
                hit = hit or Hit(window, left_ms / 1000)
                continue
            self._counts[window.name, window.key] = (started_ms, count + 1)
        return hit

    def remaining(self, window: Window, now_ms: int) -> int:
        """How many calls the window still allows, never below zero."""
        return max(0, window.limit - self._window(window, now_ms)[1])

    def resets_in_s(self, window: Window, now_ms: int) -> float:
        """Seconds of fake time until the window starts anew."""
        return (self._window(window, now_ms)[0] + window.length_s * 1000 - now_ms) / 1000

    def _window(self, window: Window, now_ms: int) -> tuple[int, int]:
        started_ms, count = self._counts.get((window.name, window.key), (now_ms, 0))
        if now_ms - started_ms >= window.length_s * 1000:
            return now_ms, 0
        return started_ms, count

    def snapshot(self) -> dict[tuple[str, str], tuple[int, int]]:
        """The counters as they stand."""
        return self._counts.copy()

    def restore(self, counts: dict[tuple[str, str], tuple[int, int]]) -> None:
        """Go back to a snapshot."""
        self._counts = counts.copy()


class Rooms:
    """
    One world's calls in flight. It is asked before the world's lock is taken, so has its own.

    A snapshot of the world does not reach it: calls in flight are no state of the world.
    """

    __slots__ = ("_lock", "_taken")

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken: dict[str, int] = {}

    @contextmanager
    def entered(self, room: Room | None) -> Iterator[bool]:
        """Be in the room for a while; whether there were more calls in it than it has seats."""
        if room is None:
            yield False
            return
        with self._lock:
            taken = self._taken[room.key] = self._taken.get(room.key, 0) + 1
        try:
            yield taken > room.seats
        finally:
            with self._lock:
                self._taken[room.key] -= 1
                if not self._taken[room.key]:
                    del self._taken[room.key]

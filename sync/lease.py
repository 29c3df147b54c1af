"""
Who works: one copy of the sync at a time, also when two were started by mistake.

A lease is a row with a time. It is taken before work, kept up while working, checked within every
step and given back; after a crash it runs out on the clock, at once when its process is gone.

Rule: R41, R55, R60.
"""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from sync.clients.transport import Unfinished
from sync.clock import Clock
from sync.links import Links

LENGTH_S: Final = 120
"""Longer than any call and any wait between two looks at the lease."""
KEPT_UP_BELOW_S: Final = 80


def this_process() -> str:
    """A name of this process that no other one alive has."""
    return f"{socket.gethostname()} {_room()} {os.getpid()}"


def _room() -> str:
    """Where process numbers count: two containers of one host have their own."""
    with suppress(OSError):
        return os.readlink("/proc/self/ns/pid")
    return "-"


def is_gone(holder: str) -> bool:
    """The holder was a process of this machine and is no more."""
    host, room, number = holder.split(" ")[:3]
    if (host, room) != (socket.gethostname(), _room()):
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


class Lost(Unfinished):
    """Another copy took the lease over; what we were about to store is not stored."""


class Lease:
    """
    One lease in the database of links; in memory, where nobody else can be, it costs nothing.

    Args:
        name: what is leased.
        holder: who asks, as `this_process` says it, with more words where one process has many.
    """

    def __init__(
        self,
        links: Links,
        clock: Clock,
        name: str,
        holder: str,
        is_gone: Callable[[str], bool] = is_gone,
    ) -> None:
        self._links = links
        self._clock = clock
        self._name = name
        self._holder = holder
        self._is_gone = is_gone
        self._until = 0

    def take(self) -> bool:
        """Take it, unless somebody else has it."""
        if not self._links.is_shared:
            return True
        with self._links.step():
            row = self._row()
            if row is not None and self._is_taken(*row):
                return False
            self._store()
        return True

    def _is_taken(self, holder: str, until: int) -> bool:
        left_ms = until - self._now()
        is_running = 0 < left_ms <= 2 * 1000 * LENGTH_S  # more is the word of a wrong clock
        return holder != self._holder and is_running and not self._is_gone(holder)

    def keep(self) -> None:
        """
        See that enough of it is left for one call.

        Raises:
            Lost: somebody else has it now.
        """
        if self._links.is_shared and self._until - self._now() < 1000 * KEPT_UP_BELOW_S:
            with self._links.step():
                self.check()
                self._store()

    def check(self) -> None:
        """
        See within a step that it is still ours.

        Raises:
            Lost: somebody else has it now.
        """
        row = self._row()
        if row is None or row[0] != self._holder:
            raise Lost("another copy of the sync took over")

    def give_back(self) -> None:
        """The next one may take it at once."""
        if self._links.is_shared:
            with self._links.step():
                sql = "DELETE FROM lease WHERE name = ? AND holder = ?"
                self._links.execute(sql, (self._name, self._holder))

    def holder(self) -> str:
        """Who has it; empty when nobody does."""
        row = self._row()
        return row[0] if row else ""

    def _row(self) -> tuple[str, int] | None:
        sql = "SELECT holder, until FROM lease WHERE name = ?"
        rows = self._links.execute(sql, (self._name,))
        return rows[0] if rows else None

    def _store(self) -> None:
        self._until = self._now() + 1000 * LENGTH_S
        values = (self._name, self._holder, self._until)
        self._links.execute("INSERT OR REPLACE INTO lease VALUES (?, ?, ?)", values)

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

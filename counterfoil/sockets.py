"""The way out over sockets: real `httpx` clients and the real clock, for a deployed sync."""

from __future__ import annotations

import ssl
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Final

import httpx

from simulators.kernel.clock import real_now, real_sleep
from sync.clock import Clock

TIMEOUT_S: Final = 30.0
TRUSTED_WITHIN: Final = timedelta(seconds=5)
"""A difference between two clocks that is nobody's fault: whole seconds, and the way."""


class RealClock:
    """Time as it is."""

    def now(self) -> datetime:
        """The instant (UTC)."""
        return real_now()

    def sleep(self, seconds: float) -> None:
        """Really wait."""
        real_sleep(max(0.0, seconds))


class VendorsClock(RealClock):
    """
    Time as the vendors tell it with each answer, since it is their records that are timed.

    Method: what is remembered is how far their clock is from ours, once that is more than the way
    explains. A machine whose clock is wrong is put right, and in a simulated world, where an hour
    may pass between two cycles, what is due every minute is due.

    Args:
        started: the instant in the world when its connection document was made, as that has it.
            Anything else is now.
    """

    def __init__(self, started: object = None) -> None:
        self._ahead = timedelta(0)
        with suppress(ValueError):
            self._set(datetime.fromisoformat(str(started)))

    def now(self) -> datetime:
        """The instant at the vendors (UTC)."""
        return super().now() + self._ahead

    def heard(self, answer: httpx.Response) -> None:
        """Take the time from an answer, if it says one."""
        with suppress(ValueError):
            self._set(parsedate_to_datetime(answer.headers.get("Date", "")))

    def _set(self, moment: datetime) -> None:
        if moment.tzinfo is not None and abs(moment - self.now()) > TRUSTED_WITHIN:
            self._ahead = moment - super().now()


class SocketHttp:
    """
    What a sync is handed when it runs as a program of its own.

    Args:
        clock: the time; None is what the vendors say.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or VendorsClock()

    def client(self, base_url: str) -> httpx.Client:
        """A client whose relative URLs start at a base URL of the connection document."""
        heard = [self.clock.heard] if isinstance(self.clock, VendorsClock) else []
        return httpx.Client(
            base_url=base_url,
            timeout=TIMEOUT_S,
            verify=trusted(),
            event_hooks={"response": heard},
        )


@cache
def trusted() -> ssl.SSLContext:
    """The authorities that are trusted: read once, since that takes longer than a cycle."""
    return httpx.create_ssl_context()

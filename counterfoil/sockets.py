"""The way out over sockets: real `httpx` clients and the real clock, for a deployed sync."""

from __future__ import annotations

import ssl
from datetime import datetime
from functools import cache
from typing import Final

import httpx

from simulators.kernel.clock import real_now, real_sleep
from sync.clock import Clock

TIMEOUT_S: Final = 30.0


class RealClock:
    """Time as it is."""

    def now(self) -> datetime:
        """The instant (UTC)."""
        return real_now()

    def sleep(self, seconds: float) -> None:
        """Really wait."""
        real_sleep(max(0.0, seconds))


class SocketHttp:
    """
    What a sync is handed when it runs as a program of its own.

    Args:
        clock: the time; None is the real one.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or RealClock()

    def client(self, base_url: str) -> httpx.Client:
        """A client whose relative URLs start at a base URL of the connection document."""
        return httpx.Client(base_url=base_url, timeout=TIMEOUT_S, verify=trusted())


@cache
def trusted() -> ssl.SSLContext:
    """The authorities that are trusted: read once, since that takes longer than a cycle."""
    return httpx.create_ssl_context()

"""Watches the control plane, which is there for tests of partners and not for their syncs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from threading import Lock
from typing import Any, Final

from simulators.kernel.http import WSGI

MOST_TRESPASSES: Final = 3
"""How many calls of the control plane are remembered for one sentence about them."""


class Guard:
    """
    The control plane as a sync finds it: answers, and remembers that somebody called.

    The examiner itself has a way of its own, so whoever comes here is the sync under test.
    """

    def __init__(self, app: WSGI) -> None:
        self._app = app
        self._calls: list[str] = []
        self._lock = Lock()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """One request."""
        with self._lock:
            self._calls.append(f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '')}")
        return self._app(environ, start_response)

    def breach(self) -> str:
        """What was called since the last time, in one sentence; empty when nothing was."""
        with self._lock:
            calls, self._calls = self._calls, []
        if not calls:
            return ""
        shown = ", ".join(islice(dict.fromkeys(calls), MOST_TRESPASSES))
        return f"The sync called the control plane {len(calls)} times: {shown}"

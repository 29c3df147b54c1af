"""A WSGI layer around a server: every call that is made to it is held to the document."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from contracts.answers import Breach
from contracts.asked import Asked, Requests, requests
from contracts.watch import WSGI

JUDGE: Final = "counterfoil.judge"
"""The key of the environment under which a server finds whom to ask when it notes a call."""

MOST_CALLERS: Final = 500
TOO_MANY: Final = 429
LEFT: Final = ("x-minlimit-remaining", "x-ratelimit-remaining")
"""Of a day's limit nobody is told when it opens, until a call is refused."""

MINUTE_MS: Final = 60_000
"""After so long such a limit is open again: a later refusal has another reason."""


@dataclass(slots=True)
class Caller:
    """What a caller was told last: until when to wait, and until when a limit may be used up."""

    seen_ms: int = 0
    until_ms: int = 0
    spent_until_ms: int = 0


class Consumer:
    """
    Hands a server the judge of its callers, and leaves the calls themselves alone.

    Method: the server asks when it notes a call, for only then are the instant and the answer
    known: `judge(asked, answered, now_ms, scale)` gives the breaches as the journal keeps them.

    Args:
        system: whose document.
        app: the server.
        judge: the validators, those of the system's document unless given.
    """

    def __init__(self, system: str, app: WSGI, judge: Requests | None = None) -> None:
        self._app = app
        self._judge = judge or requests(system)
        self._callers: OrderedDict[tuple[str, str], Caller] = OrderedDict()
        self.judged = 0

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The application's own answer."""
        environ[JUDGE] = self.judge
        return self._app(environ, start_response)

    def judge(
        self,
        asked: Mapping[str, Any],
        answered: tuple[int, Mapping[str, str]] | None,
        now_ms: int,
        scale: float = 1,
    ) -> list[dict[str, str]]:
        """
        What is wrong with one call.

        Args:
            asked: `method`, `path`, `query`, `headers` and `body`.
            answered: status and headers; None when the line was dropped.
            now_ms: the instant, in the server's own time.
            scale: how many seconds of that time a second is that a caller waits.
        """
        self.judged += 1
        request = Asked(**asked)
        breaches = self._judge.breaches(request)
        breaches += self._pace(request, answered, now_ms, scale)
        return [{"check": each.check, "operation": each.operation, "message": each.message}
                for each in breaches]  # fmt: skip

    def _pace(
        self,
        asked: Asked,
        answered: tuple[int, Mapping[str, str]] | None,
        now_ms: int,
        scale: float,
    ) -> list[Breach]:
        caller = self._caller(asked)
        breaches = []
        if now_ms < caller.seen_ms:
            caller.until_ms = caller.spent_until_ms = 0
        if now_ms < caller.until_ms:
            left = (caller.until_ms - now_ms) / 1000 / scale
            message = f"called {left:.1f} s before Retry-After was over"
            breaches.append(Breach(asked.label, "ignored_retry_after", message))
        elif now_ms < caller.spent_until_ms and answered is not None and answered[0] == TOO_MANY:
            message = "called although the answer before said that nothing of the limit is left"
            breaches.append(Breach(asked.label, "beyond_the_limit", message))
        caller.seen_ms = now_ms
        if answered is not None:
            _told(caller, answered[1], now_ms, scale)
        return breaches

    def _caller(self, asked: Asked) -> Caller:
        key = (asked.headers.get("authorization", ""), asked.headers.get("xero-tenant-id", ""))
        caller = self._callers.get(key)
        if caller is None:
            caller = self._callers[key] = Caller()
            if len(self._callers) > MOST_CALLERS:
                self._callers.popitem(last=False)
        else:
            self._callers.move_to_end(key)
        return caller


def _told(caller: Caller, headers: Mapping[str, str], now_ms: int, scale: float) -> None:
    """Keep what an answer says of later calls."""
    is_spent = False
    for name, value in headers.items():
        header = name.lower()
        if header in LEFT:
            is_spent = is_spent or value == "0"
        elif header == "retry-after" and value.isdecimal():
            caller.until_ms = now_ms + round(int(value) * 1000 * scale)
    caller.spent_until_ms = now_ms + MINUTE_MS if is_spent else 0

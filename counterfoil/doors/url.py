"""The URL door: one cycle is one HTTP call of the partner's service."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

import httpx

from counterfoil.doors.folders import without_secrets
from counterfoil.guard import Guard
from scenarios.driver import COMPLETE, CRASHED, UNFINISHED, Received, StartError, Turn
from simulators.kernel.clock import stopwatch

PLAIN: Final = ssl.PROTOCOL_TLS_CLIENT
MOST_BYTES: Final = 64 * 1024
END_WITHIN_S: Final = 5.0
SAID_CHARACTERS: Final = 300


class _NoAnswerError(Exception):
    """No whole answer came; `late` when time was the reason."""

    def __init__(self, text: str, *, late: bool = False) -> None:
        super().__init__(text)
        self.late = late


class UrlDriver:
    """
    Asks a running service for cycles. Source: protocol, section 5.

    Args:
        url: where `/worlds` hangs.
        timeout_s: how long one call may take.
        guard: knows who called the control plane.
    """

    def __init__(self, url: str, timeout_s: float, guard: Guard) -> None:
        self._url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._guard = guard
        is_safe = url.startswith("https:")
        self._tls = ssl.create_default_context() if is_safe else ssl.SSLContext(PLAIN)
        self._http = self._client()
        self._connection: Mapping[str, Any] = {}
        self._world = ""
        self._takes_webhooks = False

    def _client(self) -> httpx.Client:
        """Lines of their own for each world; the authorities' list takes 50 ms, so once."""
        return httpx.Client(timeout=self._timeout_s, trust_env=False, verify=self._tls)

    def start(self, connection: Mapping[str, Any], state: bytes | None) -> None:  # noqa: ARG002
        """Hands the document over; a service that does not take it cannot be judged."""
        self.stop()
        self._http = self._client()
        self._connection = connection
        place = f"{self._url}/worlds"
        try:
            status, body = self._ask("POST", place, json=dict(connection))
        except _NoAnswerError as error:
            self.stop()
            advice = "" if error.late else ": does your sync run, and listen at this address?"
            raise StartError(f"POST {place}: {error}{advice}") from error
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            self.stop()
            raise StartError(self._shown(f"POST {place} was answered {status}, not 2xx", body))
        self._world = str(connection["world"])
        self._takes_webhooks = _said(body, "webhooks") is True

    def receive(self, letter: Mapping[str, Any] | None) -> Received | None:
        """
        Hands over one webhook as its vendor signed it; None when the service takes none.

        Args:
            letter: `system`, `headers` and `body`; None only asks whether there is a way.
        """
        if letter is None or not self._takes_webhooks:
            return Received() if self._takes_webhooks else None
        place = f"{self._url}/worlds/{self._world}/webhooks/{letter['system']}"
        try:
            said: dict[str, Any] = {
                "content": str(letter["body"]),
                "headers": dict(letter["headers"]),
            }
            return Received(self._ask("POST", place, **said)[0])
        except _NoAnswerError as error:
            return Received(crash=f"POST {place}: {error}")

    def turn(self) -> Turn:
        """One cycle: 200 with `complete` true or false; anything else is a crash."""
        place = f"{self._url}/worlds/{self._world}/cycle"
        try:
            status, body = self._ask("POST", place)
        except _NoAnswerError as error:
            detail = f"POST {place}: {error}"
            return Turn(CRASHED, detail, hung=error.late, breach=self._guard.breach())
        breach = self._guard.breach()
        complete = _said(body, "complete") if status == HTTPStatus.OK else None
        if complete is None:
            said = f"was answered {status}" if status != HTTPStatus.OK else "was answered 200, but"
            said += "" if status != HTTPStatus.OK else ' not {"complete": true} or false'
            return Turn(CRASHED, self._shown(f"POST {place} {said}", body), breach=breach)
        return Turn(COMPLETE if complete else UNFINISHED, breach=breach)

    def _ask(self, method: str, url: str, within_s: float = 0, **said: Any) -> tuple[int, bytes]:
        """
        Status and body of an answer to what is `said`.

        Raises:
            _NoAnswerError: no whole answer of moderate size came in time.
        """
        limit = within_s or self._timeout_s
        due = stopwatch() + limit
        late = _NoAnswerError(f"no answer within {limit:g} s", late=True)
        content = b""
        try:
            with self._http.stream(method, url, timeout=limit, **said) as answer:
                for chunk in answer.iter_bytes():
                    content += chunk
                    if stopwatch() > due:
                        raise late
                    if len(content) > MOST_BYTES:
                        raise _NoAnswerError(f"the answer is longer than {MOST_BYTES} bytes")
                return answer.status_code, content
        except httpx.TimeoutException:
            raise late from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _NoAnswerError(f"no answer: {error or type(error).__name__}") from error

    def _shown(self, text: str, body: bytes) -> str:
        said = " ".join(body.decode("utf-8", "replace").split())[:SAID_CHARACTERS]
        return without_secrets(f"{text}: {said}" if said else text, self._connection)

    def checkpoint(self) -> bytes | None:
        """None: what a service knows is its own, so every history has a fresh world."""
        return None

    def stop(self) -> None:
        """Tells the service that the world is over; what it answers does not matter."""
        if self._world:
            place, self._world = f"{self._url}/worlds/{self._world}", ""
            with suppress(_NoAnswerError):
                self._ask("DELETE", place, END_WITHIN_S)
        self._http.close()


def _said(body: bytes, name: str) -> bool | None:
    """What an answer says of this; None when it does not say true or false."""
    try:
        found = httpx.Response(200, content=body).json()
    except ValueError:
        return None
    said = found.get(name) if isinstance(found, dict) else None
    return said if isinstance(said, bool) else None

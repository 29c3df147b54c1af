"""A WSGI layer around a server under test: every answer is held to the server's document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from contracts.answers import Answer, Answers, answers
from contracts.finding import Finding

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

MOST_KEPT: Final = 500
HANGS_S: Final = 30.0


class Watch:
    """
    Passes requests on and keeps what was wrong with their answers.

    Args:
        system: whose document.
        app: the server under test.
        before: called before every request.
        judge: the validators, those of the system's document unless given.
        note: told of every answer.
        stopwatch: real seconds, to notice an answer that hangs.
    """

    def __init__(
        self,
        system: str,
        app: WSGI,
        before: Callable[[], None] = lambda: None,
        judge: Answers | None = None,
        note: Callable[[Answer], None] | None = None,
        stopwatch: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._system = system
        self._app = app
        self._before = before
        self._judge = judge or answers(system)
        self._seen: dict[tuple[str, str, str], int] = {}
        self._note = note
        self._stopwatch = stopwatch
        self.slowest_s = 0.0
        self.answered = 0

    @property
    def findings(self) -> list[Finding]:
        """The breaches so far, equal ones counted together."""
        return [Finding(self._system, *key, times=times) for key, times in self._seen.items()]

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The application's own answer, unchanged."""
        self._before()
        began = self._stopwatch()
        started: list[Any] = []

        def keep(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            started[:] = (status, headers)
            return start_response(status, headers, *more)

        try:
            body = b"".join(self._app(environ, keep))
        except Exception as crash:  # noqa: BLE001 - the server's failure, not ours: it is a finding
            body = f"{type(crash).__name__}: {crash}".encode()
            keep("500 Internal Server Error", [("Content-Type", "text/plain")])
        answer = Answer(
            method=environ["REQUEST_METHOD"],
            path=environ["PATH_INFO"] or "/",
            status=int(started[0][:3]),
            headers={name.lower(): value for name, value in started[1]},
            body=body,
        )
        self._timed(answer, self._stopwatch() - began)
        self._judged(answer)
        return [body]

    def _judged(self, answer: Answer) -> None:
        self.answered += 1
        if self._note is not None:
            self._note(answer)
        for breach in self._judge.breaches(answer):
            self._keep((breach.operation, breach.check, breach.message))

    def _timed(self, answer: Answer, seconds: float) -> None:
        self.slowest_s = max(self.slowest_s, seconds)
        if seconds > HANGS_S:
            label = f"{answer.method} {answer.path}"
            self._keep((label, "hang", f"an answer took more than {HANGS_S:.0f} s"))

    def _keep(self, key: tuple[str, str, str]) -> None:
        if key in self._seen or len(self._seen) < MOST_KEPT:
            self._seen[key] = self._seen.get(key, 0) + 1

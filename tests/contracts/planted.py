"""Servers that break their promises: WSGI layers, each with one fault in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

Environ = dict[str, Any]


class Spoilt:
    """
    A server with a fault.

    Args:
        app: the good server.
        request: changes the environment before the server sees it.
        answer: changes (status, headers, body), given what was asked.
    """

    def __init__(
        self,
        app: Any,
        request: Callable[[Environ], None] = lambda environ: None,
        answer: Callable[..., tuple[int, dict[str, str], bytes]] | None = None,
    ) -> None:
        self.app, self.request, self.answer = app, request, answer

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        asked = body_of(environ)
        environ["counterfoil.asked"] = asked
        self.request(environ)
        started: list[Any] = []

        def keep(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            started[:] = int(status[:3]), dict(headers)

        body = b"".join(self.app(environ, keep))
        status, headers = started
        if self.answer is not None:
            status, headers, body = self.answer(environ, status, headers, body)
            headers.pop("Content-Length", None)
        start_response(f"{status} Planted", list(headers.items()))
        return [body]


def body_of(environ: Environ) -> bytes:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    return body


def rewriting(change: Callable[[Any], Any], method: str = "GET"):
    """Answers of 200 with another JSON body."""

    def answer(environ, status, headers, body):
        if status == 200 and environ["REQUEST_METHOD"] == method and body:
            body = json.dumps(change(json.loads(body))).encode()
        return status, headers, body

    return answer


def without_header(name: str):
    def answer(_environ, status, headers, body):
        return status, {k: v for k, v in headers.items() if k != name}, body

    return answer


def when(holds: Callable[[Environ, int], bool], status: int, **headers: str):
    """Another status, and maybe headers, where something holds."""

    def answer(environ, there, before, body):
        if not holds(environ, there):
            return there, before, body
        return status, {**before, **headers}, body

    return answer


def forgets(header: str):
    """The server does not see a request header."""

    def request(environ: Environ) -> None:
        environ.pop("HTTP_" + header.upper().replace("-", "_"), None)

    return request


def always_sends(header: str, value: str):
    def request(environ: Environ) -> None:
        environ["HTTP_" + header.upper().replace("-", "_")] = value

    return request


def asked_json(environ: Environ) -> Any:
    try:
        return json.loads(environ["counterfoil.asked"])
    except ValueError:
        return None

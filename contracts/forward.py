"""A server elsewhere, as a WSGI application: every request is passed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

import httpx

OF_THE_LINE: Final = ("host", "connection", "content-length", "transfer-encoding")
TIMEOUT_S: Final = 30.0


class Forward:
    """
    Passes requests on to a base URL.

    Args:
        base_url: where the server is.
    """

    def __init__(self, base_url: str) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=TIMEOUT_S)

    def close(self) -> None:
        """Close the connections to it."""
        self._client.close()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The server's answer."""
        query = environ.get("QUERY_STRING", "")
        path = environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ["PATH_INFO"]
        answer = self._client.request(
            environ["REQUEST_METHOD"],
            httpx.URL(path.partition("?")[0], query=query.encode("latin-1")),
            headers=_headers(environ),
            content=environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)),
        )
        kept = [(k, v) for k, v in answer.headers.items() if k not in OF_THE_LINE]
        start_response(f"{answer.status_code} {_phrase(answer.status_code)}", kept)
        return [answer.content]


def _headers(environ: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    sent = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        sent["content-type"] = environ["CONTENT_TYPE"]
    kept = ((name, value) for name, value in sent.items() if name not in OF_THE_LINE)
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in kept]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"

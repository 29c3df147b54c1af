"""Endpoint tables become a Flask application; nothing else of the simulators knows Flask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import BaseConverter

from simulators.kernel.call import Call, Endpoint, Reply
from simulators.kernel.errors import Hangup, Refused
from simulators.kernel.gateway import answer
from simulators.kernel.registry import Registry
from simulators.kernel.vendor import Vendor

JUDGE: Final = "counterfoil.judge"
"""The environment key under which a layer around the door leaves a judge of calls."""

HANGUP: Final = "counterfoil.hangup"
"""The WSGI environment key that tells the server, or an in-process transport, to drop the line:
`drop`, or `crash` when an in-process caller is to die with it."""

MOST_BODY_BYTES: Final = 36 * 1024 * 1024
"""A file of 25 MB as text, and some room."""
STATUS_LINES: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
BODILESS: Final = (204, 304)
MOST_ROUTES: Final = 4096

StartResponse = Callable[..., Any]
WSGI = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def create_app(vendor: Vendor, registry: Registry) -> Flask:
    """The WSGI application of one vendor, for all worlds of the registry."""
    return VendorApp(vendor, registry)


class Rest(BaseConverter):
    """Whatever is left of a path, slashes and line ends too: a file's name may hold anything."""

    regex = r"[\s\S]+"
    part_isolating = False
    weight = 300


class Door(Flask):
    """
    A WSGI application that answers framework-free calls.

    Method: Flask keeps and matches the routes; its request context, session and response object,
    which cost more than a call takes otherwise and which no handler sees, are left out.

    Args:
        name: what the door is called.
        routes: the HTTP method and path of each row; a row's name is both, with a blank between.
    """

    def __init__(self, name: str, routes: Iterable[tuple[str, str]]) -> None:
        super().__init__(name, static_folder=None)
        self.url_map.strict_slashes = False
        self.url_map.merge_slashes = False
        self.url_map.converters = {**self.url_map.converters, "rest": Rest}
        for method, path in routes:
            self.add_url_rule(
                path,
                endpoint=f"{method} {path}",
                methods=[method],
                provide_automatic_options=False,
            )
        self._routes = self.url_map.bind(name)
        self.route_of = lru_cache(maxsize=MOST_ROUTES)(self._route)

    def wsgi_app(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """The answer to one request; a dropped line is told to the server by HANGUP."""
        try:
            reply = self.reply(read_call(self.name, environ))
        except Hangup as hangup:
            environ[HANGUP] = "crash" if hangup.crash else "drop"
            reply = Reply(502)
        headers = list(reply.headers.items())
        if reply.status not in BODILESS:
            headers.append(("Content-Length", str(len(reply.body))))
        start_response(STATUS_LINES[reply.status], headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (reply.body,)

    def _route(self, path: str, method: str) -> tuple[str, Mapping[str, Any]]:
        """The row of a path and method, by name, and what the path says; shared by all calls."""
        return self._routes.match(path, method)

    def reply(self, call: Call) -> Reply:
        """The answer to one call."""
        raise NotImplementedError


class VendorApp(Door):
    """
    One vendor's door.

    Args:
        vendor: whose endpoints.
        registry: whose worlds.
    """

    def __init__(self, vendor: Vendor, registry: Registry) -> None:
        super().__init__(vendor.system, ((each.method, each.path) for each in vendor.endpoints))
        self._vendor = vendor
        self._registry = registry
        self._endpoints = {f"{each.method} {each.path}": each for each in vendor.endpoints}
        self._literals = _literals(vendor) if vendor.ignore_case else {}

    def reply(self, call: Call) -> Reply:
        """The answer to one call, which goes through the gateway of its world."""
        dialect = self._vendor.dialect
        if len(call.body) > MOST_BODY_BYTES:
            return dialect.failure(call, 413, None)
        try:
            name, params = self.route_of(call.path, call.method)
        except MethodNotAllowed as wrong:
            reply = dialect.not_offered(call)
            if reply.status == HTTPStatus.METHOD_NOT_ALLOWED:
                reply.headers["Allow"] = ", ".join(sorted(wrong.valid_methods or ()))
            return reply
        except HTTPException:
            return dialect.not_found(call)
        endpoint = self._endpoints[name]
        call.route, call.params = endpoint.path, params
        if endpoint.worldless is not None:
            return endpoint.worldless(call)
        return self._admitted(endpoint, call)

    def _admitted(self, endpoint: Endpoint, call: Call) -> Reply:
        dialect = self._vendor.dialect
        try:
            credential = dialect.credential(call)
        except Refused as refused:
            return dialect.refusal(call, refused.refusals)
        world = self._registry.by_token(credential)
        if world is None:
            return dialect.stranger(call)
        return answer(world, self._vendor, endpoint, call)

    def _route(self, path: str, method: str) -> tuple[str, Mapping[str, Any]]:
        return super()._route(self._canonical(path), method)

    def _canonical(self, path: str) -> str:
        """Literal segments in the table's case; file names after `Attachments` stay as sent."""
        literals = self._literals
        if not literals:
            return path
        segments = path.split("/")
        for position, segment in enumerate(segments):
            literal = literals.get(segment.lower())
            if literal is not None:
                segments[position] = literal
                if literal == "Attachments":
                    break
        return "/".join(segments)


def read_call(system: str, environ: dict[str, Any]) -> Call:
    """A WSGI request to the door of that name, as a framework-free call."""
    query_text = environ.get("QUERY_STRING", "")
    headers = {header: value for name, value in environ.items() if (header := _header_name(name))}
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    return Call(
        system=system,
        method=environ["REQUEST_METHOD"],
        path=_path(environ),
        query=_query(query_text),
        query_text=query_text,
        headers=headers,
        body=_body(environ),
        base_url=f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}",
        judge=environ.get(JUDGE),
    )


def _path(environ: dict[str, Any]) -> str:
    path: str = environ.get("PATH_INFO") or "/"
    return path if path.isascii() else path.encode("latin-1").decode("utf-8", "replace")


def _body(environ: dict[str, Any]) -> bytes:
    """
    The whole body, one byte more than allowed when it is too long.

    Raises:
        Hangup: the caller went away before all of it had come.
    """
    if environ.get("wsgi.input_terminated"):
        chunked: bytes = environ["wsgi.input"].read(MOST_BODY_BYTES + 1)
        return chunked
    declared = environ.get("CONTENT_LENGTH") or "0"
    length = min(int(declared), MOST_BODY_BYTES + 1) if declared.isdecimal() else 0
    if length == 0:
        return b""
    body: bytes = environ["wsgi.input"].read(length)
    if len(body) < length:
        raise Hangup
    return body


@lru_cache(maxsize=512)
def _header_name(key: str) -> str:
    """The header behind a key of the environment, empty when it is something else."""
    return key[5:].replace("_", "-").lower() if key.startswith("HTTP_") else ""


@lru_cache(maxsize=512)
def _query(text: str) -> Mapping[str, list[str]]:
    """What a query says; shared, so nobody may change it."""
    return parse_qs(text, keep_blank_values=True) if text else {}


def _literals(vendor: Vendor) -> Mapping[str, str]:
    return {
        segment.lower(): segment
        for endpoint in vendor.endpoints
        for segment in endpoint.path.split("/")
        if segment and not segment.startswith("<")
    }

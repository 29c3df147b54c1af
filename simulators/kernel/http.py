"""Endpoint tables become a Flask application; nothing else of the simulators knows Flask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from simulators.kernel.call import Call, Endpoint, Reply
from simulators.kernel.errors import Hangup, Refused
from simulators.kernel.gateway import answer
from simulators.kernel.registry import Registry
from simulators.kernel.vendor import Vendor

HANGUP: Final = "counterfoil.hangup"
"""The WSGI environment key that tells the server, or an in-process transport, to drop the line:
`drop`, or `crash` when an in-process caller is to die with it."""

MOST_BODY_BYTES: Final = 12 * 1024 * 1024

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def create_app(vendor: Vendor, registry: Registry) -> Flask:
    """The WSGI application of one vendor, for all worlds of the registry."""
    app = Flask(vendor.system, static_folder=None)
    app.url_map.strict_slashes = False
    for endpoint in vendor.endpoints:
        app.add_url_rule(
            endpoint.path,
            endpoint=f"{endpoint.method} {endpoint.path}",
            view_func=_view(vendor, registry, endpoint),
            methods=[endpoint.method],
            provide_automatic_options=False,
        )
    app.register_error_handler(NotFound, _missing(vendor, vendor.dialect.not_found))
    app.register_error_handler(MethodNotAllowed, _missing(vendor, vendor.dialect.not_offered))
    if vendor.ignore_case:
        app.wsgi_app = _any_case(app.wsgi_app, vendor.endpoints)  # type: ignore[method-assign,assignment]
    return app


def read_call(vendor: Vendor, endpoint: Endpoint | None, params: Mapping[str, str]) -> Call:
    """The current Flask request as a framework-free call."""
    environ = request.environ
    query_text = environ.get("QUERY_STRING", "")
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    return Call(
        system=vendor.system,
        method=request.method,
        path=environ.get("PATH_INFO", "/"),
        route=endpoint.path if endpoint else "",
        params=params,
        query=parse_qs(query_text, keep_blank_values=True) if query_text else {},
        query_text=query_text,
        headers=headers,
        body=request.get_data(cache=False),
        base_url=f"{environ.get('wsgi.url_scheme')}://{environ.get('HTTP_HOST', '')}",
    )


def _view(vendor: Vendor, registry: Registry, endpoint: Endpoint) -> Callable[..., Response]:
    def view(**params: str) -> Response:
        call = read_call(vendor, endpoint, params)
        try:
            credential = vendor.dialect.credential(call)
        except Refused as refused:
            return _response(vendor.dialect.refusal(call, refused.refusals))
        world = registry.by_token(credential)
        if world is None:
            return _response(vendor.dialect.stranger(call))
        try:
            return _response(answer(world, vendor, endpoint, call))
        except Hangup as hangup:
            request.environ[HANGUP] = "crash" if hangup.crash else "drop"
            return Response(status=502)

    return view


def _missing(vendor: Vendor, reply: Callable[[Call], Reply]) -> Callable[[Exception], Response]:
    def missing(_error: Exception) -> Response:
        return _response(reply(read_call(vendor, None, {})))

    return missing


def _response(reply: Reply) -> Response:
    response = Response(reply.body, status=reply.status)
    if "Content-Type" not in reply.headers:
        del response.headers["Content-Type"]
    for name, value in reply.headers.items():
        response.headers[name] = value
    return response


def _any_case(app: WSGI, endpoints: Iterable[Endpoint]) -> WSGI:
    """Match literal path segments in any case; file names after `Attachments` stay as sent."""
    literals = {
        segment.lower(): segment
        for endpoint in endpoints
        for segment in endpoint.path.split("/")
        if segment and not segment.startswith("<")
    }

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        segments = environ.get("PATH_INFO", "/").rstrip("/").split("/")
        for position, segment in enumerate(segments):
            literal = literals.get(segment.lower())
            if literal is not None:
                segments[position] = literal
                if literal == "Attachments":
                    break
        environ["PATH_INFO"] = "/".join(segments) or "/"
        return app(environ, start_response)

    return wrapped

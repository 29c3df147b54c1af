"""Both simulators and the control plane in this process: `httpx` clients without a socket."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from io import BytesIO
from json import dumps
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import httpx
from httpx import USE_CLIENT_DEFAULT

from counterfoil.guard import Guard
from simulators.assembly import Apps, create_apps, create_registry
from simulators.kernel.http import HANGUP, WSGI
from simulators.kernel.registry import Registry
from simulators.kernel.world import World

CONTROL_URL: Final = "http://control.test"
AT_ONCE: Final = timedelta(0)
PLAIN: Final = re.compile(r"/?[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*(\?[A-Za-z0-9_=&-]*)?", re.ASCII)
"""Paths that every reader of URLs reads alike."""

OF_THE_LINE: Final = ("accept-encoding", "connection", "user-agent")
"""Headers that every httpx client sends and that say nothing where there is no line."""


Answer = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers and body."""


class SyncCrash(BaseException):
    """The fault plan kills the program under test at this call."""


class AppTransport(httpx.BaseTransport):
    """
    Carries requests to WSGI applications by host name.

    Method: the application is called as a function. What it says about the line in the environment
    key HANGUP becomes what a caller sees of a lost connection.

    Args:
        apps: the applications by host name.
    """

    def __init__(self, apps: Mapping[str, WSGI]) -> None:
        self._apps = apps

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        The answer of the application at the request's host.

        Raises:
            httpx.ConnectError: nothing listens there.
            httpx.RemoteProtocolError: the fault plan dropped the line.
            SyncCrash: the fault plan kills the caller.
        """
        status, headers, body = self.answer(_environ(request), lambda: request)
        return httpx.Response(status, headers=headers, content=body, request=request)

    def answer(self, environ: dict[str, Any], asked: Callable[[], httpx.Request]) -> Answer:
        """The parts of that answer; raises the same, with the request that was `asked`."""
        host = environ["SERVER_NAME"]
        app = self._apps.get(host)
        if app is None:
            known = ", ".join(self._apps)
            raise httpx.ConnectError(f"no {host} here: only {known}", request=asked())
        answer = _answer(app, environ)
        hangup = environ.get(HANGUP)
        if hangup == "crash":
            raise SyncCrash("the fault plan kills the sync at this call")
        if hangup:
            raise httpx.RemoteProtocolError(
                "Server disconnected without sending a response.", request=asked()
            )
        return answer


def _place(url: httpx.URL) -> dict[str, Any]:
    """What the environment says of the place that is asked."""
    path, _, query = url.raw_path.partition(b"?")
    return {
        "SCRIPT_NAME": "",
        "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_NAME": url.host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": url.netloc.decode("ascii"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


@lru_cache(maxsize=16)
def _start(base: str) -> Mapping[str, Any]:
    """The place that a base URL means."""
    return _place(httpx.URL(base))


@lru_cache(maxsize=4096)
def _place_at(base: str, url: str) -> Mapping[str, Any]:
    """
    The place that a client of a base URL means.

    Method: nothing has to be parsed of a path of letters, and each new world has paths of its own.
    """
    if PLAIN.fullmatch(url):
        path, _, query = url.partition("?")
        start = _start(base)
        return {**start, "PATH_INFO": start["PATH_INFO"] + path.lstrip("/"), "QUERY_STRING": query}
    asked, root = httpx.URL(url), httpx.URL(base)
    if asked.is_relative_url:
        asked = root.copy_with(raw_path=root.raw_path + asked.raw_path.lstrip(b"/"))
    return _place(asked)


def _environ(request: httpx.Request) -> dict[str, Any]:
    environ = _place(request.url)
    _add_body(environ, request.method, request.read())
    for name, value in request.headers.raw:
        environ[_environ_key(name)] = value.decode("latin-1")
    return environ


def _add_body(environ: dict[str, Any], method: str, body: bytes) -> None:
    environ["REQUEST_METHOD"] = method
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = BytesIO(body)


@lru_cache(maxsize=512)
def _environ_key(header: bytes | str) -> str:
    text = header if isinstance(header, str) else header.decode("latin-1")
    name = text.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"


def _answer(app: WSGI, environ: dict[str, Any]) -> Answer:
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        started[:] = (status, headers)

    chunks: Iterable[bytes] = app(environ, start_response)
    body = b"".join(chunks)
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
    return int(started[0][:3]), started[1], body


class WholeResponse(httpx.Response):
    """
    An answer that is here as a whole, so that nothing has to be streamed, decoded and joined.

    Method: what `read` does in the end, without the way there, which is a third of a call's cost.
    The request is made when somebody looks at it.

    Args:
        answer: what the application said.
        asked: makes the request that was answered.
    """

    def __init__(self, answer: Answer, asked: Callable[[], httpx.Request]) -> None:
        status, headers, body = answer
        super().__init__(status, headers=headers, stream=httpx.ByteStream(body))
        self.headers.encoding = "ascii"
        self._asked = asked
        self.elapsed = AT_ONCE
        if any(name.lower() == "content-encoding" for name, _ in headers):
            self.read()
            return
        self._content = body
        self.is_stream_consumed = self.is_closed = True

    @property
    def request(self) -> httpx.Request:
        """What was asked."""
        if self._request is None:
            self._request = self._asked()
        return self._request

    @request.setter
    def request(self, value: httpx.Request) -> None:
        self._request = value

    def raise_for_status(self) -> httpx.Response:
        """Raise what httpx raises of a bad status."""
        if self.is_success:
            return self
        self.request  # noqa: B018 - httpx asks for its own attribute
        return super().raise_for_status()


class AppClient(httpx.Client):
    """
    An `httpx.Client` that takes the short way where it leads to the same answer.

    Method: httpx spends 400 µs a call on what an application in this process never asks for:
    cookies, redirects, authentication flows, timeouts, requests that nobody looks at. A call or
    client that does use one of them goes the long way.

    Args:
        base_url: what relative URLs are relative to.
        transport: carries the requests.
    """

    def __init__(self, base_url: str, transport: AppTransport) -> None:
        super().__init__(base_url=base_url, transport=transport, trust_env=False)
        for name in OF_THE_LINE:
            del self.headers[name]
        self._apps = transport
        self._base = str(self.base_url)

    def request(
        self,
        method: str,
        url: httpx.URL | str,
        *,
        content: Any = None,
        json: Any = None,
        headers: Any = None,
        **rare: Any,
    ) -> httpx.Response:
        """The answer to a request of these parts."""
        said = {"content": content, "json": json, "headers": headers}
        if not (self._is_plain and _are_plain(url, content, headers) and _are_absent(rare)):
            return super().request(method, url, **said, **rare)
        environ = {**_place_at(self._base, url)}
        if json is not None and content is None:
            content = dumps(
                json, ensure_ascii=False, separators=(",", ":"), allow_nan=False
            ).encode()
            environ["CONTENT_TYPE"] = "application/json"
        _add_body(environ, method.upper(), content or b"")
        for name, value in self.headers.raw:
            environ[_environ_key(name)] = value.decode("latin-1")
        for name, text in (headers or {}).items():
            environ[_environ_key(name)] = text
        return self._brought(environ, partial(self.build_request, method, url, **said))

    def send(self, request: httpx.Request, **how: Any) -> httpx.Response:
        """The answer to a request."""
        is_odd = how.get("stream") or isinstance(how.get("auth"), tuple | httpx.Auth)
        if is_odd or not self._is_plain:
            return super().send(request, **how)
        return self._brought(_environ(request), lambda: request)

    @property
    def _is_plain(self) -> bool:
        """The client itself adds nothing but headers to a request."""
        hooks = self.event_hooks
        is_bare = not (self.cookies or self.params or self.auth)
        return is_bare and not (self.is_closed or hooks["request"] or hooks["response"])

    def _brought(
        self, environ: dict[str, Any], asked: Callable[[], httpx.Request]
    ) -> httpx.Response:
        return WholeResponse(self._apps.answer(environ, asked), asked)


def _are_plain(url: Any, content: Any, headers: Any) -> bool:
    """These parts of a request are what most callers hand over."""
    if not isinstance(url, str) or not isinstance(content, bytes | None):
        return False
    if not headers:
        return True
    return isinstance(headers, dict) and all(
        isinstance(value, str) and value.isascii() for value in headers.values()
    )


def _are_absent(rare: Mapping[str, Any]) -> bool:
    return not any(
        value is not None and value is not USE_CLIENT_DEFAULT for value in rare.values()
    )


class WorldClock:
    """
    The fake clock of one world, as a sync's own clock.

    Args:
        world: whose time it is.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        """The instant in the world (UTC)."""
        return datetime.fromisoformat(self._world.clock.text).astimezone(UTC)

    def sleep(self, seconds: float) -> None:
        """Let fake time pass; nobody really waits."""
        with self._world.transaction():
            self._world.pass_time(max(0, seconds))


class Http:
    """What a sync in process is handed: clients of the simulators, and the fake clock."""

    def __init__(self, transport: AppTransport, clock: WorldClock) -> None:
        self._transport = transport
        self.clock = clock

    def client(self, base_url: str) -> httpx.Client:
        """A client whose relative URLs start at a base URL of the connection document."""
        return AppClient(base_url, self._transport)


class Simulators:
    """
    The registry and its three applications, without sockets.

    `control` is the examiner's own way to the control plane; `guard` knows who else went there.

    Args:
        registry: the worlds; None makes the real vendors' registry, with frozen clocks.
        around: puts layers around the applications.
    """

    def __init__(
        self, registry: Registry | None = None, around: Callable[[Apps], Apps] = lambda apps: apps
    ) -> None:
        self.registry = registry if registry is not None else create_registry()
        self.apps: Apps = around(create_apps(self.registry))
        self.registry.urls = {name: f"http://{name}.test" for name in self.apps}
        self.guard = Guard(self.apps["control"])
        doors = {f"{name}.test": app for name, app in self.apps.items()}
        self._transport = AppTransport({**doors, "control.test": self.guard})
        self.control = AppClient(f"{CONTROL_URL}/_control", AppTransport(doors))

    def http(self, world: str) -> Http:
        """
        What a sync of one world is handed.

        Raises:
            KeyError: there is no such world.
        """
        clock = WorldClock(self.registry.worlds[world])
        return Http(self._transport, clock)

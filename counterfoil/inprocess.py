"""Both simulators and the control plane in this process: `httpx` clients without a socket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import httpx

from simulators.assembly import Apps, create_apps, create_registry
from simulators.kernel.http import HANGUP, WSGI
from simulators.kernel.registry import Registry
from simulators.kernel.world import World

CONTROL_URL: Final = "http://control.test"
AT_ONCE: Final = timedelta(0)
OF_THE_LINE: Final = ("accept-encoding", "connection", "user-agent")
"""Headers that every httpx client sends and that say nothing where there is no line."""


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
        status, headers, body = self.answer(request)
        return httpx.Response(status, headers=headers, content=body, request=request)

    def answer(self, request: httpx.Request) -> tuple[int, list[tuple[str, str]], bytes]:
        """The parts of that answer; raises the same."""
        app = self._apps.get(request.url.host)
        if app is None:
            known = ", ".join(self._apps)
            raise httpx.ConnectError(f"no {request.url.host} here: only {known}", request=request)
        environ = _environ(request)
        answer = _answer(app, environ)
        hangup = environ.get(HANGUP)
        if hangup == "crash":
            raise SyncCrash("the fault plan kills the sync at this call")
        if hangup:
            raise httpx.RemoteProtocolError(
                "Server disconnected without sending a response.", request=request
            )
        return answer


def _environ(request: httpx.Request) -> dict[str, Any]:
    body = request.read()
    path, _, query = request.url.raw_path.partition(b"?")
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_NAME": request.url.host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.url.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.raw:
        environ[_environ_key(name)] = value.decode("latin-1")
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


@lru_cache(maxsize=512)
def _environ_key(header: bytes) -> str:
    name = header.decode("latin-1").upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"


def _answer(app: WSGI, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
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
    """

    def __init__(
        self, status: int, headers: list[tuple[str, str]], body: bytes, request: httpx.Request
    ) -> None:
        stream = httpx.ByteStream(body)
        super().__init__(status, headers=headers, stream=stream, request=request)
        if "content-encoding" in self.headers:
            self.read()
            return
        self._content = body
        self.is_stream_consumed = self.is_closed = True


class AppClient(httpx.Client):
    """
    An `httpx.Client` that takes the short way where it leads to the same answer.

    Method: httpx spends 200 µs a call on what an application in this process never asks for:
    cookies, redirects, authentication flows, timeouts. A request or client that does use one of
    them goes the long way.

    Args:
        base_url: what relative URLs are relative to.
        transport: carries the requests.
    """

    def __init__(self, base_url: str, transport: AppTransport) -> None:
        super().__init__(base_url=base_url, transport=transport, trust_env=False)
        for name in OF_THE_LINE:
            del self.headers[name]
        self._apps = transport
        self._joined = lru_cache(maxsize=2048)(self._merge_url)

    def build_request(
        self,
        method: str,
        url: httpx.URL | str,
        *,
        content: Any = None,
        json: Any = None,
        params: Any = None,
        headers: Any = None,
        **rare: Any,
    ) -> httpx.Request:
        """The request, merged with what the client itself carries."""
        if self.cookies or self.params or any(rare.get(name) for name in ("data", "files")):
            return super().build_request(
                method,
                url,
                content=content,
                json=json,
                params=params,
                headers=headers,
                **rare,
            )
        request = httpx.Request(
            method,
            self._joined(url),
            content=content,
            json=json,
            params=params,
            headers=self.headers,
        )
        if headers:
            request.headers.update(headers)
        return request

    def send(self, request: httpx.Request, **how: Any) -> httpx.Response:
        """The answer to a request."""
        hooks = self.event_hooks
        if self.is_closed or self.auth or hooks["request"] or hooks["response"]:
            return super().send(request, **how)
        if how.get("stream") or isinstance(how.get("auth"), tuple | httpx.Auth):
            return super().send(request, **how)
        status, headers, body = self._apps.answer(request)
        response = WholeResponse(status, headers, body, request)
        response.elapsed = AT_ONCE
        return response


class WorldClock:
    """
    The fake clock of one world, as a sync's own clock.

    Args:
        world: whose time it is.
        control: the control plane.
    """

    def __init__(self, world: World, control: httpx.Client) -> None:
        self._world = world
        self._control = control

    def now(self) -> datetime:
        """The instant in the world (UTC)."""
        return datetime.fromisoformat(self._world.clock.text).astimezone(UTC)

    def sleep(self, seconds: float) -> None:
        """Let fake time pass; nobody really waits."""
        path = f"worlds/{self._world.name}/clock"
        self._control.post(path, json={"advance_s": max(0, seconds)}).raise_for_status()


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

    Args:
        registry: the worlds; None makes the real vendors' registry, with frozen clocks.
    """

    def __init__(self, registry: Registry | None = None) -> None:
        self.registry = registry if registry is not None else create_registry()
        self.apps: Apps = create_apps(self.registry)
        self.registry.urls = {name: f"http://{name}.test" for name in self.apps}
        self._transport = AppTransport({f"{name}.test": app for name, app in self.apps.items()})
        self.control = AppClient(f"{CONTROL_URL}/_control", self._transport)

    def http(self, world: str) -> Http:
        """
        What a sync of one world is handed.

        Raises:
            KeyError: there is no such world.
        """
        clock = WorldClock(self.registry.worlds[world], self.control)
        return Http(self._transport, clock)

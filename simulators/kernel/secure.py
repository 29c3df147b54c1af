"""
Listeners for syncs that know the vendors' real host names: TLS, and a proxy that leads there.

cheroot's own adapter shakes hands in the thread that accepts, so that one silent caller holds up
all others. Here a worker does it, once the caller has spoken.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

from cheroot.server import HTTPRequest

from simulators.kernel.authority import Authority
from simulators.kernel.clock import stopwatch
from simulators.kernel.http import WSGI
from simulators.kernel.listener import (
    REQUEST_S,
    SILENCE_S,
    HeldWriter,
    Line,
    Listener,
    PatientStream,
)

CONNECT: Final = b"CONNECT"
HANDSHAKE: Final = b"\x16"
"""The first byte of every TLS connection."""
END_OF_HEAD: Final = b"\r\n\r\n"
MOST_HEAD_BYTES: Final = 16 * 1024
MOST_REST_BYTES: Final = 4 * 1024 * 1024
TLS_PORT: Final = 443
TLS_ONLY: Final = "This port speaks HTTPS only"


class SecureLine(Line):
    """A line that is secured before its first request, by the worker that is given it."""

    def __init__(self, server: SecureListener, sock: socket.socket, *more: object) -> None:
        super().__init__(server, sock, *more)
        self._steps: list[Callable[[], bool]] = [self._secure]

    def communicate(self) -> bool:
        """Go on with what comes before requests, then answer them; whether it stays open."""
        while self._steps:
            try:
                if not self._steps[0]():
                    return False
            except OSError:
                return False
            del self._steps[0]
            if not self._has_more():
                return True
        return super().communicate()

    def _secure(self) -> bool:
        """Shake hands; who speaks plain HTTP is told so."""
        self.socket.settimeout(SILENCE_S)
        first = self.socket.recv(1, socket.MSG_PEEK)
        if first != HANDSHAKE:
            return bool(first) and self._refuse("400 Bad Request", TLS_ONLY)
        listener: SecureListener = self.server
        secured = listener.context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )
        self.socket = secured
        self.rfile = PatientStream(secured, "rb", self.rbufsize)
        self.wfile = HeldWriter(secured, "wb", self.wbufsize)
        secured.do_handshake()
        self.ssl_env = {"wsgi.url_scheme": "https", "HTTPS": "on"}
        return True

    def _refuse(self, status: str, words: str) -> bool:
        """Say no in plain HTTP, hear the caller out, and end the line."""
        body = f"{words}\n".encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nConnection: close\r\n"
        self.socket.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self.socket.shutdown(socket.SHUT_WR)
        due, heard = stopwatch() + SILENCE_S, 0
        while heard < MOST_REST_BYTES and stopwatch() < due:
            chunk = self.socket.recv(64 * 1024)
            if not chunk:
                break
            heard += len(chunk)
        return False

    def _has_more(self) -> bool:
        """Whether the next request begins at once; TLS may hold what the system cannot see."""
        is_held = isinstance(self.socket, ssl.SSLSocket) and self.socket.pending() > 0
        return is_held or super()._has_more()

    def close(self) -> None:
        """Close it; who is polite says so, and waits for no answer."""
        if isinstance(self.socket, ssl.SSLSocket) and not self.is_cut:
            with suppress(OSError, ValueError):
                self.socket.settimeout(0)
                self.socket.unwrap()
        with suppress(OSError):
            super().close()


class WholeAddress(HTTPRequest):
    """A request that names the whole address, as a proxy is asked."""

    def __init__(self, server: SecureListener, line: Line) -> None:
        super().__init__(server, line, proxy_mode=True)


class ProxyLine(SecureLine):
    """A line that begins with CONNECT to one of the hosts, and is then a secured one."""

    RequestHandlerClass = WholeAddress

    def __init__(self, server: SecureListener, sock: socket.socket, *more: object) -> None:
        super().__init__(server, sock, *more)
        self._steps = [self._connect, self._secure]

    def _connect(self) -> bool:
        """
        Read the head of the first request; go on when it asks for a tunnel to a host here.

        Some clients send `GET https://…` to a proxy instead: such a line is answered as it is.
        """
        self.socket.settimeout(SILENCE_S)
        if self.socket.recv(1, socket.MSG_PEEK) != CONNECT[:1]:
            self._steps = self._steps[:1]
            return True
        words = self._head().split(END_OF_HEAD[:2], 1)[0].split()
        if len(words) < 2 or words[0].upper() != CONNECT:
            return False
        host, _, port = words[1].decode("latin-1").lower().rpartition(":")
        if host.rstrip(".") not in self.server.hosts or port != str(TLS_PORT):
            return self._refuse(*_elsewhere(words[1], self.server.hosts))
        self.socket.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return True

    def _head(self) -> bytes:
        """
        The request's head, and not a byte more: what follows is TLS. Empty when it never ended.

        Raises:
            OSError: nothing came for SILENCE_S, or the line was lost.
        """
        head: bytes = b""
        due = stopwatch() + REQUEST_S
        while len(head) < MOST_HEAD_BYTES and stopwatch() < due:
            ahead = head + self.socket.recv(MOST_HEAD_BYTES, socket.MSG_PEEK)
            end = ahead.find(END_OF_HEAD)
            wanted = (len(ahead) if end < 0 else end + len(END_OF_HEAD)) - len(head)
            if wanted <= 0:
                return b""
            head += self.socket.recv(wanted)
            if END_OF_HEAD in head:
                return head
        return b""


def _elsewhere(target: bytes, hosts: Iterable[str]) -> tuple[str, str]:
    place, known = _shown(target), ", ".join(hosts)
    words = f"Counterfoil leads to {known} at port {TLS_PORT} and nowhere else"
    return f"403 {words}", f"{place} is refused. {words}, so that no test reaches a real service."


def _shown(target: bytes) -> str:
    return "".join(each for each in target[:200].decode("latin-1") if each.isprintable())


class SecureListener(Listener):
    """
    One port at which hosts are served over TLS.

    Args:
        host: the address to listen at.
        port: 0 lets the system choose.
        apps: what answers, by host name.
        authority: who vouches for these names.
    """

    ConnectionClass: type[Line] = SecureLine

    def __init__(
        self, host: str, port: int, apps: Mapping[str, WSGI], authority: Authority
    ) -> None:
        self.context = authority.context()
        self.hosts = tuple(apps)
        super().__init__(host, port, by_host(apps))


class ProxyListener(SecureListener):
    """One port that is a forward proxy for these hosts and for no other."""

    ConnectionClass = ProxyLine


def by_host(apps: Mapping[str, WSGI]) -> WSGI:
    """One application that asks the one that a request's host names."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "").lower().partition(":")[0].rstrip(".")
        found = apps.get(host)
        is_https = environ["wsgi.url_scheme"] == "https"
        if found is not None and is_https:
            return found(environ, start_response)
        status = "421 Misdirected Request" if "HTTPS" in environ else "403 Forbidden"
        known = ", ".join(apps)
        words = f"{host or 'No host'} is refused: {known} are served here, over HTTPS alone.\n"
        body = words.encode("utf-8", "replace")
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return (body,)

    return app

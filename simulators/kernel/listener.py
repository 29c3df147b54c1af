"""
One listening port: cheroot, with lines that can be cut for real and callers that may be slow.

cheroot, because its gateway and its connections can be extended, and its threads share worlds.
"""

from __future__ import annotations

import os
import select
import socket
import struct
from threading import Thread
from typing import Any, Final

from cheroot.connections import ConnectionManager
from cheroot.makefile import StreamReader, StreamWriter
from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.wsgi import Gateway_10, Server

from simulators.kernel.clock import stopwatch
from simulators.kernel.http import HANGUP, MOST_BODY_BYTES, WSGI

WORKERS: Final = 16
MOST_IDLE_LINES: Final = 1000
BACKLOG: Final = 128
IDLE_S: Final = 75
SILENCE_S: Final = 10
REQUEST_S: Final = 30
AGAIN_WITHIN_MS: Final = 2
STOP_WITHIN_S: Final = 3
MOST_HEADER_BYTES: Final = 64 * 1024
AT_ONCE: Final = struct.pack("ii", 1, 0)
"""The value of SO_LINGER that makes closing a socket send a reset."""


class CannotListenError(Exception):
    """The port cannot be opened; the text is a sentence for the person who asked for it."""


class PatientReader(socket.SocketIO):
    """Bytes of a line that must bring each request to its end in REQUEST_S."""

    due = 0.0

    def readinto(self, buffer: Any) -> int | None:
        """
        Read what is there, or wait for it.

        Raises:
            TimeoutError: nothing came for SILENCE_S, or the request takes too long as a whole.
        """
        if self.due and stopwatch() > self.due:
            raise TimeoutError("timed out")
        return super().readinto(buffer)


class PatientStream(StreamReader):
    """The buffered form of it, as cheroot wants it."""

    def __init__(self, sock: socket.socket, mode: str, size: int) -> None:
        super().__init__(sock, mode, size)
        self._raw = PatientReader(sock, "rb")


class HeldWriter(StreamWriter):
    """Bytes to a line, which wait for more while they are held."""

    is_held = False

    def _flush_unlocked(self) -> None:
        if not self.is_held:
            super()._flush_unlocked()  # type: ignore[misc]


class Line(HTTPConnection):
    """A connection that can end in a reset, and whose requests have a time limit."""

    is_cut = False

    def __init__(self, server: Server, sock: socket.socket, *_: object) -> None:
        sock.settimeout(SILENCE_S)
        super().__init__(server, sock)
        self.rfile = PatientStream(sock, "rb", self.rbufsize)
        self.wfile = HeldWriter(sock, "wb", self.wbufsize)

    def communicate(self) -> bool:
        """Answer requests as long as they come without a pause; whether the line stays open."""
        while True:
            self.rfile.raw.due = stopwatch() + REQUEST_S
            if not super().communicate():  # type: ignore[no-untyped-call]
                return False
            if not self._has_more():
                return True

    def _has_more(self) -> bool:
        """
        Whether the next request begins within AGAIN_WITHIN_MS.

        Method: a worker that looks for itself saves the way through the selector, two switches of
        threads, for callers that call again at once.
        """
        if self.rfile.has_data():
            return True
        waiting = select.poll()
        waiting.register(self.socket, select.POLLIN)
        return bool(waiting.poll(AGAIN_WITHIN_MS))

    def close(self) -> None:
        """Close it: with a reset when it was cut, politely otherwise."""
        if not self.is_cut:
            super().close()
            return
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        os.close(self.socket.detach())


class CuttingGateway(Gateway_10):
    """Passes requests to the application, and cuts the line when its answer is to be lost."""

    def respond(self) -> None:
        """Answer the request, or see that nothing is sent and the line is reset."""
        body = b"".join(self.req.server.wsgi_app(self.env, self.start_response))
        if HANGUP in self.env:
            self._cut(self.req)
            return
        writer = self.req.conn.wfile
        writer.is_held = True
        self.req.ensure_headers_sent()
        writer.is_held = False
        self.req.write(body)

    @staticmethod
    def _cut(request: HTTPRequest) -> None:
        request.conn.is_cut = True
        request.close_connection = True
        request.sent_headers = True


class Listener(Server):
    """
    One application at one port, answered by threads of this process.

    Args:
        host: the address to listen at.
        port: 0 lets the system choose.
        app: what answers.

    Raises:
        CannotListenError: when the port is taken, not allowed, or not on this machine.
    """

    ConnectionClass = Line
    keep_alive_conn_limit = MOST_IDLE_LINES
    expiration_interval = 0.1
    max_request_header_size = MOST_HEADER_BYTES
    max_request_body_size = 2 * MOST_BODY_BYTES

    _connections: ConnectionManager

    def __init__(self, host: str, port: int, app: WSGI) -> None:
        super().__init__(
            (host, port),
            app,
            numthreads=WORKERS,
            server_name="counterfoil",
            request_queue_size=BACKLOG,
            timeout=IDLE_S,
            shutdown_timeout=STOP_WITHIN_S,
        )
        self.gateway = CuttingGateway
        try:
            self.prepare()
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise CannotListenError(f"cannot listen at {host}: {reason}") from None
        self._thread = Thread(target=self.serve, name=f"listener-{self.port}", daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self.bind_addr[1])

    def open(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Let the calls in flight end, then close every line and the port."""
        self.stop()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN_S)

    def process_conn(self, conn: Line) -> None:
        """Give a line to a worker; one that has said nothing yet waits without one."""
        if conn.last_used is None:
            self.put_conn(conn)
        else:
            super().process_conn(conn)

    @staticmethod
    def bind_socket(socket_: socket.socket, bind_addr: tuple[str, int]) -> socket.socket:
        """Bind, or say in one sentence why that cannot be."""
        try:
            socket_.bind(bind_addr)
        except OSError as error:
            socket_.close()
            host, port = bind_addr[:2]
            reason = os.strerror(error.errno or 0)
            raise CannotListenError(f"cannot listen at {host}, port {port}: {reason}") from None
        return socket_

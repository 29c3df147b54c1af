"""
The same small Flask application behind several servers: calls a second, and can a line be cut?

Run: python -m benchmarks.servers

Servers that are not installed are left out: `pip install waitress granian gunicorn` adds them to
this environment for the measuring; only cheroot is a dependency.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any, Final

from flask import Flask, request
from rich.console import Console
from rich.table import Table

from simulators.kernel.http import HANGUP

CALLERS: Final = 4
SECONDS: Final = 2.0
PATIENCE_S: Final = 10
BODY: Final = json.dumps({"name": "x" * 200}).encode()
NAMES: Final = ("cheroot", "listener", "waitress", "gunicorn", "granian")

app = Flask("small")


@app.post("/notes")
def make_note() -> tuple[dict[str, Any], int]:
    """Parse a body and answer with it."""
    return {"id": 1, **json.loads(request.data)}, 201


@app.post("/dropped")
def drop() -> tuple[str, int]:
    """Ask the server to lose the answer."""
    request.environ[HANGUP] = "drop"
    cut = request.environ.get("gunicorn.socket")
    if cut is not None:
        cut.shutdown(socket.SHUT_RDWR)
    return "", 502


def run_cheroot(port: int) -> None:
    """Stock cheroot, ten threads."""
    from cheroot.wsgi import Server

    Server(("127.0.0.1", port), app).start()


def run_listener(port: int) -> None:
    """The one that `counterfoil serve` uses: cheroot with lines that can be cut."""
    from simulators.kernel.listener import Listener

    listener = Listener("127.0.0.1", port, app)
    listener.open()
    signal.pause()


def run_waitress(port: int) -> None:
    """Waitress, ten threads."""
    from waitress import serve

    serve(app, host="127.0.0.1", port=port, threads=10)


def run_gunicorn(port: int) -> None:
    """Gunicorn, one process of ten threads."""
    words = ["-w1", "--threads=10", f"-b127.0.0.1:{port}", "--log-level=error"]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *words, "benchmarks.servers:app"])


def run_granian(port: int) -> None:
    """Granian, one worker process of ten blocking threads."""
    words = ["--interface=wsgi", f"--port={port}", "--blocking-threads=10", "--no-log"]
    os.execv(sys.executable, [sys.executable, "-m", "granian", *words, "benchmarks.servers:app"])


RUN: Final[dict[str, Callable[[int], None]]] = {
    "cheroot": run_cheroot,
    "listener": run_listener,
    "waitress": run_waitress,
    "gunicorn": run_gunicorn,
    "granian": run_granian,
}


@contextmanager
def running(name: str) -> Iterator[tuple[int, int]]:
    """A server in a process of its own; its port and the process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.servers", name, str(port)]
    ) as process:
        try:
            wait_for(port)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def wait_for(port: int) -> None:
    """Until the port answers."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing listens at {port}")


def cpu_s(pid: int) -> float:
    """The processor time of a process and its children (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if pid in (int(stat.parent.name), int(fields[1])):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def posted(path: str) -> bytes:
    """One request, as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY


def call_for_a_while(port: int, counts: list[int]) -> None:
    """Call on one kept line until the time is over."""
    asked, count = posted("/notes"), 0
    until = time.monotonic() + SECONDS
    with socket.create_connection(("127.0.0.1", port)) as line:
        while time.monotonic() < until:
            line.sendall(asked)
            answer = line.recv(65536)
            while b"x}" not in answer and not answer.rstrip().endswith(b"}"):
                answer += line.recv(65536)
            count += 1
    counts.append(count)


def calls_a_second(port: int, callers: int) -> float:
    """Answers a second over all callers."""
    counts: list[int] = []
    threads = [Thread(target=call_for_a_while, args=(port, counts)) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def what_a_dropped_answer_looks_like(port: int) -> str:
    """What a caller sees of an answer that the application wants lost."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(posted("/dropped"))
        try:
            return line.recv(65536)[:12].decode() or "closed"
        except ConnectionResetError:
            return "reset"


def main() -> None:
    """Measure each server that is installed and print the table."""
    columns = ("1 caller, calls/s", f"{CALLERS} callers, calls/s", "its CPU, µs a call")
    table = Table("server", *columns, "a dropped answer")
    for name in NAMES:
        if name != "listener" and find_spec(name) is None:
            continue
        with running(name) as (port, pid):
            before = cpu_s(pid)
            alone, together = calls_a_second(port, 1), calls_a_second(port, CALLERS)
            cost = (cpu_s(pid) - before) / ((alone + together) * SECONDS)
            lost = what_a_dropped_answer_looks_like(port)
        table.add_row(name, f"{alone:,.0f}", f"{together:,.0f}", f"{cost * 1e6:,.0f}", lost)
    Console().print(table)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        RUN[sys.argv[1]](int(sys.argv[2]))
    else:
        main()

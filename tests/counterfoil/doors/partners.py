"""Partners for tests: the reference sync and spoilt ones behind the doors, and small bad ones."""

import json
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from counterfoil.sockets import SocketHttp, VendorsClock
from scenarios.mutants import find_mutant
from simulators.kernel.http import HANGUP
from simulators.kernel.listener import Listener
from sync.door import factory

Answer = tuple[int, Any]
Answers = Callable[[str, str, Any], Answer]


@contextmanager
def a_service(answers: Answers) -> Iterator[str]:
    """A service at a free port; status 0 cuts the line. Its URL."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        given = json.loads(body) if body.startswith(b"{") else None
        status, answer = answers(environ["REQUEST_METHOD"], environ["PATH_INFO"], given)
        if status == 0:
            environ[HANGUP] = "drop"
        text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        start_response(f"{status or 502} said", [("Content-Length", str(len(text)))])
        return [text]

    listener = Listener("127.0.0.1", 0, app)
    listener.open()
    try:
        yield f"http://127.0.0.1:{listener.port}"
    finally:
        listener.close()


class Reference:
    """The reference sync behind the URL door, in memory; with a planted bug when one is named."""

    def __init__(self, mutant: str = "") -> None:
        self._parts = find_mutant(mutant).spoil() if mutant else None
        self._running: dict[str, Any] = {}
        self.worlds: list[str] = []

    def __call__(self, method: str, path: str, body: Any) -> Answer:
        """The three calls of the contract."""
        if path == "/worlds":
            more = (self._parts,) if self._parts else ()
            http = SocketHttp(VendorsClock(body["now"]))
            self._running[body["world"]] = factory(body, http, *more)
            self.worlds.append(body["world"])
            return 201, {}
        name = path.split("/")[2]
        if method == "DELETE":
            self._running.pop(name).close()
            return 200, {}
        return 200, {"complete": self._running[name].cycle()}

    @property
    def open_worlds(self) -> list[str]:
        """Worlds that nobody has ended."""
        return list(self._running)


def a_script(folder: Path, text: str, name: str = "partner") -> str:
    """A program of these lines of Python; its path."""
    path = folder / name
    path.write_text(f"#!{sys.executable} -I\n{text}")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return str(path)

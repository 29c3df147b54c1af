"""Real servers for tests: in a thread of this process, or in a process that can be killed."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx

from simulators.kernel.clock import real_sleep, stopwatch
from simulators.kernel.folder import Folder
from simulators.kernel.registry import Registry
from simulators.serve import Settings, serve
from tests.simulators.kernel.toy import a_registry

PATIENCE_S = 20
Create = Callable[[float, Folder | None], Registry]


@dataclass
class Served:
    """Addresses of a running server, and one world of it."""

    urls: dict[str, Any]
    clients: list[httpx.Client] = field(default_factory=list)
    connection: dict[str, Any] = field(default_factory=dict)

    def client(self, door: str) -> httpx.Client:
        """A new client of a door; a vendor's carries the world's token."""
        token = self.connection.get(door, {}).get("access_token", "")
        client = httpx.Client(
            base_url=self.urls[door], headers={"Authorization": f"Bearer {token}"}, timeout=10
        )
        self.clients.append(client)
        return client

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the control plane; its JSON."""
        with httpx.Client(base_url=f"{self.urls['control']}/_control") as client:
            answer = client.request(method, path, json=body)
            assert answer.is_success, answer.text
            return answer.json() if answer.content else None

    def new_world(self, **recipe: Any) -> str:
        """Make a world and use it from now on."""
        self.connection = self.control("POST", "/worlds", recipe)
        return str(self.connection["world"])


@contextmanager
def a_server(folder: Path, create: Create = a_registry, **settings: Any) -> Iterator[Served]:
    """A server in a thread, of the toy vendor unless told, with a world whose limits are off."""
    ready, stop, said = folder / "ready.json", Event(), Event()
    wanted = Settings(port_base=0, scale=0, ready_file=ready, **settings)
    problems: list[str] = []

    def run() -> None:
        serve(wanted, lambda _: said.set(), problems.append, create=create, stop=stop)
        said.set()

    thread = Thread(target=run)
    thread.start()
    assert said.wait(PATIENCE_S)
    assert not problems, problems
    served = Served(json.loads(ready.read_text()))
    try:
        served.new_world(switches={"limits": "off"})
        yield served
    finally:
        for client in served.clients:
            client.close()
        stop.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


@contextmanager
def a_process(
    folder: Path, data: Path | None = None
) -> Iterator[tuple[subprocess.Popen[str], Served]]:
    """A server in a process of its own; it is killed at the end if it still runs."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    words = [sys.executable, "-m", "tests.simulators.toy_server", str(ready)]
    words += [str(data)] if data else []
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            wait_for(ready, process)
            yield process, Served(json.loads(ready.read_text()))
        finally:
            process.kill()


def wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    """Until the file is there, or the process has ended."""
    until = stopwatch() + PATIENCE_S
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert stopwatch() < until
        real_sleep(0.01)

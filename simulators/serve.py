"""`counterfoil serve`: both simulators and the control plane at three ports of one process."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import Any, Final

from simulators.assembly import Apps, create_apps, create_registry
from simulators.kernel.courier import Courier
from simulators.kernel.errors import BadRequest
from simulators.kernel.folder import Folder, FolderInUseError
from simulators.kernel.journal import DEFAULT_BOUND
from simulators.kernel.listener import CannotListenError, Listener
from simulators.kernel.registry import Registry
from simulators.kernel.store import UnreadableFileError
from simulators.unchanged import Secure, Unchanged, exports

DEFAULT_PORT_BASE: Final = 8400
HIGHEST_PORT: Final = 65_535
STOPPED, WRONG_USAGE, NOT_STARTED = 0, 2, 3
FIRST_WORLDS: Final = {"portfolio": {"organisations": 2, "companies": 2}}
"""What a newcomer's first world has beyond its fixture: two landlords show what may never mix."""
ANYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """
    How to serve.

    Args:
        host: the address to listen at.
        port_base: the control plane's port; the vendors follow. 0 takes three free ports.
        data: the folder that keeps the worlds; None keeps them in memory only.
        ready_file: written with the addresses, in JSON, when all three ports listen.
        world: the fixture of a first world; None makes none.
        scale: fake seconds per real second for worlds that do not say.
        journal: how many commits and calls of each world are kept; the oldest go.
        secure: how the vendors' own host names are served; None serves none.
    """

    host: str = "127.0.0.1"
    port_base: int = DEFAULT_PORT_BASE
    data: Path | None = None
    ready_file: Path | None = None
    world: str | None = None
    scale: float = 1
    journal: int = DEFAULT_BOUND
    secure: Secure | None = None


def serve(
    settings: Settings,
    echo: Say,
    complain: Say,
    *,
    create: Callable[[float, Folder | None], Registry] = create_registry,
    around: Callable[[Apps], Apps] = lambda apps: apps,
    stop: Event | None = None,
) -> int:
    """
    Serve until stopped by SIGINT or SIGTERM.

    Args:
        settings: how.
        echo: takes the lines for standard output.
        complain: takes the sentence for standard error when it cannot start.
        create: makes the registry, given a scale and a folder.
        around: puts layers around the three doors.
        stop: ends the service when set; None leaves that to the signals.

    Returns:
        The exit code: STOPPED, WRONG_USAGE or NOT_STARTED.
    """
    with ExitStack() as stack:
        stopping = stop or stack.enter_context(_stopped_by_signals())
        try:
            _start(settings, create, around, echo, stack)
        except BadRequest as wrong:
            complain(str(wrong))
            return WRONG_USAGE
        except (CannotListenError, FolderInUseError, UnreadableFileError, OSError) as problem:
            complain(str(problem))
            return NOT_STARTED
        stopping.wait()
    return STOPPED


def _start(
    settings: Settings,
    create: Callable[[float, Folder | None], Registry],
    around: Callable[[Apps], Apps],
    echo: Say,
    stack: ExitStack,
) -> None:
    """Listen at three ports; what is opened is closed by the stack, the last one first."""
    if settings.ready_file is not None:
        settings.ready_file.unlink(missing_ok=True)
    folder = None if settings.data is None else Folder(settings.data)
    if folder is not None:
        stack.callback(folder.close)
    registry = create(settings.scale, folder)
    stack.callback(registry.close)
    registry.bound_journals(settings.journal)
    apps = around(create_apps(registry))
    listeners = _listeners(settings, apps, stack)
    registry.urls = {name: _url(settings.host, each) for name, each in listeners.items()}
    first = _first_world(registry, settings.world)
    unchanged = Unchanged(settings.host, settings.secure, registry, apps, stack)
    for listener in (*listeners.values(), *unchanged.listeners.values()):
        listener.open()
    courier = Courier(registry)
    stack.callback(courier.close)
    courier.start()
    urls = {name: _url(settings.host, each) for name, each in unchanged.listeners.items()}
    _announce(settings, {**registry.urls, **unchanged.told(urls)}, first, echo)


def _listeners(settings: Settings, apps: Apps, stack: ExitStack) -> Mapping[str, Listener]:
    base = settings.port_base
    last = HIGHEST_PORT - len(apps) + 1
    if not 0 <= base <= last:
        raise BadRequest(f"port base {base} is out of range: use 1 to {last}, or 0 for free ports")
    listeners = {}
    for place, (name, app) in enumerate(apps.items()):
        listeners[name] = Listener(settings.host, base + place if base else 0, app)
        stack.callback(listeners[name].close)
    return listeners


def _url(host: str, listener: Listener) -> str:
    reached = ANYWHERE.get(host, host)
    return f"http://{f'[{reached}]' if ':' in reached else reached}:{listener.port}"


def _first_world(registry: Registry, fixture: str | None) -> dict[str, Any] | None:
    """The connection document of the oldest world, made when there is none; None: not asked."""
    if fixture is None:
        return None
    there = next(iter(registry.worlds.values()), None)
    recipe = {"fixture": fixture, **FIRST_WORLDS.get(fixture, {})}
    return registry.connection(there or registry.create(recipe))


def _announce(
    settings: Settings, urls: Mapping[str, str], first: dict[str, Any] | None, echo: Say
) -> None:
    if settings.ready_file is not None:
        ready = {**urls, "pid": os.getpid()}
        fresh = settings.ready_file.with_name(f"{settings.ready_file.name}.new")
        fresh.write_text(json.dumps(ready) + "\n", encoding="utf-8")
        fresh.replace(settings.ready_file)
    echo("listening: " + ", ".join(f"{name} {url}" for name, url in urls.items()))
    for line in exports(urls):
        echo(line)
    if first is not None:
        echo(json.dumps(first, indent=2))


@contextmanager
def _stopped_by_signals() -> Iterator[Event]:
    """An event that SIGINT and SIGTERM set, for as long as somebody waits for it."""
    stopping = Event()
    if current_thread() is not main_thread():
        yield stopping
        return
    before = {
        number: signal.signal(number, lambda *_: stopping.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

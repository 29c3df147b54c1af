"""The worlds that contract suites work in: in this process, or on a running server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

from contracts.forward import Forward
from contracts.suites.suite import Connection, Target
from contracts.watch import WSGI
from counterfoil.inprocess import Simulators
from counterfoil.outcomes import NothingKnown

RECIPE: Final[dict[str, Any]] = {
    "fixture": "portfolio",
    "organisations": 2,
    "companies": 2,
    "clock": {"scale": 0},
}
UNLIMITED: Final[dict[str, Any]] = {**RECIPE, "switches": {"limits": "off"}}
COPY: Final = "s-01"
TIMEOUT_S: Final = 30.0
DROPS: Final = {
    "DELETE /_control/worlds/{world}": "a dropped world cannot be brought back by calls"
}


def in_process(system: str, recipe: Mapping[str, Any]) -> Target:
    """A world of its own in this process."""
    simulators = Simulators()
    registry = simulators.registry
    connection = simulators.control.post("worlds", json=recipe).json()
    name: str = connection["world"]
    world = registry.worlds[name]
    world.snapshot()
    copies = dict(world.snapshots)

    def fresh() -> None:
        registry.worlds.clear()
        registry.worlds[name] = world
        world.restore(COPY)
        world.snapshots = dict(copies)

    state = simulators.control.get(f"worlds/{name}/state").json()
    return Target(
        connection, simulators.apps[system], fresh, world.pass_time, state.get(system, {})
    )


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where running servers are; `control` empty when only a connection document is known."""

    servers: Mapping[str, str]
    control: str
    connection: Connection | None = None


@contextmanager
def on_servers(system: str, recipe: Mapping[str, Any], addresses: Addresses) -> Iterator[Target]:
    """
    A world on running servers: one made there, or the one of a given connection document.

    Raises:
        NothingKnown: a server cannot be reached.
    """
    with (
        closing(Forward(addresses.servers[system])) as app,
        httpx.Client(base_url=f"{addresses.control}/_control/", timeout=TIMEOUT_S) as control,
    ):
        if addresses.connection is not None:
            yield Target(addresses.connection, app, lambda: None, None, {})
            return
        made = _made(control, recipe)
        yield _remote(system, app, made, control)
        control.delete(f"worlds/{made['world']}")


def _made(control: httpx.Client, recipe: Mapping[str, Any]) -> Connection:
    try:
        made = control.post("worlds", json=dict(recipe))
        made.raise_for_status()
        connection: Connection = made.json()
    except (httpx.HTTPError, ValueError) as error:
        raise NothingKnown(f"no world could be made at {control.base_url}: {error}") from None
    return connection


def _remote(system: str, app: WSGI, connection: Connection, control: httpx.Client) -> Target:
    world = f"worlds/{connection['world']}"
    copy = control.post(f"{world}/snapshots").json()["snapshot"]

    def fresh() -> None:
        control.post(f"{world}/snapshots/{copy}/restore").raise_for_status()

    def advance(seconds: float) -> None:
        control.post(f"{world}/clock", json={"advance_s": seconds}).raise_for_status()

    state = control.get(f"{world}/state").json()
    return Target(connection, app, fresh, advance, state.get(system, {}), DROPS)

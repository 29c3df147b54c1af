"""The worlds that contract suites work in: in this process, or on a running server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

from contracts.forward import Forward
from contracts.suites.suite import Connection, Records, Target
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
    _credit(simulators.control, f"worlds/{name}")
    world = registry.worlds[name]
    world.snapshot()
    copies = dict(world.snapshots)

    def fresh() -> None:
        registry.worlds.clear()
        registry.worlds[name] = world
        world.restore(COPY)
        world.snapshots = dict(copies)

    def look() -> Records:
        records: Records = simulators.control.get(f"worlds/{name}/state").json().get(system, {})
        return records

    app = simulators.apps[system]
    return Target(connection, app, fresh, world.pass_time, look(), look=look)


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


def _credit(control: Any, world: str) -> None:
    """Credit the first invoice that owes something: a credit note, partly allocated."""
    documents = control.get(f"{world}/state").json().get("released", {}).get("document", ())
    owing = next((each for each in documents if each["status"] == "Approved"), None)
    if owing is None:
        return
    day = owing["issueDate"]
    copy = {"fromInvoiceId": owing["id"], "issueDate": day, "status": "Approved"}
    made = _act(control, world, owing["companyId"], "document.create", "", copy)
    part = {"invoiceId": owing["id"], "amount": "1.00", "date": day}
    _act(control, world, owing["companyId"], "allocation.create", made["id"], part)


def _act(control: Any, world: str, company: int, kind: str, record: Any, fields: Any) -> Any:
    person = {"system": "released", "owner": str(company), "kind": kind}
    asked = {**person, "id": str(record), "fields": fields}
    answer = control.post(f"{world}/edits", json=asked)
    answer.raise_for_status()
    return answer.json()["commits"][0]["after"]


def _remote(system: str, app: WSGI, connection: Connection, control: httpx.Client) -> Target:
    world = f"worlds/{connection['world']}"
    _credit(control, world)
    copy = control.post(f"{world}/snapshots").json()["snapshot"]

    def fresh() -> None:
        control.post(f"{world}/snapshots/{copy}/restore").raise_for_status()

    def advance(seconds: float) -> None:
        control.post(f"{world}/clock", json={"advance_s": seconds}).raise_for_status()

    def look() -> Records:
        records: Records = control.get(f"{world}/state").json().get(system, {})
        return records

    return Target(connection, app, fresh, advance, look(), DROPS, look)

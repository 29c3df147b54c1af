"""Benches over the toy: functions of a module, so that worker processes can open them."""

import os
from functools import partial
from pathlib import Path

from scenarios.bench import Bench, Terms
from scenarios.driver import ObjectDriver
from scenarios.finding import Finding
from scenarios.plan import Plan, World
from tests.scenarios.toy import Killed, Toy, ToyJudge, a_factory

EMPTY = World(fixture="empty")


def a_bench(bug: str = "", *, twins: bool = True) -> Bench:
    """A bench whose sync has the given bug; the empty text means none."""
    toy = Toy()
    driver = ObjectDriver(a_factory(toy, bug), lambda _world: None, Killed)
    return Bench(toy.client(), driver, ToyJudge, Terms(twins=twins))


def a_deadly_bench(folder: str) -> Bench:
    """A bench whose process dies the first time that one is opened in `folder`."""
    mark = Path(folder) / "died"
    if not mark.exists():
        mark.write_text("once")
        os._exit(1)
    return a_bench()


class BrokenJudge(ToyJudge):
    """A judge that cannot judge."""

    def settled(self, *_: object) -> list[Finding]:
        raise ZeroDivisionError("the checker itself is broken")


def a_bench_with_a_broken_judge() -> Bench:
    """A bench whose judge fails."""
    toy = Toy()
    driver = ObjectDriver(a_factory(toy), lambda _world: None, Killed)
    return Bench(toy.client(), driver, BrokenJudge)


with_bug = partial(partial, a_bench)
"""Opens benches with a bug: `with_bug("revives")` survives pickling."""


def a_plan(*steps: dict[str, object]) -> Plan:
    """A plan of these steps on the toy."""
    return Plan(steps=steps)


def edit(name: str, system: str, **fields: str) -> dict[str, object]:
    """A step that changes a contact."""
    return {"do": "contact.edit", "in": system, "on": name, "fields": fields}


CYCLE: dict[str, object] = {"do": "cycle"}
ARCHIVE: dict[str, object] = {"do": "contact.archive", "in": "xero", "on": "contact-1"}
UNARCHIVE: dict[str, object] = {"do": "contact.unarchive", "in": "released", "on": "contact-1"}
REVIVAL = (ARCHIVE, CYCLE, UNARCHIVE)
"""The shortest story that shows the bug `revives`."""

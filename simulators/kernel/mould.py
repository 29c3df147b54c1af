"""Moulds: what a fixture filled once, poured into further worlds of the same recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from simulators.kernel.clock import Clock
from simulators.kernel.world import World

MOST_MOULDS: Final = 8
"""How many recipes are remembered; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Mould:
    """
    A filled world without its credentials, which are each world's own.

    Method: documents are never changed in place, so worlds share them; only those that name
    their world are written anew. It costs a fifth of filling a world by its people's actions.

    Args:
        name: the world that it was taken of.
        shared: per table the documents that name no world.
        named: per table the documents that name it, as JSON.
        rest: clock, ids, journals, outbox and switches.
    """

    name: str
    shared: Mapping[str, Mapping[str, Any]]
    named: Mapping[str, bytes]
    rest: tuple[Any, ...]

    @classmethod
    def of(cls, world: World) -> Mould:
        """The mould of a world that was filled just now."""
        shared: dict[str, dict[str, Any]] = {}
        named: dict[str, bytes] = {}
        for name in world.store.names():
            rows = {doc.doc_id: doc for doc in world.store.table(name)}
            if name in _reissued(world) or not rows:
                continue
            text = orjson.dumps(rows)
            if world.name.encode() in text:
                named[name] = text
            else:
                shared[name] = rows
        rest = (
            world.clock.now_ms,
            world.ids.snapshot(),
            world.commits.snapshot(),
            world.outbox.snapshot(),
            world.switches.values,
        )
        return cls(world.name, shared, named, rest)

    def pour(self, world: World) -> None:
        """Make a new, empty world what the fixture would have made it."""
        for vendor in world.vendors.values():
            vendor.enrol(world)
        for name, rows in self.shared.items():
            world.store.table(name).fill(rows)
        for name, text in self.named.items():
            own = text.replace(self.name.encode(), world.name.encode())
            world.store.table(name).fill(orjson.loads(own))
        now_ms, drawn, commits, outbox, switches = self.rest
        world.clock = Clock(now_ms, world.clock.scale)
        world.ids.restore(drawn)
        world.commits.restore(commits)
        world.outbox.restore(outbox)
        world.switches.values = switches


def _reissued(world: World) -> set[str]:
    """The tables that `enrol` fills."""
    return {f"{v.system}.{kind}" for v in world.vendors.values() for kind in v.enrolled}

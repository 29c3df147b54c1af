"""
What of a world is no document, kept in the same file and the same breath as its documents.

Documents reach the disk by the store. Journals, clock, ids, switches, faults, limits, keys and the
outbox live in plain objects; at the end of each transaction the keeper tells the store what of
them is new. Worlds in memory have no keeper and pay nothing.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Final, Protocol, TypeAlias

import orjson

from simulators.kernel.call import Doc
from simulators.kernel.clock import Clock
from simulators.kernel.faults.plan import read_entry
from simulators.kernel.idempotency import Stored
from simulators.kernel.journal import Journal
from simulators.kernel.store import Change, Tables
from simulators.kernel.webhooks import Outbox, number_of
from simulators.kernel.world import World

Row: TypeAlias = tuple[str, Doc | None]
Rows: TypeAlias = Mapping[str, Doc]

ABOUT: Final = "about"


class Part(Protocol):
    """One table of a keeper."""

    table: str

    def changes(self, world: World) -> Iterator[Row]:
        """The rows that are not as they were at the last `stored`; None for one that is gone."""

    def stored(self, world: World) -> None:
        """Take note that the disk holds what there is now."""

    def rows(self, world: World) -> Rows:
        """All rows."""

    def load(self, world: World, rows: Rows) -> None:
        """Make the world what the rows say."""


class Keeper:
    """The companion of one world's store."""

    def __init__(self) -> None:
        self._parts: tuple[Part, ...] = (
            Facts(),
            Lines("_commit", lambda world: world.commits),
            Lines("_call", lambda world: world.calls),
            Answers(),
            Deliveries(),
        )
        self.names = tuple(part.table for part in self._parts)
        self._loaded: Tables = {}
        self._world: World | None = None

    def load(self, tables: Tables) -> None:
        """Take what the files hold, until there is a world to give it to."""
        self._loaded = tables

    def about(self) -> Doc | None:
        """What the files say that a world is made from; None when they hold no whole world."""
        return self._loaded.get(Facts.table, {}).get(ABOUT)

    def watch(self, world: World) -> None:
        """Bring the world back to what was loaded, and keep it from now on."""
        self._world = world
        if self.about() is not None:
            for part in self._parts:
                part.load(world, self._loaded[part.table])
            self.stored()
        self._loaded = {}

    def changes(self) -> list[Change]:
        """What has changed since it was last stored."""
        world = self._world
        if world is None:
            return []
        return [(part.table, key, row) for part in self._parts for key, row in part.changes(world)]

    def stored(self) -> None:
        """The disk holds everything now."""
        if self._world is not None:
            for part in self._parts:
                part.stored(self._world)

    def content(self) -> Tables:
        """Every row of every part."""
        if self._world is None:
            return self._loaded
        return {part.table: dict(part.rows(self._world)) for part in self._parts}

    def size(self) -> int:
        """How many rows that is, the small parts left out."""
        if self._world is None:
            return 0
        return len(self._world.commits) + len(self._world.calls) + len(self._world.keys)


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One small thing about a world, stored whole when it has changed.

    Args:
        name: its row.
        read: what it is now, as a row; equal rows are not stored again.
        put: makes it what the row says.
    """

    name: str
    read: Callable[[World], Doc]
    put: Callable[[World, Doc], None]


class Facts:
    """Everything that is small, a row per fact."""

    table = "_world"

    def __init__(self) -> None:
        self._stored: dict[str, Doc] = {}

    def changes(self, world: World) -> Iterator[Row]:
        """The facts that differ."""
        for name, row in self.rows(world).items():
            if row != self._stored.get(name):
                yield name, row

    def stored(self, world: World) -> None:
        """Take note of all of them."""
        self._stored = dict(self.rows(world))

    def rows(self, world: World) -> Rows:
        """Every fact by its name."""
        return {fact.name: fact.read(world) for fact in FACTS}

    def load(self, world: World, rows: Rows) -> None:
        """Put every fact that is there."""
        for fact in FACTS:
            if fact.name in rows:
                fact.put(world, rows[fact.name])


class Lines:
    """
    A journal, a row per line.

    Args:
        table: its table.
        journal: finds it in a world.
    """

    def __init__(self, table: str, journal: Callable[[World], Journal]) -> None:
        self.table = table
        self._journal = journal
        self._first = self._next = 1

    def changes(self, world: World) -> Iterator[Row]:
        """The lines that were cut off and those that were added."""
        journal = self._journal(world)
        for number in range(self._first, journal.first):
            yield str(number), None
        for line in journal.after(self._next - 1):
            yield str(line["n"]), line

    def stored(self, world: World) -> None:
        """Take note of the first and the last line."""
        journal = self._journal(world)
        self._first, self._next = journal.first, journal.next

    def rows(self, world: World) -> Rows:
        """Every line by its number."""
        return {str(line["n"]): line for line in self._journal(world).after(0)}

    def load(self, world: World, rows: Rows) -> None:
        """Take the lines in the order of their numbers."""
        lines = sorted(rows.values(), key=lambda line: int(line["n"]))
        if lines:
            self._journal(world).restore((lines[0]["n"], lines))


class Answers:
    """The idempotency keys, a row per stored answer."""

    table = "_key"

    def __init__(self) -> None:
        self._stored: dict[tuple[str, str], Stored] = {}

    def changes(self, world: World) -> Iterator[Row]:
        """The answers stored since, and those that were too many."""
        fresh = self._fresh(world)
        yield from ((_key_text(key), _answer_row(key, answer)) for key, answer in fresh)
        added = sum(key not in self._stored for key, _ in fresh)
        if len(self._stored) + added != len(world.keys):
            gone = self._stored.keys() - world.keys.snapshot().keys()
            yield from ((_key_text(key), None) for key in sorted(gone))

    def stored(self, world: World) -> None:
        """Take note of the answers that are there."""
        fresh = self._fresh(world)
        self._stored.update(fresh)
        if len(self._stored) != len(world.keys):
            self._stored = world.keys.snapshot()

    def rows(self, world: World) -> Rows:
        """Every answer by its key."""
        kept = world.keys.snapshot().items()
        return {_key_text(key): _answer_row(key, answer) for key, answer in kept}

    def load(self, world: World, rows: Rows) -> None:
        """Take the answers, the oldest first."""
        answers = (_answer(row) for row in rows.values())
        world.keys.restore(dict(sorted(answers, key=lambda pair: pair[1].at_ms)))

    def _fresh(self, world: World) -> list[tuple[tuple[str, str], Stored]]:
        stored = self._stored
        newest = world.keys.newest_first()
        return list(takewhile(lambda pair: stored.get(pair[0]) is not pair[1], newest))[::-1]


class Deliveries:
    """The outbox, a row per delivery that waits."""

    table = "_delivery"

    def __init__(self) -> None:
        self._waiting: dict[str, None] = {}
        self._made = 0

    def changes(self, world: World) -> Iterator[Row]:
        """The deliveries queued since, and those that were sent."""
        fresh = self._fresh(world.outbox)
        yield from ((line["delivery"], line) for line in fresh)
        if len(self._waiting) + len(fresh) != len(world.outbox.pending):
            still = {line["delivery"] for line in world.outbox.pending}
            yield from ((name, None) for name in self._waiting if name not in still)

    def stored(self, world: World) -> None:
        """Take note of what waits."""
        pending = world.outbox.pending
        fresh = self._fresh(world.outbox)
        self._waiting.update(dict.fromkeys(line["delivery"] for line in fresh))
        if len(self._waiting) != len(pending):
            self._waiting = dict.fromkeys(line["delivery"] for line in pending)
        self._made = world.outbox.made
        world.outbox.returned.clear()

    def rows(self, world: World) -> Rows:
        """Every delivery by its name."""
        return {line["delivery"]: line for line in world.outbox.pending}

    def load(self, world: World, rows: Rows) -> None:
        """Queue them again, the oldest first."""
        waiting = sorted(rows.values(), key=number_of)
        world.outbox.pending = waiting

    def _fresh(self, outbox: Outbox) -> list[Doc]:
        made = outbox.made - self._made
        newest = outbox.pending[max(0, len(outbox.pending) - made) :]
        found = {
            line["delivery"]: line for line in newest if line["delivery"] not in self._waiting
        }
        return list({**found, **outbox.returned}.values())


def _key_text(key: tuple[str, str]) -> str:
    return orjson.dumps(key).decode()


def _answer_row(key: tuple[str, str], answer: Stored) -> Doc:
    return {
        **asdict(answer),
        "key": list(key),
        "request": answer.request.hex(),
        "body": b64encode(answer.body).decode(),
    }


def _answer(row: Doc) -> tuple[tuple[str, str], Stored]:
    answer = Stored(
        request=bytes.fromhex(row["request"]),
        status=row["status"],
        body=b64decode(row["body"]),
        headers=tuple((name, value) for name, value in row["headers"]),
        at_ms=row["at_ms"],
    )
    return (row["key"][0], row["key"][1]), answer


def _read_about(world: World) -> Doc:
    return {"seed": world.seed, "profile": world.switches.profile, "recipe": world.recipe}


def _put_about(_world: World, _row: Doc) -> None:
    """Nothing: a world is made from it."""


def _read_time(world: World) -> Doc:
    return {"now_ms": world.clock.now_ms, "scale": world.clock.scale}


def _put_time(world: World, row: Doc) -> None:
    world.clock = Clock(row["now_ms"], row["scale"])


def _read_limits(world: World) -> Doc:
    counts = world.limits.snapshot()
    return {"windows": [[*window, *count] for window, count in counts.items()]}


def _put_limits(world: World, row: Doc) -> None:
    windows = row["windows"]
    world.limits.restore({(name, key): (at, count) for name, key, at, count in windows})


def _read_faults(world: World) -> Doc:
    entries, made = world.faults.snapshot()
    rows = [{"name": each.name, "asked": each.asked, "seen": each.seen} for each in entries]
    return {"made": made, "entries": rows}


def _put_faults(world: World, row: Doc) -> None:
    entries = tuple(
        read_entry(each["name"], each["asked"], each["seen"]) for each in row["entries"]
    )
    world.faults.restore((entries, row["made"]))


def _read_outbox(world: World) -> Doc:
    outbox = world.outbox
    state = outbox.snapshot()
    del state["pending"]
    return state


def _put_outbox(world: World, row: Doc) -> None:
    outbox = world.outbox
    outbox.restore({**outbox.snapshot(), **row})


def _put_snapshots(world: World, row: Doc) -> None:
    world.snapshots_made = row["made"]


FACTS: Final[tuple[Fact, ...]] = (
    Fact(ABOUT, _read_about, _put_about),
    Fact("time", _read_time, _put_time),
    Fact("limits", _read_limits, _put_limits),
    Fact("ids", lambda w: dict(w.ids.snapshot()), lambda w, row: w.ids.restore(row)),
    Fact("switches", lambda w: w.switches.values, lambda w, row: w.switches.set(row)),
    Fact("faults", _read_faults, _put_faults),
    Fact("outbox", _read_outbox, _put_outbox),
    Fact("snapshots", lambda w: {"made": w.snapshots_made}, _put_snapshots),
)

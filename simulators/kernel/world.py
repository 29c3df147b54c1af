"""A world: everything that a handler is given. One lock, cheap copies, nothing shared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, Final

from simulators.kernel.call import Doc, Origin
from simulators.kernel.clock import Clock
from simulators.kernel.errors import BadRequest
from simulators.kernel.faults.plan import FaultPlan
from simulators.kernel.idempotency import Keys
from simulators.kernel.ids import Ids
from simulators.kernel.journal import Journal
from simulators.kernel.limits import Limits, Rooms
from simulators.kernel.store import Store, Table
from simulators.kernel.switches import Switches
from simulators.kernel.vendor import Edit, Vendor
from simulators.kernel.webhooks import Outbox

NEVER_MS: Final = 2**62
"""No clock comes that far."""


@dataclass(frozen=True, slots=True)
class Change:
    """
    What one record becomes.

    Args:
        type: the record type, a table of the origin's system.
        id: the record's id, as text.
        after: the record as it will be; None removes it.
        owner: the owner, when it is not the origin's.
    """

    type: str
    id: str
    after: Doc | None
    owner: str = ""


@dataclass(slots=True)
class World:
    """One isolated pair of stores with its own time, chance, faults, credentials and journals."""

    name: str
    seed: int
    switches: Switches
    vendors: Mapping[str, Vendor]
    clock: Clock
    store: Store
    recipe: Doc = field(default_factory=dict)
    ids: Ids = field(init=False)
    commits: Journal = field(default_factory=Journal)
    calls: Journal = field(default_factory=Journal)
    faults: FaultPlan = field(default_factory=FaultPlan)
    limits: Limits = field(default_factory=Limits)
    rooms: Rooms = field(default_factory=Rooms)
    keys: Keys = field(default_factory=Keys)
    outbox: Outbox = field(default_factory=Outbox)
    lock: RLock = field(default_factory=RLock)
    snapshots: dict[str, Any] = field(default_factory=dict)
    snapshots_made: int = 0
    commits_hidden: int = 0
    wake_ms: int = 0

    def __post_init__(self) -> None:
        self.ids = Ids(self.seed)

    @property
    def newest_commit(self) -> int:
        """The number of the newest commit that a read may see."""
        return self.commits.next - 1 - self.commits_hidden

    def table(self, system: str, kind: str) -> Table:
        """The table of a record type."""
        return self.store.table(f"{system}.{kind}")

    def commit(self, origin: Origin, *changes: Change) -> list[Doc]:
        """
        Carry out changes and journal them, one line each.

        Returns:
            The journal lines: `n, time, system, owner, actor, op, type, id, before, after, call`,
            and `by` where a user is named.
        """
        lines = [self._carry_out(origin, change) for change in changes]
        vendor = self.vendors[origin.system]
        for line in lines:
            for event in vendor.webhooks(self, line):
                for url in vendor.addressees(self, event):
                    self.outbox.add(origin.system, event, line["time"], url)
        return lines

    def _carry_out(self, origin: Origin, change: Change) -> Doc:
        table = self.table(origin.system, change.type)
        before: Doc | None
        if change.after is None:
            before = table.take(change.id)
        else:
            before = table.put(change.id, change.after)
        op = "delete" if change.after is None else "update" if before is not None else "create"
        return self.commits.append(
            {
                "n": self.commits.next,
                "time": self.clock.text,
                "system": origin.system,
                "owner": change.owner or origin.owner,
                "actor": origin.actor.value,
                "op": op,
                "type": change.type,
                "id": change.id,
                "before": before,
                "after": change.after,
                "call": origin.call,
                **({"by": origin.by} if origin.by else {}),
            }
        )

    def edit(self, system: str, kind: str) -> Edit:
        """
        The person's action of that kind.

        Raises:
            BadRequest: when the system or the kind is unknown, naming those that exist.
        """
        vendor = self.vendors.get(system)
        if vendor is None:
            raise BadRequest(f"system {system!r} is unknown: use one of {', '.join(self.vendors)}")
        for edit in vendor.edits:
            if edit.kind == kind:
                return edit
        known = ", ".join(edit.kind for edit in vendor.edits)
        raise BadRequest(f"kind {kind!r} is unknown in {system}: the kinds are {known}")

    def transaction(self) -> Transaction:
        """Hold the lock; on an exception everything written inside is as if never written."""
        return Transaction(self)

    @contextmanager
    def as_of(self, commits_ago: int) -> Iterator[None]:
        """Let a read see the stores as they were some commits ago, then bring the present back."""
        lines = self.commits.after(self.commits.next - 1 - commits_ago)
        for line in reversed(lines):
            self._set(line, line["before"])
        self.commits_hidden = commits_ago
        try:
            yield
        finally:
            self.commits_hidden = 0
            for line in lines:
                self._set(line, line["after"])

    def _set(self, line: Doc, doc: Doc | None) -> None:
        table = self.table(line["system"], line["type"])
        if doc is None:
            table.take(line["id"])
        else:
            table.put(line["id"], doc)

    def snapshot(self) -> str:
        """Keep a cheap copy of the whole world under a name."""
        self.snapshots_made += 1
        name = f"s-{self.snapshots_made:02d}"
        self.snapshots[name] = (
            self.store.snapshot(),
            self.clock.now_ms,
            self.ids.snapshot(),
            self.commits.snapshot(),
            self.calls.snapshot(),
            self.faults.snapshot(),
            self.limits.snapshot(),
            self.keys.snapshot(),
            self.outbox.snapshot(),
            self.switches.values,
        )
        return name

    def restore(self, name: str) -> None:
        """
        Go back to a copy; the copy stays usable.

        Raises:
            BadRequest: when there is no copy of that name.
        """
        if name not in self.snapshots:
            raise BadRequest(f"snapshot {name!r} is unknown in world {self.name}")
        store, now_ms, ids, commits, calls, faults, limits, keys, outbox, switches = (
            self.snapshots[name]
        )
        with self.transaction():
            self.store.restore(store)
            self.clock = Clock(now_ms, self.clock.scale)
            self.ids.restore(ids)
            self.commits.restore(commits)
            self.calls.restore(calls)
            self.faults.restore(faults)
            self.limits.restore(limits)
            self.keys.restore(keys)
            self.outbox.restore(outbox)
            self.switches.values = switches
            self.wake_ms = 0

    def pass_time(self, seconds: float) -> None:
        """Advance the clock, stopping wherever a product has something to do by itself."""
        target_ms = self.clock.now_ms + round(seconds * 1000)
        self.clock.advance(0 if seconds >= 0 else seconds)
        while (due_ms := self._due_ms()) <= target_ms:
            self.clock.advance(max(0, due_ms - self.clock.now_ms) / 1000)
            self.catch_up()
        self.clock.advance(max(0, target_ms - self.clock.now_ms) / 1000)
        self.catch_up()

    def catch_up(self) -> None:
        """Let the products do what has fallen due; `wake_ms` says when there is more."""
        for vendor in self.vendors.values():
            vendor.pass_time(self)
        self.wake_ms = self._due_ms()

    def wake_by(self, instant_ms: int) -> None:
        """Have `catch_up` called by the first call after an instant, or before."""
        self.wake_ms = min(self.wake_ms, instant_ms)

    def _due_ms(self) -> int:
        found = (vendor.due(self) for vendor in self.vendors.values())
        return min((each for each in found if each is not None), default=NEVER_MS)


class Transaction:
    """
    Holds a world's lock; what an exception ends was never written. Transactions nest.

    Method: a class and no generator, which would cost each call twice as much.
    """

    __slots__ = ("_inner", "_marks", "_world")

    def __init__(self, world: World) -> None:
        self._world = world

    def __enter__(self) -> None:
        world = self._world
        world.lock.acquire()
        try:
            self._marks = (world.commits.next, world.calls.next, world.outbox.made)
            self._inner = world.store.transaction()
            self._inner.__enter__()
        except BaseException:
            world.lock.release()
            raise

    def __exit__(self, *problem: Any) -> None:
        try:
            self._inner.__exit__(*problem)
        except BaseException:
            self._forget()
            raise
        else:
            if problem[0] is not None:
                self._forget()
        finally:
            self._world.lock.release()

    def _forget(self) -> None:
        world, (commits, calls, made) = self._world, self._marks
        world.commits.forget_from(commits)
        world.calls.forget_from(calls)
        world.outbox.forget_after(made)
        world.wake_ms = 0

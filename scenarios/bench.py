"""
A bench: start worlds kept ready in this process, on which plans are run and judged one by one.

The costly part, a fixture and its first settling, is done once per recipe; each history then
begins from a snapshot of the world and a checkpoint of the sync.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import httpx
import orjson

from scenarios.digest import Digest, differences
from scenarios.driver import COMPLETE, Driver, StartError, drive
from scenarios.finding import Finding
from scenarios.interpreter import BACKOFF_S, MOST_CYCLES, Interpreter, Run
from scenarios.names import Key, Lineage, Names, start_records
from scenarios.places import Place, places
from scenarios.plan import Plan, World
from scenarios.systems import ControlError, Systems, ask, create_world

MOST_WORLDS: Final = 4
"""How many start worlds a bench keeps ready; the one unused for longest goes first."""


class Judge(Protocol):
    """What a bench asks of the judge: the interpreter's referee, and what it learnt."""

    @property
    def exercised(self) -> Mapping[str, int]:
        """How often each rule was at stake."""

    @property
    def history(self) -> Lineage:
        """Which records stem from which."""

    def begin(self, state: Mapping[str, Any], /) -> None:
        """The history starts from this state."""

    def commits(self, rows: Sequence[Mapping[str, Any]], /) -> Sequence[Finding]:
        """Judges commits as they arrive."""

    def calls(self, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Takes note of the sync's calls."""

    def cycle(
        self, rows: Sequence[Mapping[str, Any]], turns: int, /, *, is_complete: bool
    ) -> Sequence[Finding]:
        """Judges one cycle."""

    def settled(
        self, state: Mapping[str, Any], cycles: int, quiet_writes: int, /
    ) -> Sequence[Finding]:
        """Judges what must agree."""

    def digest(self, state: Mapping[str, Any], /) -> Digest:
        """A settled state without ids and times, for comparing with a twin run."""


MakeJudge = Callable[[Mapping[str, Any]], Judge]
"""Makes a judge for one history, given the connection document."""


@dataclass(slots=True)
class StartWorld:
    """A settled world, ready to be gone back to."""

    connection: dict[str, Any]
    systems: Systems
    snapshot: str
    marks: dict[str, int]
    state: dict[str, Any]
    places: dict[str, Place]
    records: dict[Key, Mapping[str, Any]]
    sync: bytes | None


@dataclass(frozen=True, slots=True)
class Examined:
    """One plan's run with what the judge learnt from it."""

    run: Run
    exercised: Mapping[str, int]


class Bench:
    """Runs plans in one process, one after the other, each in a world of its own."""

    def __init__(
        self, control: httpx.Client, driver: Driver, judge: MakeJudge, *, twins: bool = True
    ) -> None:
        self._control = control
        self._driver = driver
        self._judge = judge
        self._twins = twins
        self._worlds: OrderedDict[bytes, StartWorld] = OrderedDict()

    def examine(self, plan: Plan) -> Examined:
        """
        Runs and judges a plan; with a fault in it, compares it with its fault-free twin.

        A control plane or checker that fails gives an unknown run, never a green one.
        """
        try:
            run, judge = self._run(plan)
            exercised = dict(judge.exercised)
            if self._twins and has_comparable_twin(plan):
                self._compare(run, judge, exercised)
        except (ControlError, StartError) as error:
            return Examined(Run(plan, unknown=str(error)), {})
        exercised["settles"] = exercised["crash"] = 1
        return Examined(run, exercised)

    def _run(self, plan: Plan) -> tuple[Run, Judge]:
        start = self._start(plan.world)
        judge = self._judge(start.connection)
        judge.begin(start.state)
        names = Names(start.connection, start.places, start.records, judge.history)
        return Interpreter(start.systems, self._driver, judge, names).run(plan), judge

    def _compare(self, run: Run, judge: Judge, exercised: dict[str, int]) -> None:
        calm, calm_judge = self._run(without_faults(run.plan))
        if not (run.settled and calm.settled) or _outcomes(run) != _outcomes(calm):
            return
        exercised["R60"] = exercised.get("R60", 0) + 1
        run.findings += differences(judge.digest(run.state), calm_judge.digest(calm.state))

    def _start(self, world: World) -> StartWorld:
        """The start world of a recipe, gone back to, with the sync begun in it."""
        key = orjson.dumps(world.as_json(), option=orjson.OPT_SORT_KEYS)
        start = self._worlds.get(key)
        if start is None or start.sync is None:
            self._forget(key)
            start = self._worlds[key] = self._build(world)
            return start
        self._worlds.move_to_end(key)
        start.systems.restore(start.snapshot)
        start.systems.rewind(start.marks)
        self._driver.start(start.connection, start.sync)
        return start

    def _forget(self, key: bytes) -> None:
        gone = [key] if key in self._worlds else list(self._worlds)[: -MOST_WORLDS + 1]
        if len(self._worlds) < MOST_WORLDS and key not in self._worlds:
            return
        for old in gone:
            name = self._worlds.pop(old).systems.world
            ask(self._control, "DELETE", f"/worlds/{name}")

    def _build(self, world: World) -> StartWorld:
        """Makes the world and lets the sync settle it for the first time."""
        connection = create_world(self._control, world.as_json())
        systems = Systems(self._control, connection["world"])
        self._driver.start(connection, None)
        self._first_settling(systems)
        state = systems.state()
        return StartWorld(
            connection=connection,
            systems=systems,
            snapshot=systems.snapshot(),
            marks=systems.marks(),
            state=state,
            places=places(connection, state),
            records=start_records(state),
            sync=self._driver.checkpoint(),
        )

    def _first_settling(self, systems: Systems) -> None:
        for _ in range(MOST_CYCLES):
            turn, _ = drive(self._driver)
            wrote = any(row["actor"] == "sync" for row in systems.commits().rows)
            systems.calls()
            if turn.end == COMPLETE and not wrote:
                return
            systems.pass_time(BACKOFF_S)

    def close(self) -> None:
        """Ends the sync and drops every world."""
        self._driver.stop()
        for start in self._worlds.values():
            ask(self._control, "DELETE", f"/worlds/{start.systems.world}")
        self._worlds.clear()


def has_comparable_twin(plan: Plan) -> bool:
    """
    True when the fault-free twin must end in the same state (R60).

    People act in one system only and never between calls: then no conflict can hinge on which
    cycle carried what.
    """
    dos = [step["do"] for step in plan.steps]
    sides = {step["in"] for step in plan.steps if "in" in step}
    return "fault" in dos and "race" not in dos and len(sides) == 1


def without_faults(plan: Plan) -> Plan:
    """The same plan in which nothing goes wrong on the wire."""
    calm = [{"do": "noop"} if step["do"] == "fault" else step for step in plan.steps]
    return replace(plan, steps=tuple(calm))


def _outcomes(run: Run) -> list[tuple[int, str]]:
    """How people's actions ended: only runs with the same ones are comparable."""
    return [
        (event.index, event.outcome)
        for event in run.events
        if event.index is not None and "in" in event.step
    ]

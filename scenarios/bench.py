"""
A bench: start worlds kept ready in this process, on which plans are run and judged one by one.

The costly part, a fixture and its first settling, is done once per recipe; each history then
begins from a snapshot of the world and a checkpoint of the sync.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

import httpx
import orjson

from scenarios.digest import Digest, differences
from scenarios.driver import COMPLETE, CRASHED, UNFINISHED, Driver, StartError, drive
from scenarios.finding import Finding
from scenarios.interpreter import BACKOFF_S, MOST_CYCLES, Interpreter, Run, crashed
from scenarios.names import Key, Lineage, Names, start_records
from scenarios.places import Place, places
from scenarios.plan import Plan, World
from scenarios.post import HINTS, WEBHOOKS, Post, is_replayed
from scenarios.systems import ControlError, Systems, ask, create_world

MOST_WORLDS: Final = 12
"""How many start worlds a bench keeps ready; the one unused for longest goes first."""


_NO_START: Final = ("settles", "crash")
"""Findings of the first settling after which no history can begin."""


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

    def copy(self) -> "Judge":
        """Another judge of a history that begins like this one, which has not gone on yet."""

    def commits(self, rows: Sequence[Mapping[str, Any]], /) -> Sequence[Finding]:
        """Judges commits as they arrive."""

    def calls(self, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Takes note of the sync's calls."""

    def cycle(
        self, rows: Sequence[Mapping[str, Any]], turns: int, /, *, is_complete: bool
    ) -> Sequence[Finding]:
        """Judges one cycle."""

    def settled(self, cycles: int, quiet_writes: int, /) -> Sequence[Finding]:
        """Judges what must agree."""

    def digest(self, state: Mapping[str, Any], /) -> Digest:
        """A settled state without ids and times, for comparing with a twin run."""


MakeJudge = Callable[[Mapping[str, Any]], Judge]
"""Makes a judge for one history, given the connection document."""


@dataclass(slots=True)
class StartWorld:
    """A settled world, ready to be gone back to; `findings` tell what settling it showed."""

    connection: dict[str, Any]
    systems: Systems
    snapshot: str
    marks: dict[str, int]
    state: dict[str, Any]
    judge: Judge
    places: dict[str, Place]
    records: dict[Key, Mapping[str, Any]]
    sync: bytes | None
    findings: tuple[Finding, ...] = ()
    calls: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What holds for all runs of a bench.

    Args:
        twins: whether histories with faults are compared with their fault-free twins (R60).
        recipe: what every world is asked for beside its plan's recipe.
        replays: how often a finding is run again before it is told; 1 where a run repeats to the
            last byte, so that once says all.
        is_exact: whether a history run twice must leave the same traces.
        rules: what is judged of the sync as a program.
        stopwatch: seconds since some moment; None where no shrinking is bounded by time.
        close: ends what was opened for the bench alone.
    """

    twins: bool = True
    recipe: Mapping[str, Any] = field(default_factory=dict)
    replays: int = 1
    is_exact: bool = True
    rules: tuple[str, ...] = ("settles", "crash")
    stopwatch: Callable[[], float] = lambda: 0.0
    close: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Examined:
    """One plan's run with what the judge learnt from it."""

    run: Run
    exercised: Mapping[str, int]


class Bench:
    """Runs plans in one process, one after the other, each in a world of its own."""

    def __init__(
        self, control: httpx.Client, driver: Driver, judge: MakeJudge, terms: Terms | None = None
    ) -> None:
        self._control = control
        self._driver = driver
        self._judge = judge
        self.terms = terms or Terms()
        self._worlds: OrderedDict[bytes, StartWorld] = OrderedDict()

    def examine(self, plan: Plan, until: str = "") -> Examined:
        """
        Runs and judges a plan; with a fault in it, compares it with its fault-free twin.

        A control plane or checker that fails gives an unknown run, never a green one. A breach of
        the rule `until` ends the run at once.
        """
        try:
            has_twin = self.terms.twins and has_comparable_twin(plan)
            run, judge = self._run(plan, until=until, keeps_state=has_twin)
            exercised = dict(judge.exercised)
            if has_twin:
                self._compare(run, judge, exercised)
        except (ControlError, StartError) as error:
            return Examined(Run(plan, unknown=str(error)), {})
        asked = (*self.terms.rules, *((HINTS,) if run.replayed else ()))
        return Examined(run, exercised | dict.fromkeys(asked, 1))

    def _run(
        self, plan: Plan, *, replays: bool = True, until: str = "", keeps_state: bool = False
    ) -> tuple[Run, Judge]:
        start = self._start(plan.world)
        judge = start.judge.copy()
        if any(finding.rule in _NO_START for finding in start.findings):
            calls, findings = list(start.calls), list(start.findings)
            return Run(plan, findings=findings, calls=calls, state=start.state), judge
        names = Names(start.connection, start.places, start.records, judge.history)
        interpreter = Interpreter(start.systems, self._driver, judge, names)
        run = interpreter.run(
            plan,
            replays=replays and is_replayed(plan),
            until=until,
            keeps_state=keeps_state or bool(start.findings),
        )
        run.findings += start.findings
        return run, judge

    def _compare(self, run: Run, judge: Judge, exercised: dict[str, int]) -> None:
        if not run.settled:
            return
        calm, calm_judge = self._run(without_faults(run.plan), replays=False, keeps_state=True)
        if not calm.settled or _outcomes(run) != _outcomes(calm):
            return
        exercised["R60"] = exercised.get("R60", 0) + 1
        run.findings += differences(judge.digest(run.state), calm_judge.digest(calm.state))

    def _start(self, world: World) -> StartWorld:
        """
        The start world of a recipe, gone back to, with the sync begun in it.

        Method: the first history too begins from the checkpoint, so that what a sync holds in
        memory since the first settling is the same for all of them: nothing.
        """
        key = orjson.dumps(world.as_json(), option=orjson.OPT_SORT_KEYS)
        start = self._worlds.get(key)
        if start is None or start.sync is None:
            self._forget(key)
            start = self._worlds[key] = self._build(world)
        else:
            self._worlds.move_to_end(key)
            start.systems.restore(start.snapshot)
            start.systems.rewind(start.marks)
        if start.sync is not None:
            self._driver.start(start.connection, start.sync)
        return start

    def _forget(self, key: bytes) -> None:
        """Drops what cannot be gone back to, and whatever there is no room for."""
        gone = [old for old, start in self._worlds.items() if start.sync is None or old == key]
        if gone:
            self._driver.stop()
        elif len(self._worlds) >= MOST_WORLDS:
            gone = list(self._worlds)[: -MOST_WORLDS + 1]
        for old in gone:
            name = self._worlds.pop(old).systems.world
            ask(self._control, "DELETE", f"/worlds/{name}")

    def _build(self, world: World) -> StartWorld:
        """Makes the world and lets the sync settle it for the first time."""
        connection = create_world(self._control, {**world.as_json(), **self.terms.recipe})
        systems = Systems(self._control, connection["world"])
        self._driver.start(connection, None)
        findings, calls = self._first_settling(systems)
        if Post(systems, self._driver).is_open():
            systems.webhooks()
        state, judge = systems.state(), self._judge(connection)
        judge.begin(state)
        return StartWorld(
            connection=connection,
            systems=systems,
            snapshot=systems.snapshot(),
            marks=systems.marks(),
            state=state,
            judge=judge,
            places=places(connection, state, by_age=self.terms.is_exact),
            records=start_records(state),
            sync=self._driver.checkpoint(),
            findings=tuple(findings),
            calls=tuple(calls),
        )

    def _first_settling(self, systems: Systems) -> tuple[list[Finding], list[dict[str, Any]]]:
        """Cycles until one writes nothing; a sync that crashes or stands still is not pressed."""
        findings: list[Finding] = []
        calls: list[dict[str, Any]] = []
        for _ in range(MOST_CYCLES):
            turn, turns = drive(self._driver, systems.pass_time)
            wrote = any(row["actor"] == "sync" for row in systems.commits().rows)
            calls += systems.calls().rows
            if turn.breach and not findings:
                findings.append(Finding("doors", turn.breach))
            if turn.end == CRASHED:
                findings.append(crashed(turn.detail))
            elif turn.end == UNFINISHED and not calls:
                message = f"The first cycle was called {turns} times and never made a vendor call."
                findings.append(Finding("settles", message))
            stuck = any(finding.rule in _NO_START for finding in findings)
            if stuck or (turn.end == COMPLETE and not wrote):
                break
            systems.pass_time(BACKOFF_S)
        return findings, calls

    def close(self) -> None:
        """Ends the sync and drops every world."""
        self._driver.stop()
        for start in self._worlds.values():
            ask(self._control, "DELETE", f"/worlds/{start.systems.world}")
        self._worlds.clear()
        self.terms.close()


def has_comparable_twin(plan: Plan) -> bool:
    """
    True when the fault-free twin must end in the same state (R60).

    People act in one system only and never between calls: then no conflict can hinge on which
    cycle carried what. Nor does anything they do hang on whether a payment had crossed.
    """
    dos = [step["do"] for step in plan.steps]
    sides = {step["in"] for step in plan.steps if "in" in step}
    is_plain = any(map(goes_wrong, plan.steps)) and "race" not in dos and len(sides) == 1
    return is_plain and not _hangs_on_time(plan)


_HANGING_ON_PAYMENT: Final = (
    ("document.edit", "released"), ("invoice.edit", "xero"), ("payment.reverse", "released"),
)  # fmt: skip


def _hangs_on_time(plan: Plan) -> bool:
    """
    True where the rulebook itself asks whether a payment of the story had crossed before.

    A document that is paid in Xero takes no edit (R22); what is reversed in Re-Leased before it
    crossed never does, and stays in Xero afterwards (R40).
    """
    paid = set()
    for step in plan.steps:
        done = step["do"], step.get("in")
        if step["do"] == "payment.create":
            paid |= {step["on"], step["as"]}
        elif done in _HANGING_ON_PAYMENT and step["on"] in paid:
            return True
    return False


def goes_wrong(step: Mapping[str, Any]) -> bool:
    """True for what must leave no trace: a fault, webhooks in whatever order, a stopped cycle."""
    return step["do"] in ("fault", WEBHOOKS) or "calls" in step


def without_faults(plan: Plan) -> Plan:
    """The same plan in which nothing goes wrong on the wire."""
    return replace(plan, steps=tuple(map(_calm, plan.steps)))


def _calm(step: Mapping[str, Any]) -> Mapping[str, Any]:
    if step["do"] == "cycle":
        return {"do": "cycle"}
    return {"do": "noop"} if goes_wrong(step) else step


def _outcomes(run: Run) -> list[tuple[int, str]]:
    """How people's actions ended: only runs with the same ones are comparable."""
    return [
        (event.index, event.outcome)
        for event in run.events
        if event.index is not None and "in" in event.step
    ]

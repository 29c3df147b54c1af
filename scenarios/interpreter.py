"""
Executes a plan step by step against one world and the sync under test, then settles and judges.

Order: the steps; all faults healed and webhooks released; cycles until one writes nothing; then
what must agree is judged. Rules that hold at every instant are judged on commits as they arrive.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from scenarios.calls import faults_of
from scenarios.driver import COMPLETE, CRASHED, Driver, drive
from scenarios.finding import Finding
from scenarios.model import Step
from scenarios.names import Names
from scenarios.plan import Plan
from scenarios.post import WEBHOOKS, Carried, Post, stirred
from scenarios.systems import Edited, Systems

MOST_CYCLES: Final = 8
"""Within how many cycles a healed world must settle."""

BACKOFF_S: Final = 120
"""How far the clock moves before each settling cycle: past every backoff and rate window."""

OK: Final = "ok"
REFUSED: Final = "refused"
SKIPPED: Final = "skipped"
UNKNOWN: Final = "unknown"


class Referee(Protocol):
    """What the interpreter asks of the judge."""

    def begin(self, state: Mapping[str, Any], /) -> None:
        """The history starts from this state."""

    def commits(self, rows: Sequence[Mapping[str, Any]], /) -> Iterable[Finding]:
        """Judges commits as they arrive."""

    def calls(self, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Takes note of the sync's calls."""

    def cycle(
        self, rows: Sequence[Mapping[str, Any]], turns: int, /, *, is_complete: bool
    ) -> Iterable[Finding]:
        """Judges one cycle: its calls, how often the sync was called, what it said."""

    def settled(self, cycles: int, quiet_writes: int, /) -> Iterable[Finding]:
        """Judges what must agree; `quiet_writes` counts the writes of the last cycle."""


@dataclass(slots=True)
class Event:
    """
    What came of one step: `index` counts from 0 within the plan, None while settling.

    `first` and `last` bound the commits made meanwhile; `request` is what the control plane was
    asked, None for a cycle of the sync. `phase` says in which phase of its life a person's action
    met its record; `calls` and `struck` count a cycle's calls and name the faults that struck.
    """

    index: int | None
    step: Step
    outcome: str
    detail: str = ""
    first: int = 0
    last: int = 0
    request: Mapping[str, Any] | None = None
    phase: str = ""
    calls: int = 0
    struck: tuple[str, ...] = ()


@dataclass(slots=True)
class Run:
    """All that one execution of a plan showed; `state` where something was found or compared."""

    plan: Plan
    events: list[Event] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    commits: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    state: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cycles: int = 0
    settled: bool = False
    replayed: bool = False
    unknown: str = ""

    def broken(self) -> tuple[str, ...]:
        """The ids of the rules broken, each once, in the order of discovery."""
        return tuple(dict.fromkeys(f.rule for f in self.findings if not f.unknown))

    def step_of(self, commit: int | None) -> int | None:
        """The index of the step during which a commit was made; None while settling."""
        if commit is None:
            return None
        for event in self.events:
            if event.first <= commit <= event.last:
                return event.index
        return None


class Interpreter:
    """Runs one plan in one prepared world."""

    def __init__(self, systems: Systems, driver: Driver, referee: Referee, names: Names) -> None:
        self._systems = systems
        self._driver = driver
        self._referee = referee
        self._names = names
        self._run = Run(Plan(steps=()))
        self._until = ""
        self._seen = 0
        self._quiet = 0
        self._post = Post(systems, driver)

    def run(
        self, plan: Plan, *, replays: bool = False, until: str = "", keeps_state: bool = False
    ) -> Run:
        """
        Every step in order, then heal, settle, judge; a sync that hangs ends it at once.

        Args:
            replays: whether all webhooks are delivered once more at the end.
            until: the rule whose breach ends it as well: what follows is of no interest.
            keeps_state: whether the stores are read at the end even where nothing was found.
        """
        self._run, self._until = Run(plan), until
        try:
            for index, step in enumerate(plan.steps):
                self._step(index, step)
            self._settle()
            self._judge()
            if keeps_state or self._run.findings:
                self._read_state()
            if replays and self._run.settled and self._post.is_open():
                self._replay()
        except _EndError:
            self._read_state()
        self._run.names = self._names.known()
        return self._run

    def _step(self, index: int, step: Step) -> None:
        event = Event(index, step, OK, first=self._seen + 1)
        do = _DO.get(step["do"], Interpreter._edit)
        do(self, event, step)
        self._note(event)

    def _note(self, event: Event) -> None:
        event.last = self._seen
        self._run.events.append(event)
        if self._until and self._until in self._run.broken():
            raise _EndError

    def _noop(self, event: Event, _step: Step) -> None:
        event.outcome = SKIPPED

    def _cycle(self, event: Event, step: Step) -> None:
        stop = self._systems.arm_stop(step["calls"]) if "calls" in step else ""
        turn, turns = drive(self._driver, self._systems.pass_time)
        if stop:
            self._systems.disarm(stop)
        self._run.cycles += 1
        calls = self._read_calls()
        if any(call.get("commits") or call.get("fault") for call in calls):
            self._read_commits()
        event.calls = len(calls)
        event.struck = tuple(sorted({kind for call in calls for kind in faults_of(call)} - {""}))
        if turn.end != COMPLETE:
            event.outcome, event.detail = turn.end, turn.detail
        if turn.breach:
            self._run.findings.append(Finding("doors", turn.breach))
        if turn.end == CRASHED and not turn.killed:
            self._forgive_or_accuse(turn.detail, calls)
        is_complete = turn.end == COMPLETE
        self._run.findings += self._referee.cycle(calls, turns, is_complete=is_complete)
        if turn.hung:
            self._note(event)
            raise _EndError

    def _forgive_or_accuse(self, detail: str, calls: Sequence[Mapping[str, Any]]) -> None:
        """A crash is a finding unless a fault struck one of the cycle's calls."""
        if not any(call.get("fault") for call in calls):
            self._run.findings.append(crashed(detail))

    def _clock(self, event: Event, step: Step) -> None:
        event.request = {"path": "clock", "body": {"advance_s": step["advance_s"]}}
        self._systems.pass_time(step["advance_s"])

    def _webhooks(self, event: Event, step: Step) -> None:
        if not self._post.is_open():
            event.outcome = SKIPPED
            return
        self._carried(event, self._post.carry(step["way"]))

    def _carried(self, event: Event, carried: Carried) -> None:
        event.detail = f"{carried.count} deliveries"
        self._run.findings += carried.findings
        if carried.crash:
            event.outcome = CRASHED
            self._run.findings.append(crashed(carried.crash))

    def _switch(self, event: Event, step: Step) -> None:
        event.request = {"path": "switches", "body": step["set"]}
        refusal = self._systems.switch(step["set"])
        if refusal is not None:
            event.outcome, event.detail = REFUSED, refusal

    def _fault(self, event: Event, step: Step) -> None:
        self._arm(event, {"match": step["match"], "action": step["action"]})

    def _race(self, event: Event, step: Step) -> None:
        action = self._names.action(step["step"])
        if action is None:
            event.outcome = SKIPPED
            return
        event.phase = self._names.phase(step["step"])
        match = {"actor": "sync", "nth": step["call"], "times": 1}
        strike = {"kind": "edit", "when": step.get("when", "before"), "edit": action}
        self._arm(event, {"match": match, "action": strike})
        self._names.expect(step["step"], action)

    def _arm(self, event: Event, entry: Mapping[str, Any]) -> None:
        event.request = {"path": "faults", "body": entry}
        refusal = self._systems.arm(entry)
        if refusal is not None:
            event.outcome, event.detail = REFUSED, refusal

    def _edit(self, event: Event, step: Step) -> None:
        action = self._names.action(step)
        if action is None:
            event.outcome = SKIPPED
            return
        event.request = {"path": "edits", "body": action}
        event.phase = self._names.phase(step)
        edited: Edited = self._systems.edit(action)
        if edited.refusal is not None:
            event.outcome, event.detail = REFUSED, edited.refusal
            return
        self._names.made(step, edited.commits)
        self._take(edited.unread)

    def _read_commits(self) -> None:
        page = self._systems.commits()
        if page.cut:
            self._run.unknown = "the journal no longer holds the whole history"
        self._take(page.rows)

    def _take(self, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._seen = rows[-1]["n"]
            self._run.commits += rows
            self._names.see(rows)
            self._run.findings += self._referee.commits(rows)

    def _read_calls(self) -> list[dict[str, Any]]:
        page = self._systems.calls()
        self._run.calls += page.rows
        self._referee.calls(page.rows)
        return page.rows

    def _settle(self) -> None:
        if any(step["do"] in ("fault", "race") for step in self._run.plan.steps):
            self._systems.heal()
        if any(step["do"] == WEBHOOKS for step in self._run.plan.steps):
            self._webhooks(Event(None, _LAST_POST, OK), _LAST_POST)
        for _ in range(MOST_CYCLES):
            self._systems.pass_time(BACKOFF_S)
            event = Event(None, {"do": "cycle"}, OK, first=self._seen + 1)
            before = len(self._run.commits)
            self._cycle(event, event.step)
            self._note(event)
            self._quiet = sum(row["actor"] == "sync" for row in self._run.commits[before:])
            if event.outcome == OK and not self._quiet:
                self._run.settled = True
                return

    def _read_state(self) -> None:
        """Both stores, once: that takes as long as a dozen calls."""
        if not self._run.state:
            self._run.state = self._systems.state()

    def _judge(self) -> None:
        spent = sum(event.index is None for event in self._run.events)
        settled = self._run.settled
        cycles = spent if settled else MOST_CYCLES + 1
        self._run.findings += self._referee.settled(cycles, self._quiet)
        if not settled:
            self._accuse_restless()

    def _replay(self) -> None:
        """
        All webhooks once more, and a cycle in which nothing may happen.

        Method: what a product does by itself meanwhile is a reason to write, so then nobody is
        accused.
        """
        event = Event(None, {"do": "cycle"}, OK, first=self._seen + 1)
        before = len(self._run.commits)
        carried = self._post.replay()
        self._carried(event, carried)
        self._systems.pass_time(BACKOFF_S)
        self._cycle(event, event.step)
        self._note(event)
        self._run.replayed = True
        rows = self._run.commits[before:]
        if rows and all(row["actor"] == "sync" for row in rows):
            self._run.findings.append(stirred(carried.count, rows))
            self._read_state()

    def _accuse_restless(self) -> None:
        last = self._run.events[-1]
        why = f"the last one wrote {self._quiet} times"
        if last.outcome != OK:
            why = f"the last one ended {last.outcome} {last.detail}".rstrip()
        message = f"The world did not settle within {MOST_CYCLES} cycles: {why}."
        self._run.findings.append(Finding("settles", message, {"writes": self._quiet}))


_LAST_POST: Final = {"do": WEBHOOKS, "way": "deliver"}


class _EndError(Exception):
    """The sync gives no sign, or the breach that was asked for is there: the run ends here."""


def crashed(detail: str) -> Finding:
    """The finding that the sync ended by itself."""
    message = f"The sync crashed although no fault struck it: {detail}"
    return Finding("crash", message, {"error": detail})


_DO: Final[Mapping[str, Callable[[Interpreter, Event, Step], None]]] = {
    "noop": Interpreter._noop,
    "cycle": Interpreter._cycle,
    "clock": Interpreter._clock,
    "webhooks": Interpreter._webhooks,
    "switch": Interpreter._switch,
    "fault": Interpreter._fault,
    "race": Interpreter._race,
}
"""How each step is run that is not a person's action."""

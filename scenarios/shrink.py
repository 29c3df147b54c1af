"""
Shrinks a failing plan to a short story: delta debugging over steps, then over values.

Any subset of a plan's steps is a plan, so taking steps out always makes sense. What the failing
run itself showed is tried first: that alone often reaches the end in a handful of runs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from scenarios.bench import Bench
from scenarios.interpreter import REFUSED, SKIPPED, Run
from scenarios.model import Step
from scenarios.plain import plainer
from scenarios.plan import Plan

MOST_RUNS: Final = 100
"""How many runs one shrinking may cost."""

CONFIRMATIONS: Final = 3
"""How often a failure that does not come back is tried again before it is called flaky."""

STAND_INS: Final[Mapping[str, Sequence[str]]] = {
    "contact.create": ("contact-1", "contact-2"),
    "invoice.create": ("invoice-2",),
    "document.create": ("invoice-2", "credit-1"),
    "credit_note.create": ("credit-1",),
    "allocation.create": ("allocation-1",),
    "invoice.approve": ("invoice-2",),
    "document.approve": ("invoice-2",),
    "account.create": ("income-2", "expense-2"),
    "tax_rate.create": ("tax-income", "tax-expense"),
}
"""Records of the start world that may take the place of one that such a step makes or moves."""

ENTERED: Final[Mapping[str, Mapping[str, str]]] = {
    "approve": {"Status": "AUTHORISED", "status": "Approved"},
    "submit": {"Status": "SUBMITTED", "status": "AwaitingApproval"},
}
"""What a document is called that is entered as what such a step would make of it."""

LITTLE: Final = "10.00"
"""Less than any document of the start world owes."""

Fails = Callable[[Plan], Run | None]
"""Runs a plan: the run when it fails in the same way, None when it does not."""


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The shortest failing plan found, its run, and what finding it cost."""

    plan: Plan
    run: Run
    runs: int
    replays: int = 1
    came_back: int = 1
    flaky: bool = False


def breaks(bench: Bench, rule: str, *, whole: bool = False) -> Fails:
    """Failing means: this rule is broken. Where that is all that counts, a run ends there."""

    def fails(plan: Plan) -> Run | None:
        run = bench.examine(plan, until="" if whole else rule).run
        return run if rule in run.broken() else None

    return fails


def shortened(
    bench: Bench,
    plan: Plan,
    rule: str,
    replays: int = 1,
    is_late: Callable[[], bool] = lambda: False,
) -> Shrunk | None:
    """The shortest story of a plan that breaks a rule on a bench: `shrink`, and its whole run."""
    fails, whole = breaks(bench, rule), breaks(bench, rule, whole=True)
    return shrink(plan, fails, rule, replays=replays, is_late=is_late, whole=whole)


def shrink(
    plan: Plan,
    fails: Fails,
    rule: str,
    most_runs: int = MOST_RUNS,
    *,
    replays: int = 1,
    is_late: Callable[[], bool] = lambda: False,
    whole: Fails | None = None,
) -> Shrunk | None:
    """
    The plan, made as short and plain as it gets while it still fails.

    Args:
        plan: what failed.
        fails: runs a plan, at least until it fails.
        rule: what it broke.
        most_runs: what the search may cost.
        replays: how often the shortest story is run again, to see whether it comes back.
        is_late: the search ends when this says so.
        whole: runs the shortest story, to its end; `fails` unless given.

    Returns:
        None when the plan does not fail at all, not even when tried again.
    """
    for attempt in range(CONFIRMATIONS):
        run = fails(plan)
        if run is not None:
            search = _Search(
                fails, whole or fails, rule, plan, run, attempt + 1, most_runs, is_late
            )
            search.flaky = attempt > 0
            return search.shortest(replays)
    return None


@dataclass(slots=True)
class _Search:
    fails: Fails
    whole: Fails
    rule: str
    best: Plan
    run: Run
    runs: int
    most_runs: int
    is_late: Callable[[], bool]
    flaky: bool = False
    tried: dict[bytes, bool] = field(default_factory=dict)

    def shortest(self, replays: int) -> Shrunk:
        """
        Cuts by hints, then steps; then by moves, each of which says one thing more simply.

        Steps are cut again whenever that changed anything.
        """
        self._follow_hints()
        self._remove_steps()
        for simplify in (
            self._enter_at_once,
            self._pay_little,
            self._stand_in,
            self._simplify_values,
            self._wait_once,
        ):
            if simplify():
                self._remove_steps()
        came_back = sum(self._holds() for _ in range(replays))
        flaky = self.flaky or came_back < replays
        return Shrunk(self.best, self.run, self.runs, replays, came_back, flaky)

    def _try(self, steps: Sequence[Step]) -> bool:
        """Runs these steps unless that is known or too dear; keeps them when they still fail."""
        key = orjson.dumps(steps)
        if key in self.tried or self.runs >= self.most_runs or self.is_late():
            return False
        plan = self.best.with_steps(steps)
        run = self._tried(plan)
        self.tried[key] = run is not None
        if run is not None:
            self.best, self.run = plan, run
        return run is not None

    def _tried(self, plan: Plan) -> Run | None:
        """Runs a candidate: once, or twice when the failure is known to come and go."""
        for _ in range(2 if self.flaky else 1):
            self.runs += 1
            run = self.fails(plan)
            if run is not None:
                return run
        return None

    def _holds(self) -> bool:
        """Runs the shortest story once more."""
        self.runs += 1
        run = self.whole(self.best)
        self.run = run or self.run
        return run is not None

    def _follow_hints(self) -> None:
        for hint in (_concerned, _until_damage, _effective, _at_once):
            steps = hint(self.best, self.run, self.rule)
            if len(steps) < len(self.best.steps):
                self._try(steps)

    def _remove_steps(self) -> None:
        """Takes out ever smaller runs of steps, from the end, until no single one can go."""
        size = max(len(self.best.steps) // 2, 1)
        while size >= 1 and self.runs < self.most_runs and not self.is_late():
            if not self._remove_runs(size):
                size = size // 2
            elif size > 1:
                size = min(size, max(len(self.best.steps) // 2, 1))

    def _remove_runs(self, size: int) -> bool:
        removed = False
        end = len(self.best.steps)
        while end > 0:
            start = max(end - size, 0)
            steps = self.best.steps
            if self._try([*steps[:start], *steps[end:]]):
                removed = True
                end = min(start, len(self.best.steps))
            else:
                end -= size
        return removed

    def _enter_at_once(self) -> bool:
        """Enters a document as approved, where it is entered and then approved; so submitted."""
        changed = False
        for step in list(self.best.steps):
            words = ENTERED.get(str(step["do"]).rpartition(".")[2])
            if words and "on" in step:
                entered = [
                    _entered(each, words) if each.get("as") == step["on"] else each
                    for each in self.best.steps
                    if each != step
                ]
                changed |= self._try(entered)
        return changed

    def _pay_little(self) -> bool:
        """Pays so little that any document owes it: then more of them may stand in."""
        little = [_paying_little(step) for step in self.best.steps]
        return little != list(self.best.steps) and self._try(little)

    def _wait_once(self) -> bool:
        """Lets the time that passes in several steps, one after the other, pass in one."""
        waits = _joined_waits(self.best.steps)
        return len(waits) < len(self.best.steps) and self._try(waits)

    def _stand_in(self) -> bool:
        """Takes a record of the start world for one made or moved, where the story allows."""
        changed = False
        for step in list(self.best.steps):
            used = set().union(*map(_mentions, self.best.steps))
            for name in STAND_INS.get(str(step["do"]), ()):
                place = f"{step['at']}-{name}" if step.get("at", 1) > 1 else name
                if place not in used and self._try(_standing_in(self.best.steps, step, place)):
                    changed = True
                    break
        return changed

    def _simplify_values(self) -> bool:
        """Everything plain at once; else step by step, each candidate in turn."""
        plain = [next(iter(plainer(step)), step) for step in self.best.steps]
        if plain == list(self.best.steps):
            return False
        if self._try(plain):
            return True
        changed = False
        for index in range(len(self.best.steps)):
            while self._simplify_step(index):
                changed = True
        return changed

    def _simplify_step(self, index: int) -> bool:
        for candidate in plainer(self.best.steps[index]):
            steps = list(self.best.steps)
            steps[index] = candidate
            if self._try(steps):
                return True
        return False


def _at_once(plan: Plan, _run: Run, _rule: str) -> list[Step]:
    """The steps without the time that passes between them."""
    return [step for step in plan.steps if step["do"] != "clock"]


def _standing_in(steps: Sequence[Step], made: Step, place: str) -> list[Step]:
    """The steps without the one that made or moved a record, with a known one in its place."""
    name = made["as"] if "as" in made else made["on"]
    return [_renamed(step, name, place) for step in steps if step != made]


def _entered(made: Step, words: Mapping[str, str]) -> Step:
    """The same document, entered as what these words call it."""
    fields = made.get("fields") or {}
    return {**made, "fields": {key: words.get(key, fields[key]) for key in fields}}


def _paying_little(step: Step) -> Step:
    """A payment, or each of a batch, of a little; any other step as it is."""
    fields = step.get("fields") or {}
    if step["do"] == "payment.create":
        little = {key: LITTLE if key in ("Amount", "amount") else fields[key] for key in fields}
        return {**step, "fields": little}
    if step["do"] == "batch_payment.create":
        payments = [{**each, "Amount": LITTLE} for each in fields.get("Payments", ())]
        return {**step, "fields": {**fields, "Payments": payments}}
    return step


def _joined_waits(steps: Sequence[Step]) -> list[Step]:
    """The steps, with one wait where there are several in a row."""
    joined: list[Step] = []
    for step in steps:
        if joined and set(step) == set(joined[-1]) == {"do", "advance_s"}:
            joined[-1] = {**step, "advance_s": joined[-1]["advance_s"] + step["advance_s"]}
        else:
            joined.append(step)
    return joined


def _renamed(value: Any, name: str, place: str) -> Any:
    """A step, or part of one, in which a name stands for another record."""
    if isinstance(value, Mapping):
        return {
            key: place
            if key in ("on", "ref", "due", "payer") and inner == name
            else _renamed(inner, name, place)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_renamed(item, name, place) for item in value]
    return value


def _concerned(plan: Plan, run: Run, rule: str) -> list[Step]:
    """The steps without those on roots that the finding does not name."""
    records = {
        (record[0], record[2]) for f in run.findings if f.rule == rule for record in f.records
    }
    if not records:
        return list(plan.steps)
    wanted = {
        name
        for name, ids in run.names.items()
        if any((system, record_id) in records for system, record_id in ids.items())
    }
    wanted |= _needed(plan.steps, wanted)
    return [step for step in plan.steps if _mentions(step) <= wanted or not _mentions(step)]


def _needed(steps: Sequence[Step], wanted: set[str]) -> set[str]:
    """What the wanted names rest on: their contact, their document."""
    names = set(wanted)
    for step in reversed(steps):
        if _mentions(step) & names and "as" in {**step, **step.get("step", {})}:
            names |= _mentions(step)
    return names


def _mentions(step: Mapping[str, Any]) -> set[str]:
    """Every name that a step makes, touches or refers to."""
    found = {step[key] for key in ("as", "on") if key in step}
    for value in (step.get("fields"), step.get("step")):
        found |= set(_references(value))
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("as", "on", "due", "payer") and isinstance(inner, str):
                yield inner
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _until_damage(plan: Plan, run: Run, rule: str) -> list[Step]:
    """The steps up to the one during which the damage was done."""
    places = [run.step_of(f.commit) for f in run.findings if f.rule == rule]
    known = [place for place in places if place is not None]
    return list(plan.steps[: min(known) + 1] if known else plan.steps)


def _effective(plan: Plan, run: Run, _rule: str) -> list[Step]:
    """The steps without those that did nothing."""
    idle = {event.index for event in run.events if event.outcome in (SKIPPED, REFUSED)}
    return [step for index, step in enumerate(plan.steps) if index not in idle]

"""
Every placement of one fault, or of one person's action, over a given history.

Chance finds what is likely to hurt; walking all places finds what nobody thought of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from scenarios.commands.faults import ACTIONS
from scenarios.interpreter import Run
from scenarios.model import Step
from scenarios.plan import Plan

FAULTS: Final = "faults"
EDITS: Final = "edits"
BOTH: Final = "both"
KINDS: Final = (FAULTS, EDITS, BOTH)

CYCLE: Final[Step] = {"do": "cycle"}
_ONLY_READS: Final = ("truncate", "stale_read")
_HARMLESS: Final = ("delay",)


def walkable(plan: Plan) -> Plan:
    """The plan with a cycle at its end, so that every action has one behind it."""
    is_open = not plan.steps or plan.steps[-1]["do"] != "cycle"
    return plan.with_steps((*plan.steps, CYCLE)) if is_open else plan


def placements(plan: Plan, calm: Run, kind: str) -> Iterator[Plan]:
    """
    Every placement, as a plan of its own.

    Method: the calm run of the same plan says how many calls each cycle makes. A fault is placed
    at each of them; a person's action, taken from just before or just after a cycle, between any
    two.

    Args:
        plan: what happens beside; `walkable`.
        calm: its run, with nothing placed.
        kind: `faults`, `edits` or `both`.
    """
    calls = [(event.index, event.calls) for event in calm.events if event.step["do"] == "cycle"]
    cycles = [(place, count) for place, count in calls if place is not None]
    if kind in (FAULTS, BOTH):
        yield from _numbered(plan, "fault", _with_faults(plan, cycles))
    if kind in (EDITS, BOTH):
        yield from _numbered(plan, "edit", _with_edits(plan, cycles))


def _numbered(plan: Plan, word: str, found: Iterator[Sequence[Step]]) -> Iterator[Plan]:
    for number, steps in enumerate(found, start=1):
        yield replace(plan.with_steps(steps), name=f"{plan.name or 'scenario'}-{word}-{number}")


def _with_faults(plan: Plan, cycles: Sequence[tuple[int, int]]) -> Iterator[Sequence[Step]]:
    for place, count in cycles:
        for call in range(1, count + 1):
            for action, _ in ACTIONS:
                if action["kind"] not in _HARMLESS:
                    fault = _fault(dict(action), call)
                    yield (*plan.steps[:place], fault, *plan.steps[place:])


def _fault(action: dict[str, Any], call: int) -> Step:
    match: dict[str, Any] = {"actor": "sync", "nth": call, "times": 1}
    if action["kind"] in _ONLY_READS:
        match["method"] = "GET"
    return {"do": "fault", "match": match, "action": action}


def _with_edits(plan: Plan, cycles: Sequence[tuple[int, int]]) -> Iterator[Sequence[Step]]:
    places = [-1, *(place for place, _ in cycles), len(plan.steps)]
    for number, (place, count) in enumerate(cycles, start=1):
        for moved in range(places[number - 1] + 1, places[number + 1]):
            action = plan.steps[moved]
            if "in" not in action:
                continue
            for call in range(1, count + 1):
                race = {"do": "race", "call": call, "when": "before", "step": action}
                yield _moved(plan.steps, moved, place, race)


def _moved(steps: Sequence[Step], gone: int, place: int, race: Step) -> Sequence[Step]:
    """The steps with one of them happening within the cycle at `place`."""
    kept = [(at, step) for at, step in enumerate(steps) if at != gone]
    before = tuple(step for at, step in kept if at < place)
    return (*before, race, *(step for at, step in kept if at >= place))

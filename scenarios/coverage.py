"""
What histories met: which action, on which kind of record, in which phase of its life, beside which
fault. What was never met is the list of what an examination says nothing about.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from scenarios.commands import COMMANDS
from scenarios.commands.command import Command
from scenarios.commands.faults import ACTIONS
from scenarios.interpreter import OK, Event, Run
from scenarios.model import RELEASED, XERO
from scenarios.phases import APART, NEW, PHASES

CALM: Final = "none"
RACE: Final = "race"
FAULTS: Final = (CALM, RACE, *dict.fromkeys(str(action["kind"]) for action, _ in ACTIONS))
"""What may go wrong in the cycle that carries an action, calm weather first."""


class Cell(NamedTuple):
    """One combination that a history met."""

    entity: str
    action: str
    phase: str
    fault: str

    def __str__(self) -> str:
        return " · ".join(self)


def cell_named(text: str) -> Cell:
    """The cell that a text of `str` names."""
    return Cell(*text.split(" · "))


def cells_of(run: Run) -> Iterator[Cell]:
    """Every combination that a run met: actions that a product let happen, with what came next."""
    for place, event in enumerate(run.events):
        if event.outcome != OK or not event.phase:
            continue
        step = event.step["step"] if event.step["do"] == RACE else event.step
        entity, _, verb = step["do"].partition(".")
        for fault in _beside(event, run.events[place:]):
            yield Cell(entity, f"{verb} in {_WHERE[step['in']]}", event.phase, fault)


_WHERE: Final = {RELEASED: "Re-Leased", XERO: "Xero"}


def _beside(event: Event, later: Sequence[Event]) -> tuple[str, ...]:
    """What went wrong in the next cycle; a race is itself what went wrong."""
    if event.step["do"] == RACE:
        return (RACE,)
    following = next((each for each in later if each.step["do"] == "cycle"), None)
    struck = following.struck if following is not None else ()
    return tuple(kind for kind in struck if kind in FAULTS) or (CALM,)


def possible() -> Iterator[tuple[str, str, str]]:
    """Every entity, action and phase that might be met; the products may refuse some."""
    for command in dict.fromkeys((c.kind, c.system, c.makes) for c in COMMANDS if _is_drawn(c)):
        kind, system, makes = command
        entity, _, verb = kind.partition(".")
        for phase in _phases(kind, makes):
            yield (entity, f"{verb} in {_WHERE[system]}", phase)


def _phases(kind: str, makes: str | None) -> tuple[str, ...]:
    """The phases that an action may meet: of what it touches, or of nothing that is there yet."""
    is_at_large = kind.partition(".")[0] in _AT_LARGE
    if is_at_large or (makes and kind not in _ON_OTHERS):
        return (NEW, APART)
    return PHASES[1:]


_AT_LARGE: Final = ("organisation", "app", "connection", "currency")
"""What is done to a whole company or organisation touches no record."""

_ON_OTHERS: Final = (
    "payment.create", "allocation.create", "attachment.add", "tracking_option.create",
)  # fmt: skip
"""What is made on a record that is there already meets that record's phase."""


def _is_drawn(command: Command) -> bool:
    return bool(command.system) and command.weight > 0


def never_met(met: Mapping[str, int]) -> list[tuple[str, str, dict[str, str]]]:
    """
    What was never met, by entity and action: per phase `never`, or how many faults are missing.

    Phases in which everything was met are left out, and actions without any gap.
    """
    seen: dict[tuple[str, str, str], set[str]] = {}
    for text in met:
        cell = cell_named(text)
        seen.setdefault(cell[:3], set()).add(cell.fault)
    gaps: dict[tuple[str, str], dict[str, str]] = {}
    for entity, action, phase in possible():
        missing = [fault for fault in FAULTS if fault not in seen.get((entity, action, phase), ())]
        if missing:
            words = "never" if len(missing) == len(FAULTS) else f"-{len(missing)}"
            gaps.setdefault((entity, action), {})[phase] = words
    return [(*key, phases) for key, phases in gaps.items()]

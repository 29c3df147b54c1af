"""
What a cycle would do, without doing it: the first step of every record for which something is due.

Everything is read and decided as in a cycle, on a copy of the memory. What waits for a record that
the plan creates is planned as if that were there: what the other system will say is not known.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from sync.apply import settle_intents
from sync.engine import ORDER, is_connected
from sync.links import Link
from sync.log import SYSTEMS
from sync.names import ids_of, name_of, shown
from sync.ownership import ENTITIES
from sync.pair import Pair, Twin
from sync.pairing import Pairing
from sync.plan import Step, planned
from sync.pull import look_again, pull_released, pull_xero
from sync.reasons import reason_of
from sync.rules.rule import Action, first_that_holds
from sync.sweep import sweep
from sync.view import pair_of

MOST_LOOKS: Final = 2
MOST_UNITS: Final = 3
NEW: Final = "new"
"""The id of a record that is not there yet."""

_CREATE: Final = {Action.PUSH_NEW: "xero", Action.PULL_NEW: "released"}
_PARENT: Final = {entity.type: entity.parent_type for entity in ENTITIES}
_SLOTS: Final = ("released_parent", "xero_parent", "released_other", "xero_other")


@dataclass(frozen=True, slots=True)
class Due:
    """One row of the plan."""

    company: int
    where: str  # the system that would be written to; empty when nothing would be written
    action: str
    record: str
    name: str
    change: str
    rule: str
    says: str


def rehearse(pairing: Pairing) -> Iterator[Due]:
    """
    The plan of one pairing, in the order of work.

    Raises:
        Unfinished, NoAccess: a system could not be read.
    """
    pull_released(pairing)
    if not is_connected(pairing):
        return
    pull_xero(pairing)
    sweep(pairing)
    for type_ in pairing.links.types_with_intents(pairing.home):
        settle_intents(pairing, type_)
    with pairing.links.step():
        pairing.problems.wake_due(pairing.home, pairing.now())
    created: set[int] = set()
    for type_ in ORDER:
        for pair_id in pairing.links.open_pairs(pairing.home, type_):
            row = _due(pairing, pairing.links.pair(pair_id), created)
            if row is not None:
                yield row


def step_for(pairing: Pairing, link: Link) -> tuple[Pair, Step]:
    """The pair as the rules see it, and what they say."""
    pair = pair_of(pairing, link)
    parts = pairing.parts
    return pair, planned(pair, parts.rules, parts.requests, parts.told)


def _due(pairing: Pairing, link: Link, created: set[int]) -> Due | None:
    pair, step = step_for(pairing, link)
    for _ in range(MOST_LOOKS):
        if step.action is not Action.LOOK_AGAIN or not look_again(pairing, link):
            break
        link = pairing.links.pair(link.id)
        pair, step = step_for(pairing, link)
    first = ""
    if step.action is Action.WAIT:
        step, first = _after_what_it_names(pairing, pair, step, created)
    if step.action is Action.LEAVE:
        return None
    if step.action in _CREATE:
        created.add(link.id)
    return Due(
        company=pairing.company,
        where=_where(step),
        action=str(step.action),
        record=ids_of(link),
        name=name_of(link),
        change=first or _change(pair, step),
        rule=step.rule.id,
        says=step.rule.says,
    )


def _where(step: Step) -> str:
    system = step.request.system if step.request else _CREATE.get(step.action, "")
    return SYSTEMS.get(system, "")


def _after_what_it_names(
    pairing: Pairing, pair: Pair, step: Step, created: set[int]
) -> tuple[Step, str]:
    """What is due once the records that the plan creates are there, and which those are."""
    named: dict[str, Twin] = {}
    names = []
    type_ = _PARENT.get(pair.type, "")
    for slot in _SLOTS:
        twin: Twin = getattr(pair, slot)
        link = pairing.of_released(type_, twin.released_id) or pairing.of_xero(type_, twin.xero_id)
        if link is not None and link.id in created:
            named[slot] = _there(twin)
            names.append(name_of(link))
    if not named:
        return step, ""
    later = replace(pair, **named)  # type: ignore[arg-type]
    rule = first_that_holds(pairing.parts.rules[pair.type], later)
    if rule.action not in _CREATE:
        return step, ""
    return Step(rule, None), f"after {' and '.join(dict.fromkeys(names))}"


def _there(twin: Twin) -> Twin:
    """A record as it will be when it was created on the other side."""
    here, there = twin.released_status, twin.xero_status
    return replace(
        twin,
        released_id=twin.released_id or NEW,
        xero_id=twin.xero_id or NEW,
        released_status=here or there,
        xero_status=there or ("Approved" if here == "Paid" else here),
    )


def _change(pair: Pair, step: Step) -> str:
    """Which fields would change from what to what, or why nothing is written."""
    if step.action in (Action.PUSH, Action.PULL):
        is_push = step.action is Action.PUSH
        units = pair.verdict.to_xero if is_push else pair.verdict.to_released
        old, new = (pair.xero, pair.released) if is_push else (pair.released, pair.xero)
        told = [
            f"{unit}: {shown((old or {}).get(unit))} → {shown((new or {}).get(unit))}"
            for unit in units[:MOST_UNITS]
        ]
        more = len(units) - len(told)
        return "; ".join(told) + (f" and {more} more" if more else "")
    if step.action is Action.WAIT and pair.problem is not None:
        return pair.problem.reason
    if step.action is Action.REPORT and step.reason:
        return reason_of(step.reason).words
    return ""

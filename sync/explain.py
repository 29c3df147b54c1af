"""
Why a record is not in the other system, in the user's words: from links, rules and problems.

Nothing is called and nothing is stored: this is what the sync knew after its last cycle.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import orjson

from sync.engine import ORDER
from sync.links import Link
from sync.log import SYSTEMS
from sync.names import ids_of, name_of
from sync.ownership import Picture
from sync.pair import Pair
from sync.pairing import Pairing
from sync.plan import Step
from sync.problems import NEVER
from sync.rehearse import step_for
from sync.rules.rule import Action

MOST_ANSWERS: Final = 20
_PARENTS: Final = {
    "document": ("contact", ("contact",)),
    "credit": ("contact", ("contact",)),
    "payment": ("document", ("document",)),
    "attachment": ("document", ("document",)),
    "allocation": ("document", ("creditNote", "invoice")),
}
_BY_TEXT: Final = (
    "SELECT id FROM pair WHERE company = ?1"
    " AND (instr(coalesce(released, ''), ?2) OR instr(coalesce(xero, ''), ?2)"
    " OR instr(coalesce(released, ''), ?3) OR instr(coalesce(xero, ''), ?3)) ORDER BY id LIMIT ?4"
)


class UnknownNameError(ValueError):
    """The text names no record in a way that we know; the message says how to name one."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    The answer for one record.

    Args:
        answer: in one sentence.
        because: what stands behind it, a sentence each.
        rules: the rules that decided, for whoever wants to read on.
    """

    company: int
    record: str
    name: str
    released: str
    xero: str
    answer: str
    because: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


def explain(pairings: list[Pairing], named: str) -> list[Explanation]:
    """
    The answers for a record named `released:<type>:<id>`, `xero:<id>`, by its number or its name.

    Raises:
        UnknownNameError: it is named otherwise.
    """
    found = [_explained(pairing, link) for pairing in pairings for link in _found(pairing, named)]
    return found[:MOST_ANSWERS]


def _found(pairing: Pairing, named: str) -> Iterator[Link]:
    words = named.split(":")
    if words[0] == "released":
        if len(words) != 3 or words[1] not in ORDER:
            raise UnknownNameError(
                f"name a record of Re-Leased as released:TYPE:ID, TYPE one of {', '.join(ORDER)}"
            )
        link = pairing.of_released(words[1], words[2])
        if link is not None:
            yield link
    elif words[0] == "xero":
        for type_ in ORDER:
            link = pairing.of_xero(type_, ":".join(words[1:]))
            if link is not None:
                yield link
    elif named.strip():
        needles = [f'"{unit}":{orjson.dumps(named).decode()}' for unit in ("number", "name")]
        values = (pairing.home, *(needle.encode() for needle in needles), MOST_ANSWERS)
        for (pair,) in pairing.links.execute(_BY_TEXT, values):
            yield pairing.links.pair(pair)
    else:
        raise UnknownNameError(
            "name a record: released:document:17, xero:<id>, or a number or name"
        )


def _explained(pairing: Pairing, link: Link) -> Explanation:
    pair, step = step_for(pairing, link)
    because = [*_of_connection(pairing), *_of_problem(pairing, link), *_of_intent(pairing, link)]
    because += _of_parents(pairing, link) if step.action in (Action.WAIT, Action.REPORT) else []
    return Explanation(
        company=pairing.company,
        record=ids_of(link),
        name=name_of(link),
        released=_half(link.released_id, link.released, "released"),
        xero=_half(link.xero_id, link.xero, "xero"),
        answer=_answer(pair, step),
        because=because,
        rules=[step.rule.id],
    )


def _half(record: str | None, picture: Picture | None, system: str) -> str:
    if record is None:
        return f"not in {SYSTEMS[system]}"
    status = (
        picture.get("wireStatus") or picture.get("status") if isinstance(picture, dict) else ""
    )
    return f"{record}, {status}" if status else record


def _answer(pair: Pair, step: Step) -> str:
    there = "Xero" if pair.released_id is not None else "Re-Leased"
    if pair.left_alone is not None:
        return f"It is left alone: {pair.left_alone}."
    if step.action is Action.LEAVE:
        if pair.is_linked:
            return "It is in both systems and nothing is due."
        return f"It does not cross to {there}: {step.rule.says}."
    if pair.problem is not None and pair.problem.is_waiting:
        by = SYSTEMS[pair.problem.refused_by]
        where = "It is in both systems, but the last change" if pair.is_linked else "It"
        return f"{where} was refused by {by} and waits: {pair.problem.reason}"
    if step.action in (Action.WAIT, Action.HOLD, Action.REPORT):
        return f"It waits: {step.rule.says}."
    if pair.is_linked:
        return f"It is in both systems; the next cycle will {step.action}: {step.rule.says}."
    return f"It is not in {there} yet; the next cycle will {step.action}."


def _of_connection(pairing: Pairing) -> Iterator[str]:
    status = (pairing.value("connection") or {}).get("status")
    if status != "Connected":
        told = f"is {status}" if status else "was not looked at yet"
        yield f"The connection of company {pairing.company} {told}, so nothing moves."


def _of_problem(pairing: Pairing, link: Link) -> Iterator[str]:
    refusal = pairing.problems.of(link.id)
    if refusal is None or not refusal.is_standing:
        return
    tries = "once" if refusal.attempts == 1 else f"{refusal.attempts} times"
    yield f"It was tried {tries}: {refusal.action or 'to link it'}."
    if refusal.retry_at >= NEVER:
        yield "It is tried again when somebody changes it."
    else:
        moment = datetime.fromtimestamp(refusal.retry_at / 1000, UTC)
        yield f"It is tried again when somebody changes it, and at {moment:%Y-%m-%d %H:%M} UTC."
    if refusal.record and refusal.record.isdigit():
        yield f"Re-Leased's sync results tell the users so, in record {refusal.record}."


def _of_intent(pairing: Pairing, link: Link) -> Iterator[str]:
    if pairing.links.intent(link.id) is not None:
        yield "Its creation was asked for and not answered; the next cycle looks for it."


def _of_parents(pairing: Pairing, link: Link) -> Iterator[str]:
    """What the record hangs on, where that is not across or has a problem itself."""
    type_, units = _PARENTS.get(link.type, ("", ()))
    for unit in units:
        ours, theirs = (link.released or {}).get(unit), (link.xero or {}).get(unit)
        parent = pairing.of_released(type_, ours) if ours else pairing.of_xero(type_, theirs)
        if parent is None:
            yield f"Its {type_} was not seen yet."
            continue
        pair, step = step_for(pairing, parent)
        if pair.is_linked and step.action is Action.LEAVE and not _has_problem(pairing, parent):
            if link.type != "document" and pair.xero_status != "Approved":
                yield f"It is on {name_of(parent)}, which is {pair.released_status} there."
            continue
        yield f"It is on {name_of(parent)} ({ids_of(parent)}). {_answer(pair, step)}"


def _has_problem(pairing: Pairing, link: Link) -> bool:
    refusal = pairing.problems.of(link.id)
    return refusal is not None and refusal.is_standing

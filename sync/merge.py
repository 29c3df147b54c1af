"""
Three states, not two: what was agreed, what Re-Leased has, what Xero has -> who is told what.

A unit is a field; the lines of a document are one unit, as lists of lines do not merge safely.

| agreed -> Re-Leased | agreed -> Xero     | verdict                    |
| same                | same               | nothing                    |
| changed             | same               | Xero is told               |
| same                | changed            | Re-Leased is told          |
| changed             | changed, equal     | nothing, it is agreed      |
| changed             | changed, differing | the declared policy; the loser is logged |

Rule: R4, R5, R6, R22, R56.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sync.kinds import own_units
from sync.ownership import BOTH, ENTITIES, Picture
from sync.pictures import amounts_of, content_of, meaning


class Side(StrEnum):
    """One of the two systems."""

    RELEASED = "released"
    XERO = "xero"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A unit that both sides changed to different values."""

    unit: str
    released: Any
    xero: Any
    winner: Side | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The units each side is to be told, and the conflicts on the way."""

    to_released: tuple[str, ...] = ()
    to_xero: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def is_undecided(self) -> bool:
        """True when the policy leaves some conflict to a person."""
        return any(conflict.winner is None for conflict in self.conflicts)


NOTHING: Final = Verdict()
Policy = Callable[[Picture, Picture], Side | None]


def released_wins(_released: Picture, _xero: Picture) -> Side | None:
    """Re-Leased's value stands."""
    return Side.RELEASED


def xero_wins(_released: Picture, _xero: Picture) -> Side | None:
    """Xero's value stands."""
    return Side.XERO


def later_wins(released: Picture, xero: Picture) -> Side | None:
    """The side that was saved last stands, by the servers' own timestamps."""
    return Side.XERO if xero["updated"] > released["updated"] else Side.RELEASED


def nobody_wins(_released: Picture, _xero: Picture) -> Side | None:
    """A person decides; until then both sides keep their value."""
    return None


POLICIES: Final[Mapping[str, Policy]] = {
    "rl": released_wins,
    "xero": xero_wins,
    "last": later_wins,
    "error": nobody_wins,
}


_BOTH_WAYS: Final = {
    entity.type: tuple(field.unit for field in entity.fields if field.owner is BOTH)
    for entity in ENTITIES
}


def units_of(type_: str, picture: Picture) -> tuple[str, ...]:
    """The units of a record that travel both ways; some kinds of document have fewer."""
    units = _BOTH_WAYS[type_]
    if type_ != "document":
        return units
    own = own_units(picture["kind"])
    return (*(unit for unit in units if unit not in own), "lines")


def is_equal(type_: str, unit: str, one: Picture, other: Picture) -> bool:
    """Both pictures mean the same by this unit."""
    return bool(one.get(unit) == other.get(unit)) or bool(
        meaning(type_, unit, one.get(unit)) == meaning(type_, unit, other.get(unit))
    )


def is_changed(type_: str, unit: str, base: Picture | None, now: Picture) -> bool:
    """
    A person changed this unit since it was agreed; without a base everything counts as changed.

    Method: the amounts of lines follow from their content and the tax mode, so amounts that moved
    together with the mode are not a change of the lines.
    """
    if base is None or unit not in base:
        return True
    if unit == "lines" and not is_equal(type_, "taxMode", base, now):
        return content_of(base[unit]) != content_of(now[unit])
    return not is_equal(type_, unit, base, now)


def direction(
    type_: str, unit: str, base: Picture | None, sides: tuple[Picture, Picture], policy: Policy
) -> tuple[Side | None, bool]:
    """The side whose value of a differing unit stands, and whether both had changed it."""
    released, xero = sides
    ours, theirs = (is_changed(type_, unit, base, side) for side in sides)
    if ours and theirs:
        return policy(released, xero), True
    return (Side.XERO if theirs else Side.RELEASED), False


def _is_only_amounts(released: Picture, xero: Picture) -> bool:
    same_content = content_of(released["lines"]) == content_of(xero["lines"])
    return same_content and amounts_of(released["lines"]) != amounts_of(xero["lines"])


def merged(
    type_: str, base: Picture | None, released: Picture, xero: Picture, policy: Policy
) -> Verdict:
    """The verdict on two linked records. What is equal is never written."""
    winners: dict[str, Side | None] = {}
    conflicts = []
    for unit in units_of(type_, released):
        if is_equal(type_, unit, released, xero):
            continue
        if unit == "lines" and "taxMode" in winners and _is_only_amounts(released, xero):
            winners[unit] = winners["taxMode"]  # amounts go with the mode they follow from
            continue
        winner, both = direction(type_, unit, base, (released, xero), policy)
        winners[unit] = winner
        if both:
            conflicts.append(Conflict(unit, released.get(unit), xero.get(unit), winner))
    return Verdict(
        to_released=tuple(unit for unit, side in winners.items() if side is Side.XERO),
        to_xero=tuple(unit for unit, side in winners.items() if side is Side.RELEASED),
        conflicts=tuple(conflicts),
    )


def xero_stands(type_: str, released: Picture, xero: Picture) -> Verdict:
    """The verdict when Xero's record cannot change any more: Re-Leased is told what differs."""
    units = units_of(type_, released)
    return Verdict(to_released=tuple(u for u in units if not is_equal(type_, u, released, xero)))


def agreed(type_: str, base: Picture | None, released: Picture, xero: Picture) -> Picture:
    """The new base: what both sides now say alike; what differs keeps its old base."""
    known = dict(base or {})
    for unit in (*units_of(type_, released), *statuses(type_)):
        if is_equal(type_, unit, released, xero):
            known[unit] = released.get(unit)
    return known


def statuses(type_: str) -> Iterable[str]:
    """The units on the ladder of their entity."""
    return ("status",) if any(f.unit == "status" for f in _fields(type_)) else ()


def _fields(type_: str) -> Iterable[Any]:
    return next(entity.fields for entity in ENTITIES if entity.type == type_)

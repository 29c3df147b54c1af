"""Stretches of time, both ends included, as instants in the text that documents hold."""

from __future__ import annotations

from typing import Final, TypeAlias

from simulators.kernel.clock import instant_text, parse_instant

Range: TypeAlias = tuple[str, str]

FIRST: Final = "0"
LAST: Final = "~"
"""Ends that are none: every instant stands between them, and what has no instant before FIRST."""

_MIDNIGHT: Final = "T00:00:00.000Z"


def range_of(operator: str, instant: str) -> Range | None:
    """The instants that compare so with one; None when they are no stretch, or beyond all time."""
    try:
        match operator:
            case ">":
                return instant_text(parse_instant(instant) + 1), LAST
            case ">=":
                return instant, LAST
            case "<":
                return FIRST, instant_text(parse_instant(instant) - 1)
            case "<=":
                return FIRST, instant
    except OverflowError:
        pass
    return None


def both(one: Range, two: Range) -> Range:
    """What two stretches share; nothing when its end is before its beginning."""
    return max(one[0], two[0]), min(one[1], two[1])


def days(limits: Range) -> Range:
    """The calendar dates whose midnight lies in a stretch."""
    low, high = limits
    if low != FIRST:
        low = low[:10] if low.endswith(_MIDNIGHT) else f"{low[:10]}T"
    return low, high if high == LAST else high[:10]

"""What a list request asks for, as the choice of an index needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from simulators.xero.wire.columns import Column
from simulators.xero.wire.filters import Predicate
from simulators.xero.wire.ranges import Range, both
from simulators.xero.wire.resource import View

PAGE_SIZE: Final = 100

Sort: TypeAlias = tuple[Column, bool]


@dataclass(slots=True)
class Ask:
    """
    What a list request asks for.

    Args:
        page: the page, None for an unpaged list.
        pins: per column path the only values that may pass.
        ranges: per column path the earliest and the latest instant that may pass.
        tests: what else a record must pass.
        order: columns, each with whether it descends; empty for the default order.
    """

    view: View
    page: int | None = None
    size: int = PAGE_SIZE
    pins: dict[str, frozenset[Any]] = field(default_factory=dict)
    ranges: dict[str, Range] = field(default_factory=dict)
    tests: list[Predicate] = field(default_factory=list)
    order: tuple[Sort, ...] = ()

    def copy(self) -> Ask:
        """Another one that asks for the same."""
        pins, ranges, tests = self.pins.copy(), self.ranges.copy(), self.tests.copy()
        return Ask(self.view, self.page, self.size, pins, ranges, tests, self.order)

    def pin(self, path: str, values: frozenset[Any]) -> None:
        """Let a column have these values only, on top of what was asked before."""
        self.pins[path] = self.pins[path] & values if path in self.pins else values

    def bound(self, path: str, limits: Range) -> None:
        """Let a column have values between these only, on top of what was asked before."""
        self.ranges[path] = both(self.ranges[path], limits) if path in self.ranges else limits

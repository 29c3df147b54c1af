"""Deliveries that come twice, in another order, or never."""

from __future__ import annotations

from dataclasses import dataclass

from simulators.kernel.call import Doc
from simulators.kernel.faults.base import Fault, require

WAYS = ("reorder", "repeat", "drop")


@dataclass(frozen=True, slots=True)
class DisturbWebhooks(Fault):
    """Disturb the next delivery of webhooks: `reorder`, `repeat` or `drop` them."""

    way: str = "reorder"

    def check(self) -> None:
        """The way is known."""
        allowed = ", ".join(WAYS)
        require(right=self.way in WAYS, message=f"action.way must be one of {allowed}")

    def disturb(self, deliveries: list[Doc]) -> list[Doc]:
        """The deliveries as they will really arrive."""
        if self.way == "drop":
            return []
        return deliveries[::-1] if self.way == "reorder" else deliveries + deliveries

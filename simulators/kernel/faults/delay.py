"""A slow answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.kernel.faults.base import Fault, Scene, is_number, require

if TYPE_CHECKING:
    from simulators.kernel.call import Reply

LONGEST_S = 3600


@dataclass(frozen=True, slots=True)
class Delay(Fault):
    """Let fake time pass before the work is done: a running clock really waits."""

    seconds: float = 5

    def check(self) -> None:
        """Seconds lie between 0 and an hour."""
        right = is_number(self.seconds) and 0 <= self.seconds <= LONGEST_S
        require(right=right, message=f"action.seconds must be a number from 0 to {LONGEST_S}")

    def before(self, scene: Scene) -> Reply | None:
        """Wait, then go on."""
        scene.world.clock.wait(self.seconds)
        return None

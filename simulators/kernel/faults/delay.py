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
    """Let fake time pass before the work is done: on a running clock the call really waits."""

    seconds: float = 5

    def check(self) -> None:
        """Seconds lie between 0 and an hour."""
        right = is_number(self.seconds) and 0 <= self.seconds <= LONGEST_S
        require(right=right, message=f"action.seconds must be a number from 0 to {LONGEST_S}")

    def holds_back_s(self) -> float:
        """All of it: on a running clock the gateway waits, with the world's lock released."""
        return self.seconds

    def before(self, scene: Scene) -> Reply | None:
        """Let a frozen clock jump, then go on."""
        if not scene.world.clock.scale:
            scene.world.clock.advance(self.seconds)
        return None

"""The request reaches the server more than once, as when a library sends it again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulators.kernel.faults.base import Fault, Scene, is_number, require

if TYPE_CHECKING:
    from simulators.kernel.call import Reply

MOST_TIMES: Final = 10
LONGEST_PAUSE_S: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Repeat(Fault):
    """
    Carry the call out again, and answer as the last time.

    Args:
        again: how many times more.
        pause_s: seconds of fake time that pass before each repetition.
    """

    again: int = 1
    pause_s: float = 0

    def check(self) -> None:
        """Both are numbers within bounds."""
        right = type(self.again) is int and 1 <= self.again <= MOST_TIMES
        require(right=right, message=f"action.again must be a whole number from 1 to {MOST_TIMES}")
        right = is_number(self.pause_s) and 0 <= self.pause_s <= LONGEST_PAUSE_S
        message = f"action.pause_s must be a number from 0 to {LONGEST_PAUSE_S}"
        require(right=right, message=message)

    def before(self, scene: Scene) -> Reply | None:
        """Ask the gateway for more."""
        scene.again, scene.pause_s = self.again, self.pause_s
        return None

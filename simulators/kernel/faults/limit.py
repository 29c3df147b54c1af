"""A rate limit is reached, whatever was called before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.kernel.faults.base import Fault, Scene, is_number, require
from simulators.kernel.limits import Hit, Window

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


@dataclass(frozen=True, slots=True)
class ReachLimit(Fault):
    """
    Refuse the call as beyond a limit.

    Args:
        window: the limit, by the vendor's name.
        retry_after_s: seconds of fake time until it opens again.
    """

    window: str = "day"
    retry_after_s: float = 3600

    def check(self) -> None:
        """The limit is named, the wait is a number."""
        right = isinstance(self.window, str) and self.window.isascii() and self.window.isalpha()
        require(right=right, message="action.window must be a word, such as day")
        right = is_number(self.retry_after_s) and self.retry_after_s >= 0
        require(right=right, message="action.retry_after_s must be a number, 0 or more")

    def before(self, scene: Scene) -> Reply | None:
        """The vendor's refusal."""
        window = Window(self.window, scene.call.owner, 0, 0)
        hit = Hit(window, self.retry_after_s)
        return scene.dialect.limited(scene.world, scene.call, hit)

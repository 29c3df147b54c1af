"""A failure status in the vendor's own form, with or without the work done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulators.kernel.faults.base import Fault, Scene, is_number, require

if TYPE_CHECKING:
    from simulators.kernel.call import Reply

STATUSES: Final = (401, 403, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class AnswerStatus(Fault):
    """
    Answer with a failure instead of the handler's answer.

    Args:
        status: one of STATUSES.
        retry_after_s: seconds of fake time for Retry-After, None sends none.
        when: `before` the work, or `after` it was done.
    """

    status: int = 503
    retry_after_s: float | None = None
    when: str = "before"

    def check(self) -> None:
        """The status is known, the wait is a number, `when` is before or after."""
        allowed = ", ".join(map(str, STATUSES))
        require(right=self.status in STATUSES, message=f"action.status must be one of {allowed}")
        wait = self.retry_after_s
        right = wait is None or (is_number(wait) and wait >= 0)
        require(right=right, message="action.retry_after_s must be a number, 0 or more")
        right = self.when in ("before", "after")
        require(right=right, message="action.when must be before or after")

    def before(self, scene: Scene) -> Reply | None:
        """The failure, when it comes before the work."""
        return self._failure(scene) if self.when == "before" else None

    def after(self, scene: Scene, reply: Reply) -> Reply:
        """The failure, when it hides work that was done."""
        return self._failure(scene) if self.when == "after" else reply

    def _failure(self, scene: Scene) -> Reply:
        wait_s = self.retry_after_s
        if wait_s is not None:
            wait_s = scene.world.clock.real_seconds(wait_s)
        return scene.dialect.failure(scene.call, self.status, wait_s)

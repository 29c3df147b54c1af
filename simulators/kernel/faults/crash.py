"""The program under test dies at a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.kernel.errors import Hangup
from simulators.kernel.faults.base import Fault, Scene, require

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


@dataclass(frozen=True, slots=True)
class Crash(Fault):
    """Kill an in-process caller before the work or after it; over a socket, reset the line."""

    when: str = "after"

    def check(self) -> None:
        """`when` is before or after."""
        right = self.when in ("before", "after")
        require(right=right, message="action.when must be before or after")

    def before(self, scene: Scene) -> Reply | None:  # noqa: ARG002 - overrides
        """Die before the work."""
        if self.when == "before":
            raise Hangup(crash=True)
        return None

    def after(self, scene: Scene, reply: Reply) -> Reply:  # noqa: ARG002 - overrides
        """Die with the answer in hand, nothing of it stored."""
        if self.when == "after":
            raise Hangup(crash=True)
        return reply

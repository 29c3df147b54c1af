"""A replica that lags behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.kernel.faults.base import Fault, Scene, require

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


@dataclass(frozen=True, slots=True)
class StaleRead(Fault):
    """Answer a read from the books as they were some commits ago; writes are not struck."""

    commits: int = 1

    def check(self) -> None:
        """The count is a whole number."""
        right = type(self.commits) is int and self.commits >= 1
        require(right=right, message="action.commits must be a whole number, 1 or more")

    def before(self, scene: Scene) -> Reply | None:
        """Ask the gateway to read the past."""
        if scene.call.method == "GET":
            scene.stale_commits = self.commits
        return None

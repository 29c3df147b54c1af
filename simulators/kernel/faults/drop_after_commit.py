"""The work is done, the answer is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.kernel.errors import Hangup
from simulators.kernel.faults.base import Fault, Scene

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


@dataclass(frozen=True, slots=True)
class DropAfterCommit(Fault):
    """Do the work, then drop the answer: the caller is left with `unknown`."""

    def after(self, scene: Scene, reply: Reply) -> Reply:  # noqa: ARG002 - the reply is lost
        """Hang up."""
        raise Hangup

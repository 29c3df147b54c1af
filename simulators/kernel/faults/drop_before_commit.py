"""The connection dies before anything was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.kernel.errors import Hangup
from simulators.kernel.faults.base import Fault, Scene

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


@dataclass(frozen=True, slots=True)
class DropBeforeCommit(Fault):
    """Do nothing and drop the connection: the caller is left with `unknown`."""

    def before(self, scene: Scene) -> Reply | None:  # noqa: ARG002 - the fault needs no scene
        """Hang up."""
        raise Hangup

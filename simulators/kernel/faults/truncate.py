"""The body is cut short on its way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulators.kernel.faults.base import Fault, Scene, require

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


@dataclass(frozen=True, slots=True)
class Truncate(Fault):
    """Send the first bytes of the answer only; None sends half of it."""

    bytes: int | None = None

    def check(self) -> None:
        """The count is a whole number."""
        right = self.bytes is None or (type(self.bytes) is int and self.bytes >= 0)
        require(right=right, message="action.bytes must be a whole number, 0 or more")

    def after(self, scene: Scene, reply: Reply) -> Reply:  # noqa: ARG002 - overrides
        """Cut."""
        keep = len(reply.body) // 2 if self.bytes is None else self.bytes
        return replace(reply, body=reply.body[:keep])

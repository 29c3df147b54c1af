"""The server no longer knows the idempotency keys that it was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.kernel.faults.base import Fault, Scene

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


@dataclass(frozen=True, slots=True)
class ForgetKeys(Fault):
    """Forget every stored answer of the world before the call, as when their time is over."""

    def before(self, scene: Scene) -> Reply | None:
        """Forget."""
        scene.world.keys.restore({})
        return None

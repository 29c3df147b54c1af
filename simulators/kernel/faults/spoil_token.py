"""The caller's access token dies now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.kernel.faults.base import Fault, Scene

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


@dataclass(frozen=True, slots=True)
class ExpireToken(Fault):
    """Expire the token that the call carries; the call is answered 401."""

    def before(self, scene: Scene) -> Reply | None:
        """Expire it and refuse."""
        scene.dialect.spoil_token(scene.world, scene.call, revoke=False)
        return scene.dialect.failure(scene.call, 401, None)


@dataclass(frozen=True, slots=True)
class RevokeToken(Fault):
    """Revoke the token that the call carries; the call is answered 401."""

    def before(self, scene: Scene) -> Reply | None:
        """Revoke it and refuse."""
        scene.dialect.spoil_token(scene.world, scene.call, revoke=True)
        return scene.dialect.failure(scene.call, 401, None)

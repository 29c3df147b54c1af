"""What every fault is: something that may act before the handler, after it, or both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from simulators.kernel.errors import BadRequest

if TYPE_CHECKING:
    from simulators.kernel.call import Call, Reply
    from simulators.kernel.vendor import Dialect
    from simulators.kernel.world import World


@dataclass(slots=True)
class Scene:
    """The struck call with what a fault may touch: the world, the dialect, a person's hand."""

    world: World
    call: Call
    dialect: Dialect
    act: Callable[[World, Mapping[str, Any]], object]
    stale_commits: int = 0
    again: int = 0
    pause_s: float = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that does nothing; the others override what they need."""

    @classmethod
    def read(cls, action: Mapping[str, Any]) -> Self:
        """
        The fault that a plan's action asks for.

        Raises:
            BadRequest: when the action carries a field that this fault does not take.
        """
        fields = {name: value for name, value in action.items() if name != "kind"}
        unknown = [name for name in fields if name not in cls.__dataclass_fields__]
        if unknown:
            takes = ", ".join(cls.__dataclass_fields__) or "no fields"
            raise BadRequest(f"action.{unknown[0]} is unknown: {action['kind']} takes {takes}")
        try:
            fault = cls(**fields)
        except TypeError:
            takes = ", ".join(cls.__dataclass_fields__)
            raise BadRequest(f"action {action['kind']} needs {takes}") from None
        fault.check()
        return fault

    def check(self) -> None:
        """Raise BadRequest when a field has a wrong value."""

    def holds_back_s(self) -> float:
        """The seconds of fake time that the call waits on a running clock, others going ahead."""
        return 0

    def before(self, scene: Scene) -> Reply | None:  # noqa: ARG002 - overridden
        """Act before the handler; a reply stands instead of the handler's."""
        return None

    def after(self, scene: Scene, reply: Reply) -> Reply:  # noqa: ARG002 - overridden
        """Act after the handler; the reply returned is sent."""
        return reply


def require(*, right: bool, message: str) -> None:
    """
    Pass when a field's value is right.

    Raises:
        BadRequest: with the message, otherwise.
    """
    if not right:
        raise BadRequest(message)


def is_number(value: object) -> bool:
    """Whether a JSON value is a number (true and false are not)."""
    return isinstance(value, int | float) and not isinstance(value, bool)

"""A person acts between two calls of the sync: a race that can be repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from simulators.kernel.errors import BadRequest, Refused
from simulators.kernel.faults.base import Fault, Scene, require

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


FIRST: Final = "@first"
"""Stands for the oldest record of the type that an edit is about."""


@dataclass(frozen=True, slots=True)
class PersonEdits(Fault):
    """
    Run a person's action just before or just after the struck call.

    Args:
        edit: the action, as `POST /edits` takes it. One that is refused then does nothing.
        when: `before` or `after`.
    """

    edit: Mapping[str, Any] = field(default_factory=dict)
    when: str = "before"

    def check(self) -> None:
        """The edit names a system and a kind, `when` is before or after."""
        right = isinstance(self.edit, Mapping) and {"system", "kind"} <= set(self.edit)
        require(right=right, message="action.edit must be an object with system and kind")
        right = self.when in ("before", "after")
        require(right=right, message="action.when must be before or after")

    def before(self, scene: Scene) -> Reply | None:
        """The edit, when it comes before the call."""
        if self.when == "before":
            self._act(scene)
        return None

    def after(self, scene: Scene, reply: Reply) -> Reply:
        """The edit, when it comes after the call."""
        if self.when == "after":
            self._act(scene)
        return reply

    def _meant(self, scene: Scene) -> Mapping[str, Any]:
        """The edit, with the id of the oldest record of its type where it says FIRST."""
        if self.edit.get("id") != FIRST:
            return self.edit
        type_ = str(self.edit["kind"]).partition(".")[0]
        table = scene.world.table(str(self.edit["system"]), type_)
        return {**self.edit, "id": table.first_key() or ""}

    def _act(self, scene: Scene) -> None:
        try:
            scene.act(scene.world, self._meant(scene))
        except (Refused, BadRequest):
            return

"""An answer in which a field is empty."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from simulators.kernel.faults.base import Fault, Scene, require

if TYPE_CHECKING:
    from simulators.kernel.call import Reply

NO_GUID: Final = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class BlankField(Fault):
    """
    Blank every text under a name in a JSON answer.

    Args:
        field: the name.
        value: what stands there instead.
        having: strikes only answers that contain this text; empty strikes all.
    """

    field: str = "id"
    value: str = NO_GUID
    having: str = ""

    def check(self) -> None:
        """All three are texts."""
        right = all(isinstance(each, str) for each in (self.field, self.value, self.having))
        require(right=right, message="action.field, value and having must be texts")
        require(right='"' not in self.value, message="action.value must hold no quotes")

    def after(self, scene: Scene, reply: Reply) -> Reply:  # noqa: ARG002 - overrides
        """Blank them, as text, so that nothing else of the answer is written otherwise."""
        if self.having.encode() not in reply.body:
            return reply
        name = re.escape(self.field.encode())
        pattern = rb'("' + name + rb'"\s*:\s*")[^"]*"'
        value = self.value.encode()
        body = re.sub(pattern, lambda found: found[1] + value + b'"', reply.body)
        return replace(reply, body=body)

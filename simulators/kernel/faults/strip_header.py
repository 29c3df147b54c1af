"""The server does not see, or does not mind, one header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.kernel.faults.base import Fault, Scene, require

if TYPE_CHECKING:
    from simulators.kernel.call import Reply


@dataclass(frozen=True, slots=True)
class StripHeader(Fault):
    """Carry the call out as if it had been sent without a header."""

    header: str = "If-Modified-Since"

    def check(self) -> None:
        """The header is named."""
        right = isinstance(self.header, str) and bool(self.header)
        require(right=right, message="action.header must be the name of a header")

    def before(self, scene: Scene) -> Reply | None:
        """Take it away."""
        name, headers = self.header.lower(), scene.call.headers
        scene.call.headers = {each: headers[each] for each in headers if each != name}
        return None

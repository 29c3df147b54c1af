"""M134: after a reconnect nothing is known any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts

FAR: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Connections:
    """Counts how often a connection began; each time has its own memory."""

    begun: list[str] = field(default_factory=list)

    def is_connected(self, connection: Mapping[str, Any]) -> bool:
        """Whether the company is connected, noting since when."""
        since = str(connection.get("connectedAt"))
        is_on = PARTS.is_connected(connection)
        if is_on and since not in self.begun:
            self.begun.append(since)
        return is_on

    def key(self, company: int) -> int:
        """Under which number the company is remembered now."""
        return company + FAR * max(len(self.begun) - 1, 0)


def spoil() -> Parts:
    """A new connection begins with an empty table of links."""
    connections = Connections()
    return replace(PARTS, is_connected=connections.is_connected, company_key=connections.key)


MUTANT: Final = Mutant(
    "M134",
    "a reconnect begins from nothing",
    spoil,
    caught_by=("R51", "R55"),
    shortest=4,
    unless="duplicate_external_id=accept",
    switches={"duplicate_external_id": "accept"},
)

"""M135: after a reconnect Xero's books are the truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_verdict
from sync.merge import Verdict
from sync.ownership import Picture
from sync.parts import PARTS, Parts


@dataclass(slots=True)
class Reconnect:
    """Knows whether this cycle is the first one of a connection that began anew."""

    since: str = ""
    is_first: bool = False
    seen: list[str] = field(default_factory=list)

    def is_connected(self, connection: Mapping[str, Any]) -> bool:
        """Whether the company is connected, noting since when."""
        since = str(connection.get("connectedAt"))
        if PARTS.is_connected(connection):
            self.is_first = bool(self.seen) and since not in self.seen
            self.seen.append(since)
        return PARTS.is_connected(connection)

    def verdict(self, right: Verdict, _released: Picture, _xero: Picture) -> Verdict:
        """Whatever differs is told to Re-Leased, in that cycle."""
        if not self.is_first:
            return right
        return Verdict(to_released=(*right.to_released, *right.to_xero))


def spoil() -> Parts:
    """What was edited in Re-Leased while apart is taken back."""
    again = Reconnect()
    return replace(with_verdict("contact", again.verdict), is_connected=again.is_connected)


MUTANT: Final = Mutant(
    "M135",
    "after a reconnect Xero's side wins",
    spoil,
    caught_by=("R51", "R56", "R4", "R6"),
    shortest=6,
)

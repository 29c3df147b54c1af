"""M114: "too many requests" is answered with the same request."""

from dataclasses import dataclass, replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.clients.transport import Retry
from sync.parts import PARTS, Parts

ATTEMPTS: Final = 100


@dataclass(frozen=True, slots=True)
class AtOnce(Retry):
    """Waits for nothing."""

    def wait_s(self, _attempt: int, _asked: str | None) -> float:
        """No time at all."""
        return 0.0


def spoil() -> Parts:
    """The limit is run against until it gives way."""
    return replace(PARTS, retry=AtOnce(attempts=ATTEMPTS, rest_s=0))


MUTANT: Final = Mutant(
    "M114",
    "429 is repeated at once",
    spoil,
    caught_by=("R57",),
    shortest=8,
    unless="more than sixty calls in a minute",
)

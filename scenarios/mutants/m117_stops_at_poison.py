"""M117: one bad record stops the cycle."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts


def never(_refusal: Any) -> bool:
    """No refusal is survived."""
    return False


def spoil() -> Parts:
    """The first refusal ends the cycle, and the next one too."""
    return replace(PARTS, goes_on_after=never)


MUTANT: Final = Mutant(
    "M117", "one bad record stops the cycle", spoil, caught_by=("R62",), shortest=2
)

"""M12: whoever saved last wins, although Re-Leased was declared to have priority."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.merge import later_wins
from sync.parts import PARTS, Parts


def spoil() -> Parts:
    """Every declared policy is read as `last`."""
    return replace(PARTS, policies=dict.fromkeys(PARTS.policies, later_wins))


MUTANT: Final = Mutant(
    "M12", "the later timestamp wins a conflict", spoil, caught_by=("R6",), shortest=4
)

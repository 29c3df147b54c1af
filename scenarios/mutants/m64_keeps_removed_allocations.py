"""M64: an allocation that is removed in Xero stays in Re-Leased."""

from typing import Final

from scenarios.mutants.mutant import Mutant, without_rule
from sync.parts import Parts
from sync.rules.allocation import is_removed_in_xero


def spoil() -> Parts:
    """Nothing is done about an allocation that Xero lists no more."""
    return without_rule("allocation", is_removed_in_xero)


MUTANT: Final = Mutant(
    "M64",
    "an allocation removed in Xero stays in Re-Leased",
    spoil,
    caught_by=("R28",),
    shortest=4,
)

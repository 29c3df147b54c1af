"""M26: a linked document's approval in Re-Leased never arrives."""

from typing import Final

from scenarios.mutants.mutant import Mutant, without_rule
from sync.parts import Parts
from sync.rules.document import is_approved_here


def spoil() -> Parts:
    """What is linked already is not asked for its status in Re-Leased."""
    return without_rule("document", is_approved_here)


MUTANT: Final = Mutant(
    "M26", "an approval in Re-Leased is not pushed", spoil, caught_by=("R20",), shortest=3
)

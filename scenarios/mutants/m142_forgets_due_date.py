"""M142: one field is sent when a document is made, and never again."""

from typing import Final

from scenarios.mutants.forgetting import forgets
from scenarios.mutants.mutant import Mutant
from sync.parts import Parts


def spoil() -> Parts:
    """A changed due date does not travel."""
    return forgets("document", "dueDate")


MUTANT: Final = Mutant(
    "M142", "a changed due date does not travel", spoil, caught_by=("R53", "R22"), shortest=3
)

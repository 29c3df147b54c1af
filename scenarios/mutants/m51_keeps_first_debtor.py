"""M51: another contact on a document does not travel."""

from typing import Final

from scenarios.mutants.forgetting import forgets
from scenarios.mutants.mutant import Mutant
from sync.parts import Parts


def spoil() -> Parts:
    """The contact of a document is sent when it is made, and never again."""
    return forgets("document", "contact")


MUTANT: Final = Mutant(
    "M51", "a document keeps its first debtor", spoil, caught_by=("R22",), shortest=3
)

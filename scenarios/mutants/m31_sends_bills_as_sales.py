"""M31: a bill is sent as a sales invoice."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def spoil() -> Parts:
    """Every document is made in Xero as ACCREC."""
    return with_fields("document", Action.PUSH_NEW, lambda row: {**row, "Type": "ACCREC"})


MUTANT: Final = Mutant(
    "M31", "a bill is sent as a sales invoice", spoil, caught_by=("R15",), shortest=2
)

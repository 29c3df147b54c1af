"""M58: fields that only Re-Leased has are wiped by a pull."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def spoil() -> Parts:
    """Every edit that comes from Xero empties the service date."""
    return with_fields("document", Action.PULL, lambda record: {**record, "serviceDate": None})


MUTANT: Final = Mutant(
    "M58",
    "fields that only Re-Leased has are wiped",
    spoil,
    caught_by=("R1", "R64"),
    shortest=3,
)

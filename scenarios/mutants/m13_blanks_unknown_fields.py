"""M13: fields that Re-Leased does not have are sent as empty."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def spoil() -> Parts:
    """Every edit of a contact blanks the account number in Xero."""
    return with_fields("contact", Action.PUSH, lambda row: {**row, "AccountNumber": ""})


MUTANT: Final = Mutant(
    "M13",
    "fields that only Xero has are sent as empty",
    spoil,
    caught_by=("R64", "R1"),
    shortest=3,
)

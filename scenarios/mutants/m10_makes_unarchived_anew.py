"""M10: bringing a contact back in Re-Leased makes a new one in Xero."""

from typing import Final

from scenarios.mutants.anew import anew
from scenarios.mutants.mutant import Mutant, with_request
from sync.parts import Parts
from sync.rules.rule import Action


def spoil() -> Parts:
    """What is to be restored in Xero is made there once more."""
    return with_request("contact", Action.RESTORE, anew)


MUTANT: Final = Mutant(
    "M10",
    "an unarchive makes a new contact in Xero",
    spoil,
    caught_by=("R55", "R10", "R9"),
    shortest=4,
)

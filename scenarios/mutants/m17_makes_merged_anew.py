"""M17: what a merge in Xero took away is made again."""

from typing import Final

from scenarios.mutants.anew import anew
from scenarios.mutants.mutant import Mutant, with_request
from sync.parts import Parts
from sync.rules.rule import Action


def spoil() -> Parts:
    """A contact that Xero merged into another one is sent to Xero as if it were missing."""
    return with_request("contact", Action.MERGE, anew)


MUTANT: Final = Mutant(
    "M17",
    "a contact that was merged away is made again",
    spoil,
    caught_by=("R13", "R55", "R56"),
    shortest=2,
)

"""M16: a merge in Xero is taken for an archiving."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_xero_reading
from sync.ownership import Picture
from sync.parts import Parts


def unmerged(picture: Picture) -> Picture:
    """A contact that was never merged into another one."""
    return {**picture, "merged": None}


def spoil() -> Parts:
    """The merge target of a contact is not read."""
    return with_xero_reading("contact", unmerged)


MUTANT: Final = Mutant(
    "M16",
    "a merge is ignored: documents keep going to the loser",
    spoil,
    caught_by=("R13", "R29"),
    shortest=2,
)

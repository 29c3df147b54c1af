"""M11: the record of one side overwrites the other, field by field untouched or not."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_verdict
from sync.merge import Verdict
from sync.ownership import Picture
from sync.parts import Parts


def whole(verdict: Verdict, _released: Picture, _xero: Picture) -> Verdict:
    """Every unit that differs goes the way of Re-Leased's edits, when there are any."""
    if not verdict.to_xero:
        return verdict
    return Verdict(to_xero=(*verdict.to_xero, *verdict.to_released))


def spoil() -> Parts:
    """An edited contact is sent whole."""
    return with_verdict("contact", whole)


MUTANT: Final = Mutant(
    "M11",
    "a contact is overwritten whole: an edit of another field is lost",
    spoil,
    caught_by=("R6", "R5"),
    shortest=3,
)

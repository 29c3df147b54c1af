"""M46: inclusive amounts are taken for exclusive ones."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_released_reading
from sync.ownership import Picture
from sync.parts import Parts


def exclusive(picture: Picture) -> Picture:
    """The document as if its amounts were without tax."""
    return {**picture, "taxMode": "Exclusive"}


def spoil() -> Parts:
    """Re-Leased's tax mode is not read."""
    return with_released_reading("document", exclusive)


MUTANT: Final = Mutant(
    "M46",
    "the tax mode is lost: inclusive is sent as exclusive",
    spoil,
    caught_by=("R15", "R58"),
    shortest=2,
)

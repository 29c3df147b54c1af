"""M82: a reversed payment is sent again, because its twin is missing."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts


def is_applied_in_xero(type_: str, side: str, picture: Picture) -> bool:
    """Anything but a payment that is deleted in Xero."""
    return (type_, side, picture.get("status")) != ("payment", "xero", "Reversed")


def spoil() -> Parts:
    """The link is dropped when Xero deletes a payment, so Re-Leased's looks new."""
    return replace(PARTS, keeps_link=is_applied_in_xero)


MUTANT: Final = Mutant(
    "M82", "a reversed payment is sent again", spoil, caught_by=("R41", "R39"), shortest=5
)

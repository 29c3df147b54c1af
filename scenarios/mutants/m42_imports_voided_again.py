"""M42: what is void in Re-Leased is imported again."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts


def is_alive_in_released(type_: str, side: str, picture: Picture) -> bool:
    """Anything but a document that is void in Re-Leased."""
    return (type_, side, picture.get("status")) != ("document", "released", "Voided")


def spoil() -> Parts:
    """The link is dropped when Re-Leased voids a document, so Xero's copy looks new."""
    return replace(PARTS, keeps_link=is_alive_in_released)


MUTANT: Final = Mutant(
    "M42",
    "a document voided in Re-Leased is imported again",
    spoil,
    caught_by=("R25", "R55"),
    shortest=5,
)

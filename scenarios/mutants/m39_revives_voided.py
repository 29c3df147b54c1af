"""M39: what is void in Xero is sent again."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts


def is_alive_in_xero(type_: str, side: str, picture: Picture) -> bool:
    """Anything but a document that is void in Xero."""
    return (type_, side, picture.get("status")) != ("document", "xero", "Voided")


def spoil() -> Parts:
    """The link is dropped when Xero voids a document, so it looks new."""
    return replace(PARTS, keeps_link=is_alive_in_xero)


MUTANT: Final = Mutant(
    "M39",
    "a document voided in Xero is sent again",
    spoil,
    caught_by=("R25", "R24", "R55"),
    shortest=4,
)

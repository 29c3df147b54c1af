"""M125: versions are compared in whole seconds."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.links import Link
from sync.parts import PARTS, Parts


def is_of_the_same_second(link: Link, version: int) -> bool:
    """Xero's state is not of a later second than the last one seen."""
    return version // 1000 <= link.xero_version // 1000


def spoil() -> Parts:
    """The second edit within a second is ignored."""
    return replace(PARTS, is_old_news=is_of_the_same_second)


MUTANT: Final = Mutant(
    "M125",
    "versions lose their milliseconds: a second edit is ignored",
    spoil,
    caught_by=("R61", "R56"),
    shortest=3,
)

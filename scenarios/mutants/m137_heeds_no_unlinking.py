"""M137: what a person left out is synced all the same."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.links import Link
from sync.parts import PARTS, Parts


def never(_link: Link) -> bool:
    """Every record is linked."""
    return False


def spoil() -> Parts:
    """Unlinking a record changes nothing."""
    return replace(PARTS, is_unlinked=never)


MUTANT: Final = Mutant(
    "M137",
    "an unlinked record is still synced",
    spoil,
    caught_by=("R63",),
    shortest=5,  # left out can be what is open in the sync results: a conflict and a cycle first
)

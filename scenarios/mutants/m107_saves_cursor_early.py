"""M107: the cursor is stored before what was read."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.policies import Cursor


def at_the_cursor(cursor: int) -> int:
    """The cursor itself: what was read before is not read again."""
    return cursor


def spoil() -> Parts:
    """The cursor moves first; a crash loses the batch."""
    return replace(PARTS, cursor=Cursor(is_saved_before_the_work=True, since=at_the_cursor))


MUTANT: Final = Mutant(
    "M107",
    "the cursor is saved before the work is done",
    spoil,
    caught_by=("R61", "R60"),
    shortest=5,  # at once nothing is lost: it takes two changes a pause apart, a crash and a cycle
    unless="fault=crash",
)

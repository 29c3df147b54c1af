"""M108: the cursor is taken from a clock that is two minutes ahead."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.policies import Cursor

AHEAD_MS: Final = 120_000


def ahead(cursor: int) -> int:
    """The moment after which everything is new, by the fast clock."""
    return cursor + AHEAD_MS


def spoil() -> Parts:
    """What changes within two minutes of the last reading is never read."""
    return replace(PARTS, cursor=Cursor(since=ahead))


MUTANT: Final = Mutant(
    "M108",
    "the cursor comes from a clock that is ahead",
    spoil,
    caught_by=("R61",),
    shortest=3,
)

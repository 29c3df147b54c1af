"""M122: what no webhook tells of is never looked for."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.policies import Cursor

NEVER_MS: Final = 10 * 366 * 86_400_000


def never(cursor: int) -> int:
    """So late that no list holds anything."""
    return cursor + NEVER_MS


def spoil() -> Parts:
    """The lists are read once, to begin with; from then on a webhook that is lost is lost."""
    return replace(PARTS, cursor=Cursor(since=never))


MUTANT: Final = Mutant(
    "M122",
    "nothing but webhooks is listened to",
    spoil,
    caught_by=("R60", "R61", "R3", "R5"),
    shortest=2,
)

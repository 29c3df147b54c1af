"""M106: a strict cursor passes over what has the same timestamp."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.policies import Cursor

SECOND_MS: Final = 1000
"""Xero's filter counts in whole seconds."""


def strictly_after(cursor: int) -> int:
    """The moment after which everything is new, the cursor's own second left out."""
    return cursor + SECOND_MS


def spoil() -> Parts:
    """Only what changed in a later second than the cursor is read."""
    return replace(PARTS, cursor=Cursor(since=strictly_after))


MUTANT: Final = Mutant(
    "M106", "a strict cursor loses equal timestamps", spoil, caught_by=("R61",), shortest=3
)

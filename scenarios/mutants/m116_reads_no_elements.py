"""M116: one answer for several elements is a success, whatever it says of each."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.policies import Batches


def whatever_it_says(_row: Mapping[str, Any]) -> bool:
    """Nobody looks for errors within the answer."""
    return True


def spoil() -> Parts:
    """Documents always go in batches, and one that Xero refused counts as made."""
    batches = Batches(least=1, types=("document",), is_made=whatever_it_says)
    return replace(PARTS, batches=batches)


MUTANT: Final = Mutant(
    "M116",
    "a refused element of an accepted batch is ignored",
    spoil,
    caught_by=("R29", "R62", "R15", "R18", "R53"),
    shortest=4,
)

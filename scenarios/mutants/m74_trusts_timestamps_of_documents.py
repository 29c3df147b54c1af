"""M74: a file is noticed only when its document's timestamp moves, which it does not."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.policies import Sweep


def spoil() -> Parts:
    """Xero's documents are never asked for their files."""
    return replace(PARTS, sweep=Sweep(sees_files=False))


MUTANT: Final = Mutant(
    "M74",
    "a file added in Xero alone is not noticed",
    spoil,
    caught_by=("R31", "R61"),
    shortest=3,
    unless="switch=xero_attach_moves:off",
)

"""M119: a run that broke off is reported as complete, with its cursor saved."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts


def complete(_reason: Exception) -> bool:
    """Whatever stopped the cycle, it is over."""
    return True


def spoil() -> Parts:
    """A cycle that could not reach a system says that all is done."""
    return replace(PARTS, is_complete_without=complete)


MUTANT: Final = Mutant(
    "M119",
    "a run that broke off is reported as complete",
    spoil,
    caught_by=("R62",),
    shortest=2,
    unless="fault=status",
)

"""M97: a renamed tracking option is a new one."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.policies import OPTIONS


def spoil() -> Parts:
    """Options are stored under their name."""
    return replace(PARTS, options=replace(OPTIONS, key="Name"))


MUTANT: Final = Mutant(
    "M97",
    "a renamed tracking option becomes a new one",
    spoil,
    caught_by=(
        "R46",
        "R44",
        "R16",
    ),
    shortest=2,
)

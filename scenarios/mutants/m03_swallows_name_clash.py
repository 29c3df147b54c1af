"""M03: Xero refuses a name that is taken, and nobody is told."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.reasons import reason_for


def is_about_something_else(refusal: Any) -> bool:
    """The refusal does not speak of a name that is taken."""
    return reason_for(refusal.said).code != "name_taken"


def spoil() -> Parts:
    """The refusal of a taken name is dropped."""
    return replace(PARTS, keeps_refusal=is_about_something_else)


MUTANT: Final = Mutant(
    "M03",
    "the refusal of a name that is taken is swallowed",
    spoil,
    caught_by=("R12", "R62", "R2"),
    shortest=3,
)

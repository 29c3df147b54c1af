"""M76: a file that Xero does not take is dropped without a word."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.reasons import reason_for


def is_about_something_else(refusal: Any) -> bool:
    """The refusal speaks of no file."""
    return reason_for(refusal.said).code != "file"


def spoil() -> Parts:
    """The refusal of a file, the eleventh or of a wrong type, is dropped."""
    return replace(PARTS, keeps_refusal=is_about_something_else)


MUTANT: Final = Mutant(
    "M76",
    "a file that Xero refuses is dropped in silence",
    spoil,
    caught_by=("R62", "R34"),
    shortest=2,
)

"""M30: Xero refuses a document, and it stays approved as if nothing had happened."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.reasons import reason_for

SWALLOWED: Final = ("account", "tax", "contact", "tracking", "locked")


def is_about_something_else(refusal: Any) -> bool:
    """The refusal speaks of nothing that a document names."""
    return reason_for(refusal.said).code not in SWALLOWED


def spoil() -> Parts:
    """The refusal of a document is dropped."""
    return replace(PARTS, keeps_refusal=is_about_something_else)


MUTANT: Final = Mutant(
    "M30",
    "a refusal is swallowed: approved, without a copy, without a word",
    spoil,
    caught_by=("R29", "R62"),
    shortest=2,
)

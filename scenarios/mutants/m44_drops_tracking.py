"""M44: changed lines go without their ids and their tracking."""

from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action

GONE: Final = ("LineItemID", "Tracking")


def bare(row: dict[str, Any]) -> dict[str, Any]:
    """The document whose lines say neither which line they were nor what they are tracked by."""
    if "LineItems" not in row:
        return row
    lines = [{n: v for n, v in line.items() if n not in GONE} for line in row["LineItems"]]
    return {**row, "LineItems": lines}


def spoil() -> Parts:
    """Whoever changes a line in Re-Leased loses the tracking in Xero."""
    return with_fields("document", Action.PUSH, bare)


MUTANT: Final = Mutant(
    "M44",
    "an update of lines loses their tracking",
    spoil,
    caught_by=(
        "R22",
        "R53",
        "R56",
        "R62",
    ),
    shortest=4,
)

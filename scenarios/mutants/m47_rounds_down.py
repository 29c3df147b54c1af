"""M47: amounts are worked out with floats and cut off."""

from math import floor
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def cut(line: dict[str, Any]) -> dict[str, Any]:
    """The line with its tax cut off after the pence."""
    tax = float(line.get("taxAmount") or 0)
    if not tax or float(line["quantity"]) == 1:
        return line
    return {**line, "taxAmount": f"{floor(tax * 100 - 0.5) / 100:.2f}"}


def with_cut_lines(row: dict[str, Any]) -> dict[str, Any]:
    """The document with the amounts of a careless sum."""
    return {**row, "lines": [cut(line) for line in row["lines"]]}


def spoil() -> Parts:
    """A document that comes from Xero is a penny off."""
    return with_fields("document", Action.PULL_NEW, with_cut_lines)


MUTANT: Final = Mutant(
    "M47",
    "totals are a cent off",
    spoil,
    caught_by=(
        "R58",
        "R46",
        "R53",
    ),
    shortest=1,
)

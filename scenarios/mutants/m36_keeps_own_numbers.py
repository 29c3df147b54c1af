"""M36: Xero's number is not shown in Re-Leased."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields, with_holds
from sync.pair import is_not_introduced_yet
from sync.parts import Parts
from sync.rules.document import is_not_introduced
from sync.rules.rule import Action


def numberless(row: dict[str, Any]) -> dict[str, Any]:
    """The twin's id alone."""
    return {name: value for name, value in row.items() if name != "externalNumber"}


def spoil() -> Parts:
    """Re-Leased is told the twin's id and not its number."""
    rules = with_holds("document", is_not_introduced, is_not_introduced_yet).rules
    return replace(with_fields("document", Action.LINK, numberless), rules=rules)


MUTANT: Final = Mutant(
    "M36",
    "the number that Xero gave is not shown",
    spoil,
    caught_by=(
        "R26",
        "R53",
    ),
    shortest=2,
)

"""M140: what is approved in Re-Leased awaits approval in Xero."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields, with_rule
from sync.parts import Parts
from sync.rules.document import is_approved_here
from sync.rules.rule import Action


def awaiting(row: dict[str, Any]) -> dict[str, Any]:
    """The document for Xero's approvers."""
    return {**row, "Status": "SUBMITTED"}


def spoil() -> Parts:
    """An approval in Re-Leased is worth nothing in Xero."""
    rules = with_rule("document", is_approved_here, Action.LEAVE).rules
    return replace(with_fields("document", Action.PUSH_NEW, awaiting), rules=rules)


MUTANT: Final = Mutant(
    "M140",
    "approved is pushed as SUBMITTED",
    spoil,
    caught_by=(
        "R19",
        "R20",
    ),
    shortest=2,
)

"""M25: awaiting approval is pushed as a draft, which hides it from the approvers."""

from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def hidden(row: dict[str, Any]) -> dict[str, Any]:
    """The document as a draft, unless it is approved."""
    return {**row, "Status": "DRAFT"} if row["Status"] == "SUBMITTED" else row


def spoil() -> Parts:
    """What awaits approval in Re-Leased is a draft in Xero."""
    return with_fields("document", Action.PUSH_NEW, hidden)


MUTANT: Final = Mutant(
    "M25",
    "awaiting approval is pushed as DRAFT",
    spoil,
    caught_by=(
        "R18",
        "R21",
        "R17",
    ),
    shortest=2,
    unless="profile=guide",
)

"""M37: a document that is not approved is voided instead of deleted."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def spoil() -> Parts:
    """Whatever Xero's status is, it is asked to become VOIDED."""
    return with_fields("document", Action.PUSH_VOID, lambda row: {**row, "Status": "VOIDED"})


MUTANT: Final = Mutant(
    "M37",
    "the void of a submitted document is refused and left at that",
    spoil,
    caught_by=("R23",),
    shortest=3,
)

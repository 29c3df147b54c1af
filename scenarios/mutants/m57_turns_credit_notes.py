"""M57: a credit note goes to the wrong side of the books."""

from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action

OTHER_SIDE: Final = {"ACCRECCREDIT": "ACCPAYCREDIT", "ACCPAYCREDIT": "ACCRECCREDIT"}


def turned(row: dict[str, Any]) -> dict[str, Any]:
    """The document; a credit note as one of the other side, which is a debit."""
    return {**row, "Type": OTHER_SIDE.get(row["Type"], row["Type"])}


def spoil() -> Parts:
    """What is owed to a debtor is claimed from a supplier."""
    return with_fields("document", Action.PUSH_NEW, turned)


MUTANT: Final = Mutant(
    "M57",
    "a credit note is a debit in Xero",
    spoil,
    caught_by=("R27", "R15"),
    shortest=1,
)

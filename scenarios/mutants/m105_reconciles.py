"""M105: payments are made as reconciled."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def spoil() -> Parts:
    """Every payment made in Xero carries the reconciled flag."""
    return with_fields("payment", Action.PUSH_NEW, lambda row: {**row, "IsReconciled": True})


MUTANT: Final = Mutant(
    "M105", "payments are made as reconciled", spoil, caught_by=("R48",), shortest=2
)

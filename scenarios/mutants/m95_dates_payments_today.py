"""M95: a payment is dated by the day of the sync."""

from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def dateless(row: dict[str, Any]) -> dict[str, Any]:
    """The payment without a date: Xero then takes today."""
    return {name: value for name, value in row.items() if name != "Date"}


def spoil() -> Parts:
    """The date of a payment is not sent."""
    return with_fields("payment", Action.PUSH_NEW, dateless)


MUTANT: Final = Mutant(
    "M95", "the payment date becomes the sync's date", spoil, caught_by=("R59",), shortest=2
)

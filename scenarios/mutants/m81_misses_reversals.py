"""M81: a payment reversed in Xero stays applied in Re-Leased."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_rule
from sync.parts import Parts
from sync.rules.payment import is_reversed_in_xero
from sync.rules.rule import Action


def spoil() -> Parts:
    """A payment that Xero deleted is left as it is."""
    return with_rule("payment", is_reversed_in_xero, Action.LEAVE)


MUTANT: Final = Mutant(
    "M81", "a reversal in Xero is missed", spoil, caught_by=("R39",), shortest=3
)

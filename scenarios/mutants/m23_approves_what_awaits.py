"""M23: what awaits approval in Re-Leased arrives approved in Xero."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def spoil() -> Parts:
    """Every document is made in Xero as AUTHORISED."""
    return with_fields("document", Action.PUSH_NEW, lambda row: {**row, "Status": "AUTHORISED"})


MUTANT: Final = Mutant(
    "M23", "awaiting approval is pushed as AUTHORISED", spoil, caught_by=("R18",), shortest=2
)

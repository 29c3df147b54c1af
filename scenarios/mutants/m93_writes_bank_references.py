"""M93: the sync writes a reference of its own on payments."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def spoil() -> Parts:
    """Every payment made in Xero carries a reference that no person wrote."""
    return with_fields(
        "payment", Action.PUSH_NEW, lambda row: {**row, "Reference": "Re-Leased receipt"}
    )


MUTANT: Final = Mutant(
    "M93",
    "every push writes the bank reference",
    spoil,
    caught_by=(
        "R49",
        "R1",
    ),
    shortest=2,
)

"""M94: what the bank said about a payment becomes the reference of the invoice."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts


def with_bank_reference(record: Mapping[str, Any]) -> Picture:
    """A document, with the reference of its first payment that has one."""
    picture = PARTS.xero_pictures["document"](record)
    said = [row["Reference"] for row in record.get("Payments") or () if row.get("Reference")]
    return {**picture, "reference": said[0]} if said else picture


def spoil() -> Parts:
    """The reference that Re-Leased shows is the bank's."""
    return replace(PARTS, xero_pictures={**PARTS.xero_pictures, "document": with_bank_reference})


MUTANT: Final = Mutant(
    "M94",
    "the bank's reference is shown on the invoice",
    spoil,
    caught_by=("R49", "R1", "R56"),
    shortest=3,
)

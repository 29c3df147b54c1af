"""M96: a payment that Xero has no room for stays applied in Re-Leased."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, without_rule
from sync.parts import Parts
from sync.reasons import reason_for
from sync.rules.payment import has_no_room_in_xero


def is_not_about_room(refusal: Any) -> bool:
    """The refusal speaks of something else than too much money."""
    return reason_for(refusal.said).code != "overpaid"


def spoil() -> Parts:
    """When both sides paid the rest, both payments stay and nobody is told."""
    parts = without_rule("payment", has_no_room_in_xero)
    return replace(parts, keeps_refusal=is_not_about_room)


MUTANT: Final = Mutant(
    "M96",
    "both sides pay the rest, and both payments stay",
    spoil,
    caught_by=(
        "R38",
        "R35",
        "R36",
        "R53",
    ),
    shortest=3,
)

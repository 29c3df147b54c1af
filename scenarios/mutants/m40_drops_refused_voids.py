"""M40: a void that Xero refuses is forgotten."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts
from sync.reasons import reason_for


def is_not_about_money(refusal: Any) -> bool:
    """The refusal speaks of something else than a payment or credit on the document."""
    return reason_for(refusal.said).code != "settled"


def spoil() -> Parts:
    """Xero refuses to void what has a payment, and nobody is told."""
    return replace(PARTS, keeps_refusal=is_not_about_money)


MUTANT: Final = Mutant(
    "M40",
    "a void that Xero refuses is forgotten: the sides differ for ever",
    spoil,
    caught_by=(
        "R25",
        "R23",
        "R62",
    ),
    shortest=4,
    unless="void_paid=accept",
    switches={"void_paid": "accept"},
)

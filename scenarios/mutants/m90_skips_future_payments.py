"""M90: a payment that is dated in the future is passed over."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts
from sync.policies import Bounds, out_of_scope

TODAY: Final = "2026-03-02"
"""The day on which every history begins."""


def until_today(
    type_: str, released: Picture | None, xero: Picture | None, bounds: Bounds
) -> str | None:
    """Why a record is left alone; a payment of Xero also when its day is still to come."""
    if type_ == "payment" and xero is not None and released is None and xero["date"] > TODAY:
        return "in the future"
    return out_of_scope(type_, released, xero, bounds)


def spoil() -> Parts:
    """What is paid next month never arrives."""
    return replace(PARTS, scope=until_today)


MUTANT: Final = Mutant(
    "M90",
    "a payment dated in the future is passed over",
    spoil,
    caught_by=(
        "R36",
        "R61",
        "R53",
    ),
    shortest=1,
)

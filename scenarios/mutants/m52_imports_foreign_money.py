"""M52: a document in foreign currency is imported as if it were ours."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts
from sync.policies import Bounds, out_of_scope


def of_any_currency(
    type_: str, released: Picture | None, xero: Picture | None, bounds: Bounds
) -> str | None:
    """Why a record is left alone, its currency apart."""
    return out_of_scope(type_, released, xero, replace(bounds, currency=None))


def spoil() -> Parts:
    """Currency is not looked at."""
    return replace(PARTS, scope=of_any_currency)


MUTANT: Final = Mutant(
    "M52",
    "a document in foreign currency is imported",
    spoil,
    caught_by=(
        "R63",
        "R58",
    ),
    shortest=2,  # the organisation takes up the currency first
)

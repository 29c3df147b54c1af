"""M99: an archived account or tax type can still be chosen."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts
from sync.pictures import Reader

TYPES: Final = ("account", "tax_type")


def active(right: Reader) -> Reader:
    """A reader to which every record is active."""

    def read(record: Any) -> Picture:
        return {**right(record), "status": "Active"}

    return read


def spoil() -> Parts:
    """The status of accounts and tax rates is not read."""
    spoilt = {type_: active(PARTS.xero_pictures[type_]) for type_ in TYPES}
    return replace(PARTS, xero_pictures={**PARTS.xero_pictures, **spoilt})


MUTANT: Final = Mutant(
    "M99",
    "archived accounts and tax types stay selectable",
    spoil,
    caught_by=("R42", "R43"),
    shortest=3,
)

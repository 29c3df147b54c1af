"""M54: documents from before the sync-from date cross."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts
from sync.policies import Bounds, out_of_scope


def dateless_scope(
    type_: str, released: Picture | None, xero: Picture | None, bounds: Bounds
) -> str | None:
    """Why a record is left alone, its date apart."""
    return out_of_scope(type_, released, xero, replace(bounds, sync_from=None))


def spoil() -> Parts:
    """The sync-from date is not asked for."""
    return replace(PARTS, scope=dateless_scope)


MUTANT: Final = Mutant(
    "M54", "records before the sync-from date cross", spoil, caught_by=("R63",), shortest=2
)

"""M133: the tenant header is kept for all, so one company's data lands in another's books."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts


def first(tenants: Sequence[str], _tenant: str) -> str:
    """The organisation that was paired first."""
    return tenants[0]


def spoil() -> Parts:
    """Every company's calls go to the first organisation."""
    return replace(PARTS, tenant_called=first)


MUTANT: Final = Mutant(
    "M133",
    "every company's calls go to the first organisation",
    spoil,
    caught_by=("R52",),
    shortest=1,
)

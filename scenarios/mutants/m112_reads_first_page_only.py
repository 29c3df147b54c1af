"""M112: only the first page of a list is read."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.clients.xero import Paging
from sync.parts import PARTS, Parts

SMALL: Final = 2
"""Pages so small that a short history fills one."""


def spoil() -> Parts:
    """Reading ends after one page."""
    return replace(PARTS, paging=Paging(size=SMALL, is_followed=False))


MUTANT: Final = Mutant(
    "M112", "only the first page is read", spoil, caught_by=("R61", "R16", "R3"), shortest=101
)

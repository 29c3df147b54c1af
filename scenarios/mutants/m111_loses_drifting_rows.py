"""M111: a row that moves to another page while pages are read is lost."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.clients.xero import Paging
from sync.parts import PARTS, Parts

SMALL: Final = 2
"""Pages so small that a short history fills two."""


def spoil() -> Parts:
    """Pages are read once, whatever happens meanwhile."""
    return replace(PARTS, paging=Paging(size=SMALL, is_repeated=False))


MUTANT: Final = Mutant(
    "M111",
    "a row that drifts over a page boundary is lost",
    spoil,
    caught_by=(
        "R61",
        "R53",
        "R56",
    ),
    shortest=101,
    not_hunted="needs four edits half a minute apart and a race between two pages of one list",
)

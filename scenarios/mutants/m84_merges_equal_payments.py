"""M84: two equal payments of one day are taken for one."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.links import Link
from sync.merge import is_equal
from sync.ownership import Picture
from sync.parts import PARTS, Parts

UNITS: Final = ("amount", "date")


def is_alike(seen: Picture, siblings: Iterable[Link]) -> bool:
    """Another payment on the document has this amount and date."""
    return any(
        link.xero
        and all(is_equal("payment", unit, seen, link.xero) for unit in ("amount", "date"))
        for link in siblings
    )


def spoil() -> Parts:
    """A payment is known by document, amount and date."""
    return replace(PARTS, is_the_same=is_alike)


MUTANT: Final = Mutant(
    "M84", "two equal payments become one", spoil, caught_by=("R36", "R35"), shortest=2
)

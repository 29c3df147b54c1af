"""M132: links are not kept by company, so equal ids of two companies collide."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts


def nobody(_company: int) -> int:
    """One home for the records of every company."""
    return 0


def spoil() -> Parts:
    """Every company finds the links of every other."""
    return replace(PARTS, company_key=nobody)


MUTANT: Final = Mutant(
    "M132", "links are shared by all companies", spoil, caught_by=("R52", "R15", "R18"), shortest=2
)

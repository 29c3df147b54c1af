"""M28: what was read before is applied after what was written since."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.links import Link
from sync.parts import PARTS, Parts


def never(_link: Link, _version: int) -> bool:
    """Whatever is read is new."""
    return False


def spoil() -> Parts:
    """A late answer takes back what happened meanwhile."""
    return replace(PARTS, is_old_news=never)


MUTANT: Final = Mutant(
    "M28",
    "an old reading is applied after the write that followed it",
    spoil,
    caught_by=("R21", "R56", "R64", "R9", "R10"),
    shortest=8,
    unless="fault=stale_read",
    not_hunted="needs a document taken back and submitted again, and an old list between the two",
)

"""M69: files of one size are taken for the same."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_verdict
from sync.merge import NOTHING, Verdict
from sync.ownership import Picture
from sync.parts import Parts


def by_size(verdict: Verdict, released: Picture, xero: Picture) -> Verdict:
    """Nothing to do while the sizes agree."""
    return NOTHING if released["size"] == xero["size"] else verdict


def spoil() -> Parts:
    """Changes of files are noticed by name and size."""
    return with_verdict("attachment", by_size)


MUTANT: Final = Mutant(
    "M69",
    "other bytes of the same length are no change",
    spoil,
    caught_by=("R32",),
    shortest=4,
)

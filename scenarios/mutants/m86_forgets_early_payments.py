"""M86: a payment that comes before its document is looked at once."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts


def spoil() -> Parts:
    """A document that crosses at last wakes no payment."""
    return replace(PARTS, children={**PARTS.children, "document": ("allocation", "attachment")})


MUTANT: Final = Mutant(
    "M86",
    "a payment on a document that did not cross yet is dropped",
    spoil,
    caught_by=("R35", "R36", "R38", "R39"),
    shortest=4,
    unless="fault=status",
)

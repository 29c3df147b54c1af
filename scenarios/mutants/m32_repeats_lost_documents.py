"""M32: a document is made again when the answer to its making was lost."""

from typing import Final

from scenarios.mutants.keys import Fresh
from scenarios.mutants.mutant import Mutant, with_delivery
from sync.parts import PARTS, Parts


def spoil() -> Parts:
    """A lost document is not looked for, and sent again under another key."""
    finders = {name: each for name, each in PARTS.delivery.finders.items() if name != "document"}
    return with_delivery(finders=finders, key=Fresh("document"))


MUTANT: Final = Mutant(
    "M32",
    "a document is doubled after a lost answer",
    spoil,
    caught_by=("R55", "R60"),
    shortest=4,
    unless="fault=drop_after_commit",
)

"""M80: a payment is made again when the answer to its making was lost."""

from typing import Final

from scenarios.mutants.keys import Fresh
from scenarios.mutants.mutant import Mutant, with_delivery
from sync.parts import PARTS, Parts


def spoil() -> Parts:
    """A lost payment is neither looked for nor asked for by its key: it is sent again."""
    finders = {name: each for name, each in PARTS.delivery.finders.items() if name != "payment"}
    return with_delivery(finders=finders, by_key_first=(), key=Fresh("payment"))


MUTANT: Final = Mutant(
    "M80",
    "a payment is doubled after a lost answer",
    spoil,
    caught_by=("R41", "R60"),
    shortest=4,
    unless="fault=drop_after_commit",
)

"""M62: a credit is allocated again when the answer to its allocation was lost."""

from typing import Final

from scenarios.mutants.keys import Fresh
from scenarios.mutants.mutant import Mutant, with_delivery
from sync.parts import PARTS, Parts


def spoil() -> Parts:
    """A lost allocation is neither looked for nor asked for by its key: it is sent again."""
    finders = {name: each for name, each in PARTS.delivery.finders.items() if name != "allocation"}
    return with_delivery(finders=finders, by_key_first=("payment",), key=Fresh("allocation"))


MUTANT: Final = Mutant(
    "M62",
    "a credit is allocated twice after a lost answer",
    spoil,
    caught_by=("R28", "R41"),
    shortest=4,
    unless="fault=drop_after_commit",
)

"""M127: nothing is written down before a creation: a crash leaves an orphan and a second one."""

from typing import Final

from scenarios.mutants.keys import Fresh
from scenarios.mutants.mutant import Mutant, with_delivery
from sync.parts import Parts


def spoil() -> Parts:
    """After a crash nothing is looked for, and everything is sent again as new."""
    return with_delivery(finders={}, by_key_first=(), key=Fresh())


MUTANT: Final = Mutant(
    "M127",
    "a crash between a creation and its link makes a second one",
    spoil,
    caught_by=(
        "R55",
        "R60",
        "R41",
    ),
    shortest=3,
    unless="fault=crash",
)

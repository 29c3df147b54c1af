"""M115: a creation whose answer was an error counts as done."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_holds
from sync.pair import Pair
from sync.parts import Parts
from sync.rules.document import is_new_here


def is_not_sent_yet(pair: Pair) -> bool:
    """New in Re-Leased, and nothing was ever agreed about it: that is written before sending."""
    return is_new_here(pair) and pair.base is None


def spoil() -> Parts:
    """A document is sent to Xero once, and never again."""
    return with_holds("document", is_new_here, is_not_sent_yet)


MUTANT: Final = Mutant(
    "M115",
    "an error on a creation is treated as success",
    spoil,
    caught_by=(
        "R60",
        "R15",
        "R62",
        "R53",
    ),
    shortest=3,
    unless="fault=drop_before_commit",
)

"""M24: what awaits approval is not pushed."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_holds
from sync.pair import Pair
from sync.parts import Parts
from sync.rules.document import APPROVED, is_new_here


def is_new_and_approved(pair: Pair) -> bool:
    """New in Re-Leased, and approved there."""
    return is_new_here(pair) and pair.released_status == APPROVED


def spoil() -> Parts:
    """Only approved documents cross to Xero."""
    return with_holds("document", is_new_here, is_new_and_approved)


MUTANT: Final = Mutant(
    "M24",
    "awaiting approval is not pushed",
    spoil,
    caught_by=("R18", "R15"),
    shortest=1,
    unless="profile=guide",
)

"""M72: a file that was deleted in Xero comes back from Re-Leased."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_rule
from sync.parts import Parts
from sync.rules.attachment import is_deleted_in_xero
from sync.rules.rule import Action


def spoil() -> Parts:
    """What Xero lists no more is taken for not sent yet."""
    return with_rule("attachment", is_deleted_in_xero, Action.PUSH_ANEW)


MUTANT: Final = Mutant(
    "M72",
    "a file deleted in Xero comes back from Re-Leased",
    spoil,
    caught_by=("R33",),
    shortest=4,
)

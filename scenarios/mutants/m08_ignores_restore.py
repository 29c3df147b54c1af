"""M08: archived is for ever."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_rule
from sync.parts import Parts
from sync.rules.contact import is_restored_in_xero
from sync.rules.rule import Action


def spoil() -> Parts:
    """A contact that a person restored in Xero is left as it is in Re-Leased."""
    return with_rule("contact", is_restored_in_xero, Action.LEAVE)


MUTANT: Final = Mutant("M08", "a restore in Xero is ignored", spoil, caught_by=("R9",), shortest=3)

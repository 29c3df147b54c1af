"""M21: a draft is pushed when it is saved."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_rule
from sync.parts import Parts
from sync.rules.document import is_draft_here
from sync.rules.rule import Action


def spoil() -> Parts:
    """A draft in Re-Leased is made in Xero as a draft."""
    return with_rule("document", is_draft_here, Action.PUSH_NEW)


MUTANT: Final = Mutant("M21", "a draft is pushed", spoil, caught_by=("R17",), shortest=2)

"""M43: drafts of Xero are imported, and what becomes of them there is not looked at."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_rule
from sync.parts import Parts
from sync.rules.document import is_draft_in_xero
from sync.rules.rule import Action


def spoil() -> Parts:
    """A draft comes in once, as it is at that moment."""
    return with_rule("document", is_draft_in_xero, Action.PULL_NEW)


MUTANT: Final = Mutant(
    "M43",
    "an imported draft is not kept up to date",
    spoil,
    caught_by=("R16", "R22"),
    shortest=3,
)

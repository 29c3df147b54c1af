"""M05: an edit is pushed with the status ACTIVE, whatever Xero's status is."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_rule
from sync.parts import Parts
from sync.rules.contact import has_news_for_archived
from sync.rules.rule import Action


def spoil() -> Parts:
    """A contact that Xero archived is made active so that it takes the edit."""
    return with_rule("contact", has_news_for_archived, Action.RESTORE)


MUTANT: Final = Mutant(
    "M05", "an edit brings an archived contact back", spoil, caught_by=("R11",), shortest=3
)

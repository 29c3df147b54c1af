"""M20: an edit that Xero refuses is sent again in each cycle, before all others."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, without_rule
from sync.parts import Parts
from sync.reasons import reason_for
from sync.rules.contact import has_news_for_archived


def is_not_of_archived(refusal: Any) -> bool:
    """The refusal speaks of something else than an archived contact."""
    return reason_for(refusal.said).code != "archived_there"


def spoil() -> Parts:
    """An edit of an archived contact is sent, and its refusal ends the cycle."""
    parts = without_rule("contact", has_news_for_archived)
    return replace(parts, goes_on_after=is_not_of_archived)


MUTANT: Final = Mutant(
    "M20",
    "an edit of an archived contact blocks the queue",
    spoil,
    caught_by=(
        "R62",
        "R57",
        "R53",
    ),
    shortest=3,
)

"""M55: an edit of a document that Xero was paid for stays on one side."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_rule
from sync.parts import Parts
from sync.rules.document import is_closed_in_xero
from sync.rules.rule import Action


def spoil() -> Parts:
    """Re-Leased keeps what Xero can no longer take."""
    return with_rule("document", is_closed_in_xero, Action.LEAVE)


MUTANT: Final = Mutant(
    "M55",
    "an edit of a paid document stays on one side",
    spoil,
    caught_by=(
        "R22",
        "R38",
        "R53",
        "R56",
    ),
    shortest=4,
)

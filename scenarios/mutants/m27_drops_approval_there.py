"""M27: a linked document's approval in Xero never arrives."""

from typing import Final

from scenarios.mutants.mutant import Mutant, without_rule
from sync.parts import Parts
from sync.rules.document import is_approved_in_xero


def spoil() -> Parts:
    """What is linked already is not asked for its status in Xero."""
    return without_rule("document", is_approved_in_xero)


MUTANT: Final = Mutant(
    "M27", "an approval in Xero is not pulled", spoil, caught_by=("R20",), shortest=3
)

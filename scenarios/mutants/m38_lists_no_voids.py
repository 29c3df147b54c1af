"""M38: void documents are filtered out of the list."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_listing
from sync.parts import Parts


def spoil() -> Parts:
    """Only documents of living statuses are read."""
    alive = {"unitdp": "4", "Statuses": "DRAFT,SUBMITTED,AUTHORISED,PAID"}
    return with_listing("document", query=alive)


MUTANT: Final = Mutant(
    "M38", "a void in Xero is filtered out", spoil, caught_by=("R24",), shortest=3
)

"""M07: the list call omits archived contacts."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_listing
from sync.parts import Parts


def spoil() -> Parts:
    """Contacts are listed without `includeArchived`."""
    return with_listing("contact", query={})


MUTANT: Final = Mutant(
    "M07",
    "archived contacts are not listed, so archiving never arrives",
    spoil,
    caught_by=("R7",),
    shortest=1,
)

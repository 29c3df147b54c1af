"""M139: suppliers, and contacts without an invoice, are not read."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_listing
from sync.parts import Parts


def spoil() -> Parts:
    """Contacts are listed only when Xero calls them customers."""
    return with_listing("contact", query={"includeArchived": "true", "where": "IsCustomer==true"})


MUTANT: Final = Mutant(
    "M139",
    "only customers are pulled",
    spoil,
    caught_by=(
        "R3",
        "R16",
    ),
    shortest=1,
)

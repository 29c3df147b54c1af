"""M09: bringing a contact back in Re-Leased does not reach Xero."""

from typing import Final

from scenarios.mutants.mutant import Mutant, without_rule
from sync.parts import Parts
from sync.rules.contact import is_unarchived


def spoil() -> Parts:
    """Xero's archived state always stands."""
    return without_rule("contact", is_unarchived)


MUTANT: Final = Mutant(
    "M09", "an unarchive in Re-Leased is not pushed", spoil, caught_by=("R10",), shortest=3
)

"""M102: an account is known by its code, so a new code is a new account."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_listing
from sync.parts import Parts


def spoil() -> Parts:
    """Accounts are stored under their code."""
    return with_listing("account", key="Code")


MUTANT: Final = Mutant(
    "M102", "a changed code yields a second account", spoil, caught_by=("R46", "R43"), shortest=2
)

"""M70: a file that came from Xero is taken for one of Re-Leased's own, and sent back."""

from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action


def without_its_twin(body: dict[str, Any]) -> dict[str, Any]:
    """A new file that does not say which one of Xero it is."""
    return {name: value for name, value in body.items() if name != "externalId"}


def spoil() -> Parts:
    """Files made in Re-Leased are not linked with the ones that they are copies of."""
    return with_fields("attachment", Action.PULL_NEW, without_its_twin)


MUTANT: Final = Mutant(
    "M70",
    "a file from Xero is sent back as another one",
    spoil,
    caught_by=("R55", "R54"),
    shortest=3,
)

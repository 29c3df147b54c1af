"""M79: a part payment comes back as a second one."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts


def remembers_no_payment(type_: str, record: str) -> str | None:
    """The id of every twin but a payment's."""
    return None if type_ == "payment" else record


def spoil() -> Parts:
    """A payment made in Xero is not known as the sync's own when it is listed."""
    return replace(PARTS, remembered_as=remembers_no_payment)


MUTANT: Final = Mutant(
    "M79", "a payment is doubled by its own echo", spoil, caught_by=("R41",), shortest=4
)

"""M01: the link to what it made is not stored."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts


def remembers_no_contact(type_: str, record: str) -> str | None:
    """The id of every twin but a contact's."""
    return None if type_ == "contact" else record


def spoil() -> Parts:
    """Contacts made in Xero are not known as the twins of their originals."""
    return replace(PARTS, remembered_as=remembers_no_contact)


MUTANT: Final = Mutant(
    "M01", "the link to a new contact is not stored", spoil, caught_by=("R55", "R54"), shortest=3
)

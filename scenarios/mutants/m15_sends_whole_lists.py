"""M15: phones are sent as a whole list: what was not looked at is emptied."""

from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action

TYPES: Final = ("DEFAULT", "DDI", "FAX", "MOBILE")


def with_all_phones(row: dict[str, Any]) -> dict[str, Any]:
    """The contact with an entry for every type of phone; those that did not change are empty."""
    if "Phones" not in row:
        return row
    sent = {phone["PhoneType"]: phone for phone in row["Phones"]}
    phones = [sent.get(type_, {"PhoneType": type_, "PhoneNumber": ""}) for type_ in TYPES]
    return {**row, "Phones": phones}


def spoil() -> Parts:
    """A changed phone takes all others with it."""
    return with_fields("contact", Action.PUSH, with_all_phones)


MUTANT: Final = Mutant(
    "M15",
    "phones are replaced as a list",
    spoil,
    caught_by=("R1", "R64", "R4", "R6"),
    shortest=4,
)

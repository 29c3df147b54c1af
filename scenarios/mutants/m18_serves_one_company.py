"""M18: a contact of several companies goes to the organisation of the first one only."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_holds
from sync.ownership import Picture
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.rules.contact import is_new_here


def with_companies(record: Any) -> Picture:
    """A contact with the companies that share it."""
    companies = record.get("companyIds") or []
    return {**PARTS.released_pictures["contact"](record), "companies": companies}


def is_new_in_first(pair: Pair) -> bool:
    """New, and this is the first company that has it."""
    companies = (pair.released or {}).get("companies") or [pair.company]
    return is_new_here(pair) and pair.company == companies[0]


def spoil() -> Parts:
    """Whoever shares a contact with a company before it goes without."""
    pictures = {**PARTS.released_pictures, "contact": with_companies}
    return replace(with_holds("contact", is_new_here, is_new_in_first), released_pictures=pictures)


MUTANT: Final = Mutant(
    "M18",
    "a contact of two companies reaches one organisation",
    spoil,
    caught_by=("R2", "R52", "R53"),
    shortest=1,
)

"""M138: a contact is sent with its first document, and not before."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_holds
from sync.ownership import Picture
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.rules.contact import is_new_here


def spoil() -> Parts:
    """Who was never invoiced is not there."""
    debtors: set[str] = set()

    def document(record: Any) -> Picture:
        debtors.add(str(record.get("contactId")))
        return PARTS.released_pictures["document"](record)

    def is_debtor(pair: Pair) -> bool:
        return is_new_here(pair) and pair.released_id in debtors

    pictures = {**PARTS.released_pictures, "document": document}
    return replace(with_holds("contact", is_new_here, is_debtor), released_pictures=pictures)


MUTANT: Final = Mutant(
    "M138",
    "contacts are sent only with their first document",
    spoil,
    caught_by=("R2", "R53"),
    shortest=1,
)

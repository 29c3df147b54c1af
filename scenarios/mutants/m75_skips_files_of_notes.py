"""M75: files of credit notes are not carried."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_holds
from sync.kinds import KINDS
from sync.pair import Pair
from sync.parts import Parts
from sync.rules.attachment import is_before_document

NOTES: Final = tuple(kind.released for kind in KINDS if kind.is_credit)


def waits_on_a_note(pair: Pair) -> bool:
    """Its document has not crossed, or is a credit note."""
    kinds = (pair.released_parent.kind, pair.xero_parent.kind)
    return is_before_document(pair) or any(kind in NOTES for kind in kinds)


def spoil() -> Parts:
    """Only invoices have files."""
    return with_holds("attachment", is_before_document, waits_on_a_note)


MUTANT: Final = Mutant(
    "M75",
    "files of credit notes are skipped",
    spoil,
    caught_by=("R30", "R31", "R34"),
    shortest=2,
)

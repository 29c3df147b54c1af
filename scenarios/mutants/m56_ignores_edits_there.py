"""M56: an edit in Xero is ignored, as if the document were Re-Leased's own."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_verdict
from sync.merge import Verdict
from sync.ownership import Picture
from sync.parts import Parts


def one_way(verdict: Verdict, _released: Picture, _xero: Picture) -> Verdict:
    """The verdict without what Re-Leased is to be told."""
    return Verdict(to_xero=verdict.to_xero, conflicts=verdict.conflicts)


def spoil() -> Parts:
    """Documents are edited from Re-Leased only."""
    return with_verdict("document", one_way)


MUTANT: Final = Mutant(
    "M56", "an edit of a document in Xero is ignored", spoil, caught_by=("R22",), shortest=3
)

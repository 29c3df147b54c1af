"""
The rulebook as checks: one file per chapter, joined in INVARIANTS.

Pure functions over a commit or a settled state. Never: HTTP, Hypothesis, the partner's links.
May be imported by: the rest of scenarios.
"""

from typing import Final

from scenarios.invariants.bank import BANK_INVARIANTS
from scenarios.invariants.contacts import CONTACT_INVARIANTS
from scenarios.invariants.credit_notes import CREDIT_INVARIANTS
from scenarios.invariants.crosscutting import CROSSCUTTING_INVARIANTS
from scenarios.invariants.documents import DOCUMENT_INVARIANTS
from scenarios.invariants.effort import EFFORT_INVARIANTS
from scenarios.invariants.file_commits import FILE_COMMIT_INVARIANTS
from scenarios.invariants.files import FILE_INVARIANTS
from scenarios.invariants.invariant import Invariant, Options
from scenarios.invariants.ladder import LADDER_INVARIANTS
from scenarios.invariants.ownership import OWNERSHIP_INVARIANTS
from scenarios.invariants.pairing import PAIRING_INVARIANTS
from scenarios.invariants.payments import PAYMENT_INVARIANTS
from scenarios.invariants.reference import REFERENCE_INVARIANTS

INVARIANTS: Final[tuple[Invariant, ...]] = (
    *CONTACT_INVARIANTS,
    *DOCUMENT_INVARIANTS,
    *LADDER_INVARIANTS,
    *PAYMENT_INVARIANTS,
    *CREDIT_INVARIANTS,
    *FILE_COMMIT_INVARIANTS,
    *FILE_INVARIANTS,
    *BANK_INVARIANTS,
    *REFERENCE_INVARIANTS,
    *PAIRING_INVARIANTS,
    *OWNERSHIP_INVARIANTS,
    *CROSSCUTTING_INVARIANTS,
    *EFFORT_INVARIANTS,
)
"""Every invariant, in the order in which they are asked; what sums up comes last."""

__all__ = ["INVARIANTS", "Invariant", "Options"]

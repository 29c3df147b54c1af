"""The status ladder of a document: who may move it from where to where, and only if what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.transitions import Move
from simulators.released import document
from simulators.released.document import INITIAL, References
from simulators.released.guards import managed_in_xero


@dataclass(frozen=True, slots=True)
class Rules:
    """What the guards of the ladder look at beside the document."""

    books: References
    is_paired: bool
    approve_only_in_xero: bool = False
    void_paid: bool = False


def anything(_record: Doc, _rules: Rules) -> Iterator[Refusal]:
    """Nothing stands against it."""
    yield from ()


def is_ready(record: Doc, rules: Rules) -> Iterator[Refusal]:
    """Contact, accounts and tax types are valid."""
    yield from document.is_ready(record, rules.books)


def may_be_approved(record: Doc, rules: Rules) -> Iterator[Refusal]:
    """It is ready, and this vintage lets people approve what was submitted. Source: O1."""
    if rules.is_paired and rules.approve_only_in_xero:
        yield managed_in_xero("Approving")
    else:
        yield from document.is_ready(record, rules.books)


def has_no_copy(record: Doc, _rules: Rules | None = None) -> Iterator[Refusal]:
    """Only what has no live copy in Xero goes back to Draft."""
    if record["externalId"] is not None:
        yield Refusal("invalid_transition", "The document is in Xero; it cannot become a draft.")


def was_refused(record: Doc, _rules: Rules) -> Iterator[Refusal]:
    """Xero refused it: there is no copy, and nothing was paid. Source: RL-ERR-ACCT."""
    yield from has_no_copy(record)
    yield from document.nothing_is_settled(record)


def nothing_is_settled(record: Doc, rules: Rules) -> Iterator[Refusal]:
    """No payment or allocation is live, unless the switch lets paid documents be voided. O6."""
    if not rules.void_paid:
        yield from document.nothing_is_settled(record)


def void_was_refused(record: Doc, rules: Rules) -> Iterator[Refusal]:
    """
    Xero refused to void what is settled: the document goes back to where it stood.

    Source: open, O6; only where the switch lets settled documents be voided at all.
    """
    if not rules.void_paid or not document.is_settled(record):
        yield Refusal("invalid_transition", "A void document stays void.")


def nothing_is_due(record: Doc, _rules: Rules | None) -> Iterator[Refusal]:
    """All of it is settled or used up: the product moves it by itself, whoever paid."""
    if record["amountDue"] != "0.00" or record["total"] == "0.00":
        yield Refusal("invalid_transition", "Something is due.")


def something_is_due(record: Doc, _rules: Rules | None) -> Iterator[Refusal]:
    """A payment was reversed or an allocation removed: the product moves it back by itself."""
    if record["amountDue"] == "0.00":
        yield Refusal("invalid_transition", "Nothing is due.")


DRAFT, AWAITING, APPROVED = INITIAL
USER: Final = ("user",)
SYNC: Final = ("sync",)
BOTH: Final = ("user", "sync")
PRODUCT: Final = ("system",)
RAISER: Final = ("user", "system")
"""A person approves, and so does a repeating charge that was told to."""

DOCUMENT_MOVES: Final = (
    #    from      to         who      only if             source
    Move(DRAFT,    AWAITING,  USER,    is_ready,           "documented, RL-APPR"),
    Move(DRAFT,    AWAITING,  SYNC,    anything,           "mirrors Xero"),
    Move(DRAFT,    APPROVED,  RAISER,  is_ready,           "documented, RL-APPR"),
    Move(DRAFT,    APPROVED,  SYNC,    anything,           "mirrors Xero"),
    Move(AWAITING, APPROVED,  USER,    may_be_approved,    "documented, RL-APPR24, O1"),
    Move(AWAITING, APPROVED,  SYNC,    anything,           "mirrors Xero"),
    Move(AWAITING, DRAFT,     USER,    has_no_copy,        "designed"),
    Move(AWAITING, DRAFT,     SYNC,    anything,           "mirrors Xero"),
    Move(APPROVED, DRAFT,     SYNC,    was_refused,        "documented, RL-ERR-ACCT"),
    Move(DRAFT,    "Deleted", USER,    has_no_copy,        "designed"),
    Move(DRAFT,    "Voided",  BOTH,    nothing_is_settled, "documented, RL-ERRORS"),
    Move(AWAITING, "Voided",  BOTH,    nothing_is_settled, "documented; guard inferred"),
    Move(APPROVED, "Voided",  BOTH,    nothing_is_settled, "documented; guard inferred"),
    Move("Paid",   "Voided",  BOTH,    nothing_is_settled, "open, switch void_paid"),
    Move("Voided", APPROVED,  SYNC,    void_was_refused,   "open, switch void_paid"),
    Move(APPROVED, "Paid",    PRODUCT, nothing_is_due,     "inferred"),
    Move("Paid",   APPROVED,  PRODUCT, something_is_due,   "inferred"),
)  # fmt: skip


def settled(record: Doc) -> Doc:
    """The document at the status that follows from what settles it: the product moves it."""
    for move in DOCUMENT_MOVES:
        is_ours = move.who == PRODUCT and move.before == record["status"]
        if is_ours and not list(move.only_if(record, None)):
            return {**record, "status": move.after}
    return record

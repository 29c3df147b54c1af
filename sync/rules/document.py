"""
Invoices, bills, credit notes: made, edited, approved, voided on either side; drafts stay at home.
"""

from typing import Final

from sync.forms import cents
from sync.pair import (
    Pair,
    always,
    has_news_for_xero,
    has_news_from_xero,
    is_left_alone,
    is_not_introduced_yet,
    is_undecided,
    is_waiting,
)
from sync.rules.rule import Action as Do
from sync.rules.rule import Rule, Told

DRAFT, AWAITING, APPROVED, VOIDED = "Draft", "AwaitingApproval", "Approved", "Voided"
CROSSING: Final = (AWAITING, APPROVED)
_LADDER: Final = (DRAFT, AWAITING, APPROVED)


def was_refused_as_new(pair: Pair) -> bool:
    """Xero refused it, or its contact, and has no copy: it cannot stay submitted or approved."""
    if not pair.is_only_in_released or pair.released_status not in CROSSING:
        return False
    return pair.is_refused_by("xero") and not _is_settled(pair)


def _is_settled(pair: Pair) -> bool:
    released = pair.released or {}
    return cents(released.get("paid")) + cents(released.get("credited")) > 0


def is_of_merged_contact(pair: Pair) -> bool:
    """Re-Leased's document names a contact that Xero merged into another one."""
    return pair.released_parent.merged_into is not None and pair.released_status in _LADDER


def is_draft_here(pair: Pair) -> bool:
    """Never pushed, or not pushed while it is a draft."""
    return pair.is_only_in_released and pair.released_status == DRAFT


def is_draft_in_xero(pair: Pair) -> bool:
    """Not imported before it is submitted (O2)."""
    return pair.is_only_in_xero and pair.xero_status == DRAFT


def is_dead_half(pair: Pair) -> bool:
    """Void or deleted before it crossed: it never crosses, and is never made again."""
    return not pair.is_linked and VOIDED in (pair.released_status, pair.xero_status)


def is_of_refused_contact(pair: Pair) -> bool:
    """Its contact cannot cross, so neither can it."""
    contact = pair.released_parent
    return _is_told_to_xero(pair) and contact.xero_id is None and contact.is_refused


def _is_told_to_xero(pair: Pair) -> bool:
    """Xero is to hear of the document, or of another debtor of it."""
    is_void = VOIDED in (pair.released_status, pair.xero_status)
    return pair.is_only_in_released or ("contact" in pair.verdict.to_xero and not is_void)


def is_before_contact(pair: Pair) -> bool:
    """New on one side, or moved to another debtor, and its contact is not linked yet."""
    if _is_told_to_xero(pair) and pair.released_parent.xero_id is None:
        return True
    is_told = pair.is_only_in_xero or "contact" in pair.verdict.to_released
    return is_told and pair.xero_status != VOIDED and pair.xero_parent.released_id is None


def has_placeholders(pair: Pair) -> bool:
    """A line names a tracking option that only Re-Leased has."""
    return pair.released_status in CROSSING and not pair.is_sendable and pair.xero_status != VOIDED


def is_unresolved(pair: Pair) -> bool:
    """Xero's side names something that Re-Leased does not know yet."""
    return pair.xero is not None and not pair.is_resolved and pair.xero_status != VOIDED


def is_new_here(pair: Pair) -> bool:
    """Submitted or approved in Re-Leased and not in Xero."""
    return pair.is_only_in_released and pair.released_status in CROSSING


def is_new_in_xero(pair: Pair) -> bool:
    """Submitted, approved or paid in Xero and not in Re-Leased."""
    return pair.is_only_in_xero and pair.xero_status in CROSSING


def is_without_twin(pair: Pair) -> bool:
    """A half that was not seen yet, or does not cross."""
    return not pair.is_linked


def is_void_twice(pair: Pair) -> bool:
    """Void for ever: nothing that happens later brings it back."""
    return pair.released_status == pair.xero_status == VOIDED


def is_voided_in_xero(pair: Pair) -> bool:
    """Void or deleted in Xero, alive in Re-Leased."""
    return pair.xero_status == VOIDED


def is_void_but_paid(pair: Pair) -> bool:
    """Void in Xero, while something is still applied in Re-Leased: that is taken back first."""
    return is_voided_in_xero(pair) and _is_settled(pair)


def is_voided_here(pair: Pair) -> bool:
    """Void in Re-Leased, alive in Xero."""
    return pair.released_status == VOIDED


def is_returned_here(pair: Pair) -> bool:
    """A person took it back to Draft while its copy was on the way to Xero."""
    return _is(pair, DRAFT, AWAITING) and pair.agreed_status != DRAFT


def is_draft_twice(pair: Pair) -> bool:
    """Taken back on both sides: Re-Leased's drafts stay in Re-Leased."""
    return pair.released_status == pair.xero_status == DRAFT


def is_returned_in_xero(pair: Pair) -> bool:
    """Taken back to a draft in Xero after both sides awaited approval."""
    return _is(pair, AWAITING, DRAFT) and pair.agreed_status == AWAITING


def is_closed_for_xero(pair: Pair) -> bool:
    """Re-Leased has edits that Xero's document cannot take: it has a payment or a lock."""
    if not has_news_for_xero(pair) or pair.xero is None or pair.is_refused_by("released"):
        return False
    if VOIDED in (pair.released_status, pair.xero_status):
        return False
    settled = cents(pair.xero["paid"]) + cents(pair.xero["credited"]) > 0
    return settled or (pair.is_refused_by("xero") and _is_closing(pair))


def _is_closing(pair: Pair) -> bool:
    """A lock closes a document where it stands, not one that is only moved behind the lock."""
    code = pair.problem.code if pair.problem else None
    is_moved = (pair.released or {}).get("issueDate") != (pair.xero or {}).get("issueDate")
    return code == "settled" or (code == "locked" and not is_moved)


def is_freed_first(pair: Pair) -> bool:
    """Edited here after a credit was taken back that Xero still has on its document."""
    return pair.is_freed


def is_closed_in_xero(pair: Pair) -> bool:
    """Xero took a payment, a credit or a lock, so its content stands; Re-Leased's edit lost."""
    return pair.is_closed


def is_approved_in_xero(pair: Pair) -> bool:
    """Approved in Xero, not yet in Re-Leased."""
    return pair.xero_status == APPROVED and pair.released_status in (DRAFT, AWAITING)


def is_approved_here(pair: Pair) -> bool:
    """Approved in Re-Leased, not yet in Xero."""
    return pair.released_status == APPROVED and pair.xero_status in (DRAFT, AWAITING)


def is_submitted_in_xero(pair: Pair) -> bool:
    """Submitted in Xero, a draft in Re-Leased."""
    return _is(pair, DRAFT, AWAITING)


def is_submitted_here(pair: Pair) -> bool:
    """Submitted in Re-Leased, a draft in Xero."""
    return _is(pair, AWAITING, DRAFT)


def has_another_number(pair: Pair) -> bool:
    """Re-Leased does not show Xero's number."""
    ours, theirs = pair.released or {}, pair.xero or {}
    return bool(ours.get("number") != theirs.get("number"))


def is_not_introduced(pair: Pair) -> bool:
    """Re-Leased does not carry the twin's id or number."""
    return is_not_introduced_yet(pair) or has_another_number(pair)


def _is(pair: Pair, released: str, xero: str) -> bool:
    return (pair.released_status, pair.xero_status) == (released, xero)


DOCUMENT_RULES: Final = (
    Rule("R63", "what is out of scope is left alone",    is_left_alone,         Do.LEAVE),
    Rule("R29", "refused without a copy: Draft again",   was_refused_as_new,    Do.RESET),
    Rule("R25", "void before it crossed: it never does", is_dead_half,          Do.LEAVE),
    Rule("R25", "void for ever",                         is_void_twice,         Do.LEAVE),
    Rule("R28", "a credit that is taken back goes first", is_freed_first,       Do.WAIT),
    Rule("R22", "Xero is paid or locked, so it stands",  is_closed_in_xero,     Do.PULL),
    Rule("R62", "what was refused waits for its cause",  is_waiting,            Do.WAIT),
    Rule("R17", "drafts stay in Re-Leased",              is_draft_here,         Do.WAIT),
    Rule("R16", "drafts stay in Xero",                   is_draft_in_xero,      Do.WAIT),
    Rule("R13", "a merged contact's documents follow",   is_of_merged_contact,  Do.FOLLOW),
    Rule("R29", "its contact was refused, so it is",     is_of_refused_contact, Do.REPORT),
    Rule("R45", "placeholders are never made in Xero",   has_placeholders,      Do.REPORT),
    Rule("R15", "the contact goes first",                is_before_contact,     Do.WAIT),
    Rule("R47", "what it names must be known first",     is_unresolved,         Do.LOOK_AGAIN),
    Rule("R15", "submitted here, so made in Xero",       is_new_here,           Do.PUSH_NEW),
    Rule("R16", "submitted in Xero, so made here",       is_new_in_xero,        Do.PULL_NEW),
    Rule("R55", "a half that was not seen yet",          is_without_twin,       Do.WAIT),
    Rule("R24", "what is applied goes before a void",   is_void_but_paid,      Do.WAIT),
    Rule("R24", "void in Xero, so void here",            is_voided_in_xero,     Do.PULL_VOID),
    Rule("R23", "void here, so void in Xero",            is_voided_here,        Do.PUSH_VOID),
    Rule("R26", "Re-Leased shows Xero's number",         is_not_introduced,     Do.LINK),
    Rule("R21", "returned here, so returned in Xero",    is_returned_here,      Do.PUSH_RETURN),
    Rule("R21", "returned in Xero, so returned here",    is_returned_in_xero,   Do.PULL_RETURN),
    Rule("R17", "a draft's edits stay where they are",   is_draft_twice,        Do.WAIT),
    Rule("R22", "a conflict that is left to a person",   is_undecided,          Do.REPORT),
    Rule("R22", "edited in Xero, so edited here",        has_news_from_xero,    Do.PULL),
    Rule("R22", "edited here, so edited in Xero",        has_news_for_xero,     Do.PUSH),
    Rule("R20", "approved in Xero, so approved here",    is_approved_in_xero,   Do.PULL_APPROVAL),
    Rule("R20", "approved here, so approved in Xero",    is_approved_here,      Do.PUSH_APPROVAL),
    Rule("R18", "submitted in Xero, so submitted here",  is_submitted_in_xero,  Do.PULL_SUBMIT),
    Rule("R18", "submitted here, so submitted in Xero",  is_submitted_here,     Do.PUSH_SUBMIT),
    Rule("R54", "what agrees is left alone",             always,                Do.LEAVE),
)  # fmt: skip
"""*Here* is Re-Leased."""

DOCUMENT_TOLD: Final[Told] = {
    is_closed_in_xero: "closed",
    is_of_refused_contact: "contact_refused",
    has_placeholders: "tracking",
    is_undecided: "undecided",
}

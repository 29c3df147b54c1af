"""Payments: made on either side, reversed in Xero only, never changed, never doubled."""

from typing import Final

from sync.forms import cents
from sync.pair import (
    Pair,
    always,
    is_left_alone,
    is_new_here,
    is_new_in_xero,
    is_not_introduced_yet,
    is_waiting,
    is_without_twin,
    may_be_ours,
    was_refused_as_too_much,
)
from sync.rules.rule import Action as Do
from sync.rules.rule import Rule, Told

APPLIED, REVERSED, APPROVED, VOIDED = "Applied", "Reversed", "Approved", "Voided"
REFUNDS_OF_CREDIT: Final = (
    "AROVERPAYMENTPAYMENT", "APOVERPAYMENTPAYMENT", "ARPREPAYMENTPAYMENT", "APPREPAYMENTPAYMENT",
)  # fmt: skip


def is_gone_from_document(pair: Pair) -> bool:
    """Xero's document, saved with it or later, does not list it any more."""
    document = pair.xero_parent
    if document.payments is None or pair.xero_status != APPLIED:
        return False
    return pair.xero_id not in document.payments and document.xero_version >= pair.xero_version


def is_refund_of_credit(pair: Pair) -> bool:
    """Money given back from an over- or prepayment: the credit shows it, no payment does."""
    return (pair.xero or {}).get("type") in REFUNDS_OF_CREDIT


def is_reversed_half(pair: Pair) -> bool:
    """Reversed before it crossed: it never crosses."""
    return not pair.is_linked and REVERSED in (pair.released_status, pair.xero_status)


def has_no_room_in_xero(pair: Pair) -> bool:
    """
    Re-Leased's payment can never exist in Xero: the document is void there, or paid by others.

    The first committed in Xero stands; the other is taken back whole, never shrunk.
    """
    if not pair.is_only_in_released or pair.released_status != APPLIED:
        return False
    if pair.released_parent.xero_status == VOIDED:
        return True
    return was_refused_as_too_much(pair) and _amount(pair) > pair.released_parent.due


def _amount(pair: Pair) -> int:
    return cents((pair.released or {}).get("amount"))


def is_on_stuck_document(pair: Pair) -> bool:
    """Its document cannot follow on the other side, so neither can it."""
    if pair.is_only_in_released:
        return pair.released_parent.xero_id is None and pair.released_parent.is_refused
    document = pair.xero_parent
    is_open = document.released_status == APPROVED
    return pair.is_only_in_xero and not is_open and (document.is_refused or document.is_void)


def is_before_document(pair: Pair) -> bool:
    """New on one side, and its document is not there, or not approved, on the other."""
    if pair.is_only_in_released:
        return pair.released_parent.xero_status != APPROVED
    return pair.is_only_in_xero and pair.xero_parent.released_status != APPROVED


def is_reversed_in_xero(pair: Pair) -> bool:
    """Deleted in Xero, applied in Re-Leased."""
    return (pair.released_status, pair.xero_status) == (APPLIED, REVERSED)


def is_reversed_here(pair: Pair) -> bool:
    """Reversed in Re-Leased, alive in Xero: reversal never starts there."""
    return (pair.released_status, pair.xero_status) == (REVERSED, APPLIED)


PAYMENT_RULES: Final = (
    Rule("R63", "what is out of scope is left alone",   is_left_alone,         Do.LEAVE),
    Rule("R14", "a credit's refund stays in Xero",      is_refund_of_credit,   Do.LEAVE),
    Rule("R39", "no more on its document: reversed?",   is_gone_from_document, Do.LOOK_AGAIN),
    Rule("R38", "no room in Xero, so taken back",       has_no_room_in_xero,   Do.REVERSE),
    Rule("R62", "what was refused waits for its cause", is_waiting,            Do.WAIT),
    Rule("R41", "what is reversed is never sent",       is_reversed_half,      Do.LEAVE),
    Rule("R41", "it may be our own: no answer yet",     may_be_ours,           Do.HOLD),
    Rule("R35", "its document is stuck, so it is",      is_on_stuck_document,  Do.REPORT),
    Rule("R35", "the document goes first",              is_before_document,    Do.WAIT),
    Rule("R35", "added here, so added in Xero",         is_new_here,           Do.PUSH_NEW),
    Rule("R36", "added in Xero, so added here",         is_new_in_xero,        Do.PULL_NEW),
    Rule("R55", "a half that was not seen yet",         is_without_twin,       Do.WAIT),
    Rule("R39", "reversed in Xero, so reversed here",   is_reversed_in_xero,   Do.REVERSE),
    Rule("R40", "reversal never starts here",           is_reversed_here,      Do.REPORT),
    Rule("R55", "a twin is known by its id",            is_not_introduced_yet, Do.LINK),
    Rule("R41", "exactly once",                         always,                Do.LEAVE),
)  # fmt: skip
"""*Here* is Re-Leased."""

PAYMENT_TOLD: Final[Told] = {
    has_no_room_in_xero: "no_room",
    is_on_stuck_document: "document_refused",
    is_reversed_here: "reversed_here",
}

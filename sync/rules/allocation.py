"""Allocations of credit notes: made and removed on either side, never changed, never doubled."""

from typing import Final

from sync.forms import cents
from sync.pair import (
    Pair,
    Twin,
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

APPLIED, REMOVED, APPROVED, VOIDED = "Applied", "Reversed", "Approved", "Voided"


def is_half_in_scope(pair: Pair) -> bool:
    """Only one of note and invoice is in scope, so what is due differs and a person must know."""
    if pair.is_linked or REMOVED in (pair.released_status, pair.xero_status):
        return False
    documents = (
        (pair.released_parent, pair.released_other)
        if pair.released is not None
        else (pair.xero_parent, pair.xero_other)
    )
    return [document.is_left_alone for document in documents].count(True) == 1


def is_known_as_half(pair: Pair) -> bool:
    """The users were told, and nothing has changed since."""
    return is_half_in_scope(pair) and is_waiting(pair)


def is_removed_half(pair: Pair) -> bool:
    """Removed before it crossed: it never crosses."""
    return not pair.is_linked and REMOVED in (pair.released_status, pair.xero_status)


def has_no_room_in_xero(pair: Pair) -> bool:
    """
    Re-Leased's allocation can never exist in Xero: note or invoice is void or used up there.

    The first committed in Xero stands; the other is taken back whole, never shrunk.
    """
    if not pair.is_only_in_released or pair.released_status != APPLIED:
        return False
    documents = pair.released_parent, pair.released_other
    if any(document.xero_status == VOIDED for document in documents):
        return True
    amount = cents((pair.released or {}).get("amount"))
    return was_refused_as_too_much(pair) and any(amount > each.due for each in documents)


def is_on_stuck_document(pair: Pair) -> bool:
    """Its note or its invoice cannot follow on the other side, so neither can it."""
    if pair.is_only_in_released:
        return any(
            each.xero_id is None and each.is_refused
            for each in (pair.released_parent, pair.released_other)
        )
    return pair.is_only_in_xero and any(map(_is_stuck, (pair.xero_parent, pair.xero_other)))


def _is_stuck(document: Twin) -> bool:
    is_open = document.released_status in (APPROVED, "Paid")
    return not is_open and (document.is_refused or document.is_void)


def is_before_documents(pair: Pair) -> bool:
    """New on one side, and its note or invoice is not there, or not approved, on the other."""
    if pair.is_only_in_released:
        documents = pair.released_parent, pair.released_other
        return any(document.xero_status != APPROVED for document in documents)
    documents = pair.xero_parent, pair.xero_other
    is_open = all(each.released_status in (APPROVED, "Paid") for each in documents)
    return pair.is_only_in_xero and not is_open


def is_removed_twice(pair: Pair) -> bool:
    """Removed on both sides: there is nothing left to be told of its twin."""
    return pair.released_status == pair.xero_status == REMOVED


def is_removed_in_xero(pair: Pair) -> bool:
    """Removed in Xero, there in Re-Leased."""
    return (pair.released_status, pair.xero_status) == (APPLIED, REMOVED)


def is_removed_here(pair: Pair) -> bool:
    """Removed in Re-Leased, there in Xero."""
    return (pair.released_status, pair.xero_status) == (REMOVED, APPLIED)


ALLOCATION_RULES: Final = (
    Rule("R63", "half in scope, as the users know",     is_known_as_half,      Do.WAIT),
    Rule("R63", "one of its documents is out of scope", is_half_in_scope,      Do.REPORT),
    Rule("R63", "what is out of scope is left alone",   is_left_alone,         Do.LEAVE),
    Rule("R38", "no room in Xero, so taken back",       has_no_room_in_xero,   Do.REVERSE),
    Rule("R62", "what was refused waits for its cause", is_waiting,            Do.WAIT),
    Rule("R28", "removed before it crossed",            is_removed_half,       Do.LEAVE),
    Rule("R28", "it may be our own: no answer yet",     may_be_ours,           Do.HOLD),
    Rule("R28", "its document is stuck, so it is",      is_on_stuck_document,  Do.REPORT),
    Rule("R28", "note and invoice go first",            is_before_documents,   Do.WAIT),
    Rule("R28", "allocated here, so allocated in Xero", is_new_here,           Do.PUSH_NEW),
    Rule("R28", "allocated in Xero, so allocated here", is_new_in_xero,        Do.PULL_NEW),
    Rule("R55", "a half that was not seen yet",         is_without_twin,       Do.WAIT),
    Rule("R28", "removed in Xero, so removed here",     is_removed_in_xero,    Do.REVERSE),
    Rule("R28", "removed here, so removed in Xero",     is_removed_here,       Do.PUSH_REMOVAL),
    Rule("R28", "removed on both sides",                is_removed_twice,      Do.LEAVE),
    Rule("R55", "a twin is known by its id",            is_not_introduced_yet, Do.LINK),
    Rule("R28", "exactly once",                         always,                Do.LEAVE),
)  # fmt: skip
"""*Here* is Re-Leased."""

ALLOCATION_TOLD: Final[Told] = {
    is_half_in_scope: "half_in_scope",
    has_no_room_in_xero: "no_room_to_allocate",
    is_on_stuck_document: "document_refused",
}

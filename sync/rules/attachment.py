"""Files on documents: added, replaced, deleted on either side; no bytes are ever lost."""

from typing import Final

from sync.pair import (
    Pair,
    always,
    has_news_for_xero,
    has_news_from_xero,
    is_left_alone,
    is_new_here,
    is_new_in_xero,
    is_not_introduced_yet,
    is_undecided,
    is_waiting,
    is_without_twin,
)
from sync.rules.rule import Action as Do
from sync.rules.rule import Rule, Told

ACTIVE, DELETED, VOIDED = "Active", "Deleted", "Voided"


def is_on_void_document(pair: Pair) -> bool:
    """Its document is void on either side, and what is void is left as it is."""
    return any(
        status in (VOIDED, DELETED)
        for twin in (pair.released_parent, pair.xero_parent)
        for status in (twin.released_status, twin.xero_status)
    )


def is_deleted_half(pair: Pair) -> bool:
    """Deleted before it crossed, or on both sides: it never comes back."""
    if not pair.is_linked:
        return DELETED in (pair.released_status, pair.xero_status)
    return pair.released_status == pair.xero_status == DELETED


def is_deleted_in_xero(pair: Pair) -> bool:
    """A person deleted it in Xero."""
    return pair.is_linked and pair.xero_status == DELETED


def has_bytes_of_its_own(pair: Pair) -> bool:
    """Deleted in Xero, while somebody gave it bytes here that Xero never had."""
    is_new = (pair.base or {}).get("digest") != (pair.released or {}).get("digest")
    return is_deleted_in_xero(pair) and pair.released_status == ACTIVE and is_new


def is_left_behind(pair: Pair) -> bool:
    """What Xero kept under the old name of a file that was renamed here."""
    return is_deleted_here(pair) and pair.released_id is None


def is_renamed_here(pair: Pair) -> bool:
    """Xero has it under a name that is no longer its own; there a name cannot be changed."""
    return pair.is_linked and pair.name_there != (pair.xero or {})["name"]


def is_deleted_here(pair: Pair) -> bool:
    """Deleted in Re-Leased; Xero offers no way to delete a file."""
    return pair.is_linked and pair.released_status == DELETED


def is_before_document(pair: Pair) -> bool:
    """Its document is not on the other side yet."""
    if pair.is_only_in_released:
        return pair.released_parent.xero_id is None
    return pair.is_only_in_xero and pair.xero_parent.released_id is None


def is_contested(pair: Pair) -> bool:
    """Both sides replaced the bytes, and the policy says whose stand."""
    return bool(pair.verdict.conflicts) and not pair.verdict.is_undecided


ATTACHMENT_RULES: Final = (
    Rule("R63", "what is out of scope is left alone",    is_left_alone,         Do.LEAVE),
    Rule("R34", "files of void documents stay",          is_on_void_document,   Do.LEAVE),
    Rule("R33", "what is deleted never comes back",      is_deleted_half,       Do.LEAVE),
    Rule("R62", "what was refused waits for its cause",  is_waiting,            Do.WAIT),
    Rule("R32", "what is new here survives a deletion",  has_bytes_of_its_own,  Do.PUSH_ANEW),
    Rule("R33", "deleted in Xero, so deleted here",      is_deleted_in_xero,    Do.PULL_REMOVAL),
    Rule("R32", "Xero keeps the old name as well",       is_left_behind,        Do.REPORT),
    Rule("R33", "Xero keeps what is deleted here",       is_deleted_here,       Do.REPORT),
    Rule("R34", "the document goes first",               is_before_document,    Do.WAIT),
    Rule("R30", "added here, so added in Xero",          is_new_here,           Do.PUSH_NEW),
    Rule("R31", "added in Xero, so added here",          is_new_in_xero,        Do.PULL_NEW),
    Rule("R55", "a half that was not seen yet",          is_without_twin,       Do.WAIT),
    Rule("R55", "a twin is known by its id",             is_not_introduced_yet, Do.LINK),
    Rule("R32", "a conflict that is left to a person",   is_undecided,          Do.REPORT),
    Rule("R32", "the losing bytes are kept",             is_contested,          Do.KEEP_LOSER),
    Rule("R32", "replaced in Xero, so replaced here",    has_news_from_xero,    Do.PULL),
    Rule("R32", "renamed here, so stored anew in Xero",  is_renamed_here,       Do.PUSH_ANEW),
    Rule("R32", "replaced here, so replaced in Xero",    has_news_for_xero,     Do.PUSH),
    Rule("R54", "what agrees is left alone",             always,                Do.LEAVE),
)  # fmt: skip
"""*Here* is Re-Leased."""

ATTACHMENT_TOLD: Final[Told] = {
    is_left_behind: "file_renamed_here",
    is_deleted_here: "file_deleted_here",
    is_undecided: "undecided",
}

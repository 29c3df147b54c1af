"""Contacts: created, edited and unarchived on either side; archived and merged in Xero only."""

from typing import Final

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

ACTIVE, ARCHIVED = "Active", "Archived"


def is_new_here(pair: Pair) -> bool:
    """A person made it in Re-Leased. A record that was archived before it crossed stays there."""
    return pair.is_only_in_released and pair.released_status == ACTIVE


def is_new_in_xero(pair: Pair) -> bool:
    """A person made it in Xero; an archived one crosses only when a document needs it."""
    return pair.is_only_in_xero and (pair.xero_status == ACTIVE or pair.is_needed)


def is_without_twin(pair: Pair) -> bool:
    """A half that does not cross."""
    return not pair.is_linked


def is_merged_in_xero(pair: Pair) -> bool:
    """Xero merged it into a contact that Re-Leased knows, and Re-Leased did not merge it yet."""
    return pair.is_linked and pair.xero_parent.released_id is not None and not _is_merged(pair)


def _is_merged(pair: Pair) -> bool:
    return bool(pair.released and pair.released["merged"])


def was_refused_restoring(pair: Pair) -> bool:
    """Re-Leased unarchived it and Xero refuses to follow."""
    tried = pair.problem is not None and pair.problem.action == Do.RESTORE
    return tried and pair.is_refused_by("xero") and _differs_as(pair, ACTIVE, ARCHIVED)


def is_unarchived(pair: Pair) -> bool:
    """Archived when last agreed, active in Re-Leased now, and Xero did not speak meanwhile."""
    return _is_active_here_again(pair) and not pair.xero_moved


def is_archived_again(pair: Pair) -> bool:
    """
    Archived when last agreed, brought back on both sides, and archived in Xero anew.

    Method: Xero takes no edits of an archived contact, so one that moved and is archived was
    active in between. Which side spoke last cannot be known: Re-Leased may have edited it since.
    """
    return _is_active_here_again(pair) and pair.xero_moved


def _is_active_here_again(pair: Pair) -> bool:
    return _differs_as(pair, ACTIVE, ARCHIVED) and pair.agreed_status == ARCHIVED


def is_archived_in_xero(pair: Pair) -> bool:
    """Archived in Xero, active in Re-Leased."""
    return _differs_as(pair, ACTIVE, ARCHIVED)


def is_restored_in_xero(pair: Pair) -> bool:
    """Archived when last agreed, active in Xero now."""
    return _differs_as(pair, ARCHIVED, ACTIVE) and pair.agreed_status != ACTIVE


def is_archived_only_here(pair: Pair) -> bool:
    """Archived in Re-Leased while Xero never was: not something the sync carries over."""
    return _differs_as(pair, ARCHIVED, ACTIVE)


def has_news_for_archived(pair: Pair) -> bool:
    """Re-Leased edited a contact that Xero has archived: Xero takes no edits of those."""
    return pair.xero_status == ARCHIVED and has_news_for_xero(pair)


def _differs_as(pair: Pair, released: str, xero: str) -> bool:
    return pair.is_linked and (pair.released_status, pair.xero_status) == (released, xero)


CONTACT_RULES: Final = (
    Rule("R63", "what is unlinked is left alone",       is_left_alone,         Do.LEAVE),
    Rule("R10", "Xero refuses to restore it: archived", was_refused_restoring, Do.FALL_BACK),
    Rule("R62", "what was refused waits for its cause", is_waiting,            Do.WAIT),
    Rule("R2",  "made in Re-Leased, so made in Xero",   is_new_here,           Do.PUSH_NEW),
    Rule("R3",  "made in Xero, so made in Re-Leased",   is_new_in_xero,        Do.PULL_NEW),
    Rule("R3",  "archived before it crossed: it stays", is_without_twin,       Do.LEAVE),
    Rule("R55", "a twin is known by its id",            is_not_introduced_yet, Do.LINK),
    Rule("R13", "merged in Xero, so merged here",       is_merged_in_xero,     Do.MERGE),
    Rule("R10", "unarchived here, so restored in Xero", is_unarchived,         Do.RESTORE),
    Rule("R11", "archived in Xero anew: it stays so",   is_archived_again,     Do.ARCHIVE),
    Rule("R7",  "archived in Xero, so archived here",   is_archived_in_xero,   Do.ARCHIVE),
    Rule("R9",  "restored in Xero, so unarchived here", is_restored_in_xero,   Do.UNARCHIVE),
    Rule("R8",  "archiving never starts here",          is_archived_only_here, Do.REPORT),
    Rule("R6",  "a conflict that is left to a person",  is_undecided,          Do.REPORT),
    Rule("R5",  "edited in Xero, so edited here",       has_news_from_xero,    Do.PULL),
    Rule("R11", "an archived contact takes no edits",   has_news_for_archived, Do.REPORT),
    Rule("R4",  "edited here, so edited in Xero",       has_news_for_xero,     Do.PUSH),
    Rule("R54", "what agrees is left alone",            always,                Do.LEAVE),
)  # fmt: skip
"""*Here* is Re-Leased."""

CONTACT_TOLD: Final[Told] = {
    is_archived_again: "archived_again",
    is_archived_only_here: "archived_here",
    is_undecided: "undecided",
    has_news_for_archived: "archived_there",
}

"""The phases of a record's life: where it stands when a person touches it."""

from collections.abc import Mapping
from typing import Any, Final

from scenarios.model import RELEASED, XERO

NEW: Final = "new"
UNSYNCED: Final = "not synced yet"
LINKED: Final = "linked"
SETTLED: Final = "settled by money"
CLOSED: Final = "void or archived"
UNLINKED: Final = "left out"
APART: Final = "disconnected"

PHASES: Final = (NEW, UNSYNCED, LINKED, SETTLED, CLOSED, UNLINKED, APART)
"""The phases of a record's life, as an action meets it."""

_MONEY: Final = ("AmountPaid", "AmountCredited", "AppliedAmount", "amountPaid", "amountCredited")
_STATUS: Final = ("Status", "status", "ContactStatus")
_OVER: Final = frozenset(("voided", "deleted", "reversed", "archived"))


def phase_of(views: Mapping[str, Mapping[str, Any]], *, connected: bool, left_out: bool) -> str:
    """
    The phase of a record's life.

    Args:
        views: the record as each system that has it shows it.
        connected: whether its company is connected.
        left_out: whether a person left it out of the sync.
    """
    if not connected:
        return APART
    if left_out:
        return UNLINKED
    statuses = {str(view.get(name, "")).lower() for view in views.values() for name in _STATUS}
    if statuses & _OVER:
        return CLOSED
    if any(float(view.get(name) or 0) for view in views.values() for name in _MONEY):
        return SETTLED
    return LINKED if {XERO, RELEASED} <= set(views) else UNSYNCED

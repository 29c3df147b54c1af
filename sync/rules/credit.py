"""Over- and prepayments: kept in Xero with all that they settle, mirrored in Re-Leased."""

from typing import Final

from sync.merge import is_equal
from sync.ownership import CREDIT_FIELDS, XERO
from sync.pair import Pair, always, is_left_alone, is_waiting
from sync.rules.rule import Action as Do
from sync.rules.rule import Rule, Told

VOIDED: Final = "Voided"
OUT_OF_SCOPE, STUCK, NOT_THERE = "out of scope", "stuck", "not there yet"
"""Why an invoice that a credit settles in Xero is not settled by it in Re-Leased."""

MIRRORED: Final = tuple(field.unit for field in CREDIT_FIELDS if field.owner is XERO)


def is_half_in_scope(pair: Pair) -> bool:
    """Left alone by its date or currency, but it settles an invoice that is not."""
    if pair.left_alone in (None, "unlinked"):
        return False
    return bool((pair.xero or {}).get("settles"))


def is_known_as_half(pair: Pair) -> bool:
    """The users were told, and nothing has changed since."""
    return is_half_in_scope(pair) and is_waiting(pair)


def is_not_seen_in_xero(pair: Pair) -> bool:
    """Only Re-Leased's half was read so far."""
    return pair.xero is None


def is_void_half(pair: Pair) -> bool:
    """Void before it crossed: it never crosses."""
    return pair.is_only_in_xero and pair.xero_status == VOIDED


def is_before_contact(pair: Pair) -> bool:
    """Its contact is not in Re-Leased yet."""
    return (pair.xero or {}).get("contact") is None


def differs_from_xero(pair: Pair) -> bool:
    """The mirror is missing, or shows something else than what of it can cross."""
    if pair.released is None or pair.xero is None:
        return True
    units = (unit for unit in MIRRORED if pair.xero[unit] is not None)
    return any(not is_equal("credit", unit, pair.released, pair.xero) for unit in units)


def settles_out_of_scope(pair: Pair) -> bool:
    """It settles an invoice that is left alone."""
    return OUT_OF_SCOPE in pair.left_out


def settles_what_is_stuck(pair: Pair) -> bool:
    """It settles an invoice that cannot follow in Re-Leased."""
    return STUCK in pair.left_out


def is_before_invoices(pair: Pair) -> bool:
    """It settles an invoice that is not in Re-Leased, or not approved there, yet."""
    return NOT_THERE in pair.left_out


CREDIT_RULES: Final = (
    Rule("R63", "half in scope, as the users know",       is_known_as_half,      Do.WAIT),
    Rule("R63", "out of scope, unlike what it settles",   is_half_in_scope,      Do.REPORT),
    Rule("R63", "what is out of scope is left alone",     is_left_alone,         Do.LEAVE),
    Rule("R14", "a half that was not seen yet",           is_not_seen_in_xero,   Do.LEAVE),
    Rule("R62", "what was refused waits for its cause",   is_waiting,            Do.WAIT),
    Rule("R14", "void before it crossed: it never does",  is_void_half,          Do.LEAVE),
    Rule("R47", "the contact goes first",                 is_before_contact,     Do.WAIT),
    Rule("R14", "kept in Xero, so a credit here",         differs_from_xero,     Do.MIRROR),
    Rule("R63", "some of what it settles is not synced",  settles_out_of_scope,  Do.REPORT),
    Rule("R38", "some of what it settles cannot follow",  settles_what_is_stuck, Do.REPORT),
    Rule("R47", "the invoices that it settles go first",  is_before_invoices,    Do.WAIT),
    Rule("R54", "what agrees is left alone",              always,                Do.LEAVE),
)  # fmt: skip
"""*Here* is Re-Leased."""

CREDIT_TOLD: Final[Told] = {
    is_half_in_scope: "credit_in_part",
    settles_out_of_scope: "credit_in_part",
    settles_what_is_stuck: "document_refused",
}

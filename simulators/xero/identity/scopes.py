"""The scopes of both generations: what each allows, and which one covers which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

OFFLINE: Final = "offline_access"
OPENID: Final = "openid"
OF_THE_APP: Final = "app.connections"
"""Not a user's to grant: the app asks for it in its own name, to manage its connections."""
BROAD: Final = ("accounting.transactions", "accounting.reports.read")
"""The old generation."""


@dataclass(frozen=True, slots=True)
class Scope:
    """
    One thing that a user may grant.

    Args:
        name: as asked for.
        meaning: what the consent page says.
        covered_by: the old scope that allows it too.
        has_read: whether the name with `.read` grants reading alone.
    """

    name: str
    meaning: str
    covered_by: str = ""
    has_read: bool = False


_TRANSACTIONS, _REPORTS = BROAD

SCOPES: Final = (
    Scope(OPENID, "Know who you are"),
    Scope("profile", "See your name"),
    Scope("email", "See your e-mail address"),
    Scope(OFFLINE, "Stay connected while you are away"),
    Scope("accounting.settings", "Settings: accounts, tax rates, tracking", has_read=True),
    Scope("accounting.contacts", "Contacts and contact groups", has_read=True),
    Scope("accounting.attachments", "Attached files", has_read=True),
    Scope(_TRANSACTIONS, "All transactions", has_read=True),
    Scope("accounting.invoices", "Invoices, bills, credit notes, quotes, orders, items",
          _TRANSACTIONS, has_read=True),
    Scope("accounting.payments", "Payments, prepayments, overpayments",
          _TRANSACTIONS, has_read=True),
    Scope("accounting.banktransactions", "Spent and received money, transfers",
          _TRANSACTIONS, has_read=True),
    Scope("accounting.manualjournals", "Manual journals", _TRANSACTIONS, has_read=True),
    Scope("accounting.journals.read", "The general ledger"),
    Scope("accounting.budgets.read", "Budgets"),
    Scope(_REPORTS, "All reports"),
    Scope("accounting.reports.aged.read", "Aged receivables and payables", _REPORTS),
    Scope("accounting.reports.balancesheet.read", "Balance sheet", _REPORTS),
    Scope("accounting.reports.banksummary.read", "Bank summary", _REPORTS),
    Scope("accounting.reports.budgetsummary.read", "Budget summary", _REPORTS),
    Scope("accounting.reports.executivesummary.read", "Executive summary", _REPORTS),
    Scope("accounting.reports.profitandloss.read", "Profit and loss", _REPORTS),
    Scope("accounting.reports.trialbalance.read", "Trial balance", _REPORTS),
    Scope("accounting.reports.taxreports.read", "Tax reports", _REPORTS),
    Scope("accounting.reports.tenninetynine.read", "1099 reports"),
    Scope("paymentservices", "Payment services"),
)  # fmt: skip
"""Source: documented, facts 1.8."""

READ: Final = ".read"
MEANINGS: Final[Mapping[str, str]] = {
    **{each.name: each.meaning for each in SCOPES},
    **{each.name + READ: f"{each.meaning}, to read only" for each in SCOPES if each.has_read},
}
"""Every name that may be asked for, with what it grants."""
_COVERED_BY: Final = {each.name: each.covered_by for each in SCOPES if each.covered_by}
_OLD: Final = frozenset(BROAD) | {name + READ for name in BROAD}
_NEW: Final = frozenset(_COVERED_BY) | {name + READ for name in _COVERED_BY}

OF_A_SYNC: Final = tuple(
    name
    for name in (each.name for each in SCOPES)
    if name == OFFLINE or (name.startswith("accounting.") and name not in BROAD)
)
"""What a world's app was granted when a person connected it, unless the recipe says otherwise."""

GENERATIONS: Final[Mapping[str, frozenset[str]]] = {
    "either": frozenset(MEANINGS),
    "granular": frozenset(MEANINGS) - _OLD,
    "broad": frozenset(MEANINGS) - _NEW,
}
"""What an app may ask for, by the value of the switch `xero_scopes`."""


def are_allowed(asked: Iterable[str], generation: str) -> bool:
    """Whether an app of that generation may ask for all of these."""
    return GENERATIONS[generation].issuperset(asked)


@lru_cache(maxsize=256)
def _that_cover(wanted: str, *, reading: bool) -> frozenset[str]:
    names = set(wanted.split())
    names |= {_COVERED_BY[name] for name in names if name in _COVERED_BY}
    if reading:
        names |= {name + READ for name in names if not name.endswith(READ)}
    return frozenset(names)


def covers(granted: Iterable[str], wanted: str, *, reading: bool) -> bool:
    """
    Whether granted scopes, of either generation, allow what a call needs.

    Args:
        granted: what the token may do.
        wanted: a granular scope without `.read`, or several of which one will do, with blanks.
        reading: whether the call only reads.
    """
    return not _that_cover(wanted, reading=reading).isdisjoint(granted)

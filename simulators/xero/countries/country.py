"""What the books of one country begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ALL: Final = "AEXLR"
INCOME: Final = "AELR"
EXPENSE: Final = "AEXL"
LETTERS: Final = {"A": "ASSET", "E": "EQUITY", "X": "EXPENSE", "L": "LIABILITY", "R": "REVENUE"}
"""The classes of accounts that a rate may go with, one letter each."""

SALES: Final = "sales"
PURCHASES: Final = "purchases"
EXEMPT: Final = "exempt"
REDUCED: Final = "reduced"
UNTAXED: Final = "untaxed"
"""What accounts of the chart are taxed as; each country has a tax type for each."""

Rate = tuple[str, str, str, int, int, str]
"""Tax type, what it is reported as, name, percent, percent shown, letters of `LETTERS`."""


@dataclass(frozen=True, slots=True)
class Country:
    """
    One country as Xero knows it.

    Args:
        version: the edition of Xero.
        zone: the time zone in Microsoft's style.
        iana: the same time zone by its IANA name.
        year_end: day and month on which the financial year ends.
        basis: how tax is accounted for.
        period: how often tax is reported.
        tax: what the tax is called.
        bank_number: a bank account number in the country's form.
        taxes: the tax type for everything that an account may be taxed as.
        reports: what a rate of the user's own may be reported as.
        rates: the rates that Xero brings.
    """

    version: str
    currency: str
    zone: str
    iana: str
    year_end: tuple[int, int]
    basis: str
    period: str
    tax: str
    bank_number: str
    taxes: Mapping[str, str]
    reports: tuple[str, ...]
    rates: tuple[Rate, ...]

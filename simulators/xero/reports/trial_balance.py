"""The trial balance: what every account holds; debits equal credits, whatever happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.money import ZERO
from simulators.xero.books import Books
from simulators.xero.ledger import RETAINED, Chart, Entry, balances, chart_of, entries
from simulators.xero.reports.shape import amount, header, long_date, report, row, section, summary

NAME: Final = "Trial Balance"
SECTIONS: Final = (
    #  class        title          natural side
    ("REVENUE",   "Revenue",     -1),
    ("EXPENSE",   "Expenses",     1),
    ("ASSET",     "Assets",       1),
    ("LIABILITY", "Liabilities", -1),
    ("EQUITY",    "Equity",      -1),
)  # fmt: skip
OF_A_YEAR: Final = ("REVENUE", "EXPENSE")
"""What begins at zero each financial year; former years are retained earnings."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one account has moved in the month, and holds in the year to date."""

    account: Doc
    month: Decimal
    year: Decimal


def build(books: Books, day: str) -> Doc:
    """The trial balance as of a day. Source: documented."""
    found = lines(books, day)
    rows = [header("Account", "Debit", "Credit", "YTD Debit", "YTD Credit")]
    for kind, title, natural in SECTIONS:
        mine = [line for line in found if line.account["Class"] == kind]
        if mine:
            rows.append(section([_row(line, natural) for line in mine], title))
    rows.append(section([_totals(found)]))
    titles = (NAME, books.organisation["Name"], f"As at {long_date(day)}")
    return report(books, NAME, titles, day, rows)


def lines(books: Books, day: str) -> list[Line]:
    """The accounts that are posted to, by code."""
    chart = chart_of(books)
    posted = [entry for entry in entries(books, chart) if entry.date <= day]
    month = balances(entry for entry in posted if entry.date >= f"{day[:7]}-01")
    year = _year(books, chart, posted, day)
    found = [
        Line(account, month.get(account_id, ZERO), year.get(account_id, ZERO))
        for account_id, account in chart.accounts.items()
        if month.get(account_id) or year.get(account_id)
    ]
    return sorted(found, key=lambda line: (line.account.get("Code", ""), line.account["Name"]))


def _year(books: Books, chart: Chart, posted: Iterable[Entry], day: str) -> dict[str, Decimal]:
    """Balances, with income and expenses of former years in retained earnings."""
    start = year_start(books.organisation, day)
    sums, retained = balances(posted), ZERO
    former = balances(entry for entry in posted if entry.date < start)
    for account_id, old in former.items():
        if chart.accounts[account_id]["Class"] in OF_A_YEAR:
            sums[account_id] -= old
            retained += old
    keeper = chart.system[RETAINED]
    sums[keeper] = sums.get(keeper, ZERO) + retained
    return sums


def year_start(organisation: Doc, day: str) -> str:
    """The first day of the financial year that a day lies in."""
    year = int(day[:4])
    end = _year_end(organisation, year)
    if end >= day:
        end = _year_end(organisation, year - 1)
    return (date.fromisoformat(end) + timedelta(days=1)).isoformat()


def _year_end(organisation: Doc, year: int) -> str:
    month, day = organisation["FinancialYearEndMonth"], organisation["FinancialYearEndDay"]
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(f"{year:04d}-{month:02d}-{day:02d}", (following - timedelta(days=1)).isoformat())


def _row(line: Line, natural: int) -> Doc:
    code = line.account.get("Code")
    name = f"{line.account['Name']} ({code})" if code else line.account["Name"]
    cells = (*_sides(line.month, natural), *_sides(line.year, natural))
    return row(name, *cells, mark="account", of=line.account["AccountID"])


def _sides(number: Decimal, natural: int) -> tuple[str, str]:
    """A balance as a debit or a credit; nothing stands on the account's natural side."""
    if number > 0 or (not number and natural > 0):
        return amount(number), ""
    return "", amount(-number)


def _totals(found: list[Line]) -> Any:
    sums = [
        sum((max(sign * each, ZERO) for each in column), ZERO)
        for column in ([line.month for line in found], [line.year for line in found])
        for sign in (1, -1)
    ]
    return summary("Total", *(amount(each) for each in sums))

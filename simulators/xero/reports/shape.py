"""The shape that all of Xero's reports have: titles, and rows of cells that are texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.money import text
from simulators.xero.books import Books
from simulators.xero.wire.values import bare_ticks

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def report(books: Books, name: str, titles: Iterable[str], day: str, rows: list[Doc]) -> Doc:
    """A report by its name, such as Trial Balance, as of a day."""
    kind = name.replace(" ", "")
    return {
        "ReportID": kind,
        "ReportName": name,
        "ReportType": kind,
        "ReportTitles": list(titles),
        "ReportDate": long_date(day),
        "UpdatedDateUTC": bare_ticks(books.now),
        "Fields": [],
        "Rows": rows,
    }


def header(*titles: str) -> Doc:
    """The titles of the columns."""
    return {"RowType": "Header", "Cells": [{"Value": title} for title in titles]}


def section(rows: list[Doc], title: str = "") -> Doc:
    """Rows below a title."""
    return {"RowType": "Section", "Title": title, "Rows": rows}


def row(*values: str, mark: str = "", of: str = "") -> Doc:
    """A row; each cell says of which record it is, when `mark` names the kind of id."""
    if not mark:
        return {"RowType": "Row", "Cells": [{"Value": value} for value in values]}
    marks = [{"Value": of, "Id": mark}]
    return {"RowType": "Row", "Cells": [{"Value": v, "Attributes": marks} for v in values]}


def summary(*values: str) -> Doc:
    """A row of sums."""
    return {"RowType": "SummaryRow", "Cells": [{"Value": value} for value in values]}


def amount(number: Decimal) -> str:
    """An amount in a cell."""
    return text(number)


def long_date(day: str) -> str:
    """A date in words, such as 24 April 2019."""
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def days_between(earlier: str, later: str) -> int:
    """How many days lie between two dates."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days

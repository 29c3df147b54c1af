"""
A repeating charge: a tenancy's rent schedule, which raises an invoice for each due day.

Source: documented that tenancies are charged so (RL-VIEWINV, RL-TRACK2); the schedule is designed.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.released.document import MODES

WEEK_DAYS: Final = 7
MONTH_DAYS: Final = 31
MONTHS: Final = {"Monthly": 1, "Quarterly": 3, "Yearly": 12}
FREQUENCIES: Final = ("Weekly", *MONTHS)
STATUSES: Final = ("Active", "Ended")
RAISED_AS: Final = ("Draft", "Approved")
MOST_DAYS_IN_ADVANCE: Final = 90

CREATION: Final = (
    Field("tenancyId", Kind.INTEGER, SetBy.CREATION, required=True, nullable=False),
    Field("description", required=True, limit=1000, nullable=False),
    Field("amount", Kind.MONEY, required=True, nullable=False),
    Field("accountCode", required=True, limit=50, nullable=False),
    Field("taxType", limit=50),
    Field("taxMode", Kind.ENUM, values=MODES),
    Field("frequency", Kind.ENUM, required=True, values=FREQUENCIES, nullable=False),
    Field("day", Kind.INTEGER, required=True, nullable=False),
    Field("startDate", Kind.DATE, required=True, nullable=False),
    Field("endDate", Kind.DATE),
    Field("raiseAs", Kind.ENUM, values=RAISED_AS),
    Field("daysInAdvance", Kind.INTEGER),
)
BLANK: Final[Doc] = {
    "tenancyId": None,
    "description": "",
    "amount": "0.00",
    "accountCode": None,
    "taxType": None,
    "taxMode": "Exclusive",
    "frequency": "",
    "day": 1,
    "startDate": None,
    "endDate": None,
    "raiseAs": "Draft",
    "daysInAdvance": None,
}
UNRAISED: Final[Doc] = {
    "status": "Active",
    "raised": 0,
    "lastDueDate": None,
    "lastDocumentId": None,
    "lastProblem": None,
}


def is_sound(charge: Doc) -> Iterator[Refusal]:
    """Amount, day and dates make a schedule."""
    if Decimal(charge["amount"]) <= 0:
        yield Refusal("wrong_value", "The amount must be above zero.", "amount")
    most = WEEK_DAYS if charge["frequency"] == "Weekly" else MONTH_DAYS
    if charge["day"] > most:
        yield Refusal("wrong_value", f"day lies between 1 and {most}.", "day")
    if (charge["daysInAdvance"] or 0) > MOST_DAYS_IN_ADVANCE:
        message = f"daysInAdvance is {MOST_DAYS_IN_ADVANCE} at most."
        yield Refusal("wrong_value", message, "daysInAdvance")
    if charge["endDate"] is not None and charge["endDate"] < charge["startDate"]:
        yield Refusal("wrong_value", "The charge ends before it starts.", "endDate")


def is_active(charge: Doc) -> Iterator[Refusal]:
    """What has ended raises nothing any more and is not changed."""
    if charge["status"] != "Active":
        yield Refusal("invalid_transition", "The charge has ended.")


def due_on_or_after(charge: Doc, day: date) -> date | None:
    """
    The first due day of a schedule that is no earlier than a day; None when the charge is over.

    Method: weeks count from the first such weekday on or after the start; months from the month of
    the start, in which a day that the month does not have is its last one.
    """
    start = date.fromisoformat(charge["startDate"])
    wanted = max(start, day)
    weekly = charge["frequency"] == "Weekly"
    found = _in_weeks(charge, wanted) if weekly else _in_months(charge, start, wanted)
    is_over = charge["endDate"] is not None and found.isoformat() > charge["endDate"]
    return None if is_over else found


def _in_weeks(charge: Doc, wanted: date) -> date:
    return wanted + timedelta(days=(charge["day"] - wanted.isoweekday()) % WEEK_DAYS)


def _in_months(charge: Doc, start: date, wanted: date) -> date:
    step = MONTHS[charge["frequency"]]
    first = _month_number(start)
    turn = max(0, (_month_number(wanted) - first) // step)
    found = _day_of_month(first + turn * step, charge["day"])
    return found if found >= wanted else _day_of_month(first + (turn + 1) * step, charge["day"])


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _day_of_month(number: int, day: int) -> date:
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def raise_date(charge: Doc, due: date) -> date:
    """The day on which the invoice for a due day is raised."""
    return due - timedelta(days=charge["daysInAdvance"] or 0)


def from_today(charge: Doc, today: date) -> date:
    """The earliest due day that is still to be raised, when the charge is looked at today."""
    earliest = today + timedelta(days=charge["daysInAdvance"] or 0)
    last = charge["lastDueDate"]
    return max(earliest, date.fromisoformat(last) + timedelta(days=1)) if last else earliest


def due_keys(charge: Doc) -> list[tuple[int, str, int]]:
    """Where a charge stands in the order of what is raised next; ended ones stand nowhere."""
    if charge["raisesAt"] is None:
        return []
    return [(0, charge["raisesAt"], charge["id"])]

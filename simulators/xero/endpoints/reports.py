"""Reports and journals: what the ledger says."""

from __future__ import annotations

from functools import partial
from typing import Final

from simulators.kernel.call import Call, Endpoint, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.xero import journals
from simulators.xero.endpoints.reading import ROOT, books_of, found_or_missing, missing
from simulators.xero.reports import aged, trial_balance
from simulators.xero.reports.aged import Aged, Asked
from simulators.xero.reports.aged_payables import PAYABLES
from simulators.xero.reports.aged_receivables import RECEIVABLES
from simulators.xero.wire.envelope import NOT_IMPLEMENTED, envelope
from simulators.xero.wire.listing import parameters, since
from simulators.xero.wire.values import calendar_date, flag, guid

AGED: Final = "accounting.reports.aged.read"
TRIAL_BALANCE: Final = "accounting.reports.trialbalance.read"
JOURNALS: Final = "accounting.journals.read"

EARLIEST: Final = "1900-01-01"
LATEST: Final = "2999-12-31"
NO_CONTACT: Final = "The contactId must be specified."
NO_DATE: Final = "The {} is not a valid date."
NO_OFFSET: Final = "The offset must be a whole number."


def by_contact(which: Aged, world: World, call: Call) -> Reply:
    """One of the two aged reports, of one contact."""
    books = books_of(world, call)
    reference = parameters(call).get("contactid", "")
    if not reference:
        raise Refused(Refusal("report", NO_CONTACT, "contactId"))
    contact = found_or_missing(books.row("contact", guid(reference)))
    day = _date(call, "date") or books.today
    asked = Asked(contact, day, _date(call, "fromDate"), _date(call, "toDate") or day)
    return envelope(world, "Reports", [aged.build(books, which, asked)])


def balance(world: World, call: Call) -> Reply:
    """The trial balance; on accrual basis only."""
    books = books_of(world, call)
    if _payments_only(call):
        raise Refused(Refusal("report", NOT_IMPLEMENTED, "paymentsOnly", status=501))
    day = _date(call, "date") or books.today
    return envelope(world, "Reports", [trial_balance.build(books, day)])


def many(world: World, call: Call) -> Reply:
    """Up to a hundred journals beyond a number."""
    books = books_of(world, call)
    offset = parameters(call).get("offset", "").strip() or "0"
    if not (offset.isascii() and offset.isdecimal()) or len(offset) > 15:
        raise Refused(Refusal("report", NO_OFFSET, "offset"))
    earliest = since(books, call.headers.get("if-modified-since", ""))
    found = journals.after(books, int(offset), since=earliest, payments_only=_payments_only(call))
    return envelope(world, "Journals", [journals.render(books, each) for each in found])


def one(world: World, call: Call) -> Reply:
    """One journal, by id or number."""
    books = books_of(world, call)
    found = journals.find(books, call.params["reference"])
    if found is None:
        raise missing()
    return envelope(world, "Journals", [journals.render(books, found)])


def _payments_only(call: Call) -> bool:
    return flag(parameters(call).get("paymentsonly", "")) is True


def _date(call: Call, name: str) -> str:
    text = parameters(call).get(name.lower(), "").strip()
    if not text:
        return ""
    found = calendar_date(text)
    if found is None or not EARLIEST <= found <= LATEST:
        raise Refused(Refusal("report", NO_DATE.format(name), name))
    return found


ENDPOINTS: Final = (
    Endpoint(
        "GET",
        f"{ROOT}/Reports/AgedReceivablesByContact",
        partial(by_contact, RECEIVABLES),
        AGED,
    ),
    Endpoint("GET", f"{ROOT}/Reports/AgedPayablesByContact", partial(by_contact, PAYABLES), AGED),
    Endpoint("GET", f"{ROOT}/Reports/TrialBalance", balance, TRIAL_BALANCE),
    Endpoint("GET", f"{ROOT}/Journals", many, JOURNALS),
    Endpoint("GET", f"{ROOT}/Journals/<reference>", one, JOURNALS),
)

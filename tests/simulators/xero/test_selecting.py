"""Whatever index serves a list request, the rows are those that a walk over everything finds."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.kernel.call import Call, Doc
from simulators.kernel.clock import instant_text, parse_instant
from simulators.kernel.store import Table
from simulators.xero.books import SYSTEM, Books
from simulators.xero.invoice_view import INVOICES
from simulators.xero.payment_view import PAYMENTS
from simulators.xero.vendor import VENDOR
from simulators.xero.wire import selecting
from simulators.xero.wire.listing import read_ask
from tests.simulators.xero.office import Office, line

COUNT = 60


def a_busy_office() -> Office:
    """Sixty documents over two months: drafts, dead and paid ones, some of one instant."""
    office = Office()
    contacts = [office.contact(f"C{number}", ContactNumber=f"N{number}") for number in range(4)]
    for number in range(COUNT):
        if number % 3:
            office.world.pass_time(number % 7)
        status = ("DRAFT", "SUBMITTED", "AUTHORISED", "AUTHORISED", "AUTHORISED")[number % 5]
        due = {} if status == "DRAFT" and number % 2 else {"DueDate": f"2026-04-{1 + number % 9}"}
        rows = [
            {
                "Type": ("ACCREC", "ACCPAY")[number % 4 == 0],
                "Contact": {"ContactID": contacts[number % 4]},
                "Date": f"2026-0{2 + number % 2}-{1 + number % 28:02d}",
                "Status": status,
                "Reference": f"R{number % 3}",
                "LineItems": [line(UnitAmount=number % 6)],
                **{name: f"{text[:8]}{int(text[8:]):02d}" for name, text in due.items()},
            }
        ]
        made = office.ok("PUT", "/Invoices", {"Invoices": rows})[0]
        if status == "AUTHORISED" and made["Total"] and number % 4:
            amount = made["Total"] if number % 3 else made["Total"] / 2
            office.pay(
                made["InvoiceID"], str(round(amount, 2)), Date=f"2026-03-{1 + number % 20:02d}"
            )
        elif status == "AUTHORISED" and number % 2:
            office.one("POST", f"/Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})
    return office


OFFICE = a_busy_office()
BOOKS = Books(OFFICE.world, OFFICE.tenants[0])
SOME = OFFICE.ok("GET", "/Invoices")[7]

WHERES = (
    "", 'Type=="ACCREC"', 'Status=="AUTHORISED"', "AmountDue>0", "AmountDue<=0", "AmountDue>1.5",
    "0<AmountDue", "AmountDue==0", "AmountDue!=0", "AmountDue>=0",
    "Date>=DateTime(2026,3,1)", "Date<DateTime(2026,3,1)", "Date>DateTime(2026,2,10,12,0,0)",
    "Date<=DateTime(2026,3,5)", "Date==DateTime(2026,2,1)", "Date!=DateTime(2026,2,1)",
    "Date==DateTime(2026,2,1) OR Date==DateTime(2026,3,2)",
    "Date>=DateTime(2026,2,5) AND Date<DateTime(2026,3,5)",
    "DueDate<DateTime(2026,4,5)", "DueDate==null", "DueDate!=null", "DateTime(2026,4,3)<=DueDate",
    'Contact.Name=="c1"', 'Contact.ContactNumber=="N2"', 'Contact.Name=="nobody"',
    f'Contact.ContactID==guid("{SOME["Contact"]["ContactID"]}")', 'Reference=="r1"',
    f'InvoiceID==guid("{SOME["InvoiceID"]}") OR InvoiceNumber=="INV-0001"',
    'InvoiceNumber=="INV-0003"', 'NOT Status=="DRAFT"', 'Status=="DRAFT" OR Status=="PAID"',
    "UpdatedDateUTC>=DateTime(2026,3,2,9,1,0)", "UpdatedDateUTC<DateTime(2026,3,2,9,2,0)",
    'Reference.Contains("2")', "DueDate<DateTime(1,1,1)", "Date>DateTime(9999,12,31,23,59,59)",
)  # fmt: skip
ORDERS = (
    "", "Date", "Date DESC", "DueDate DESC", "DueDate", "UpdatedDateUTC DESC", "UpdatedDateUTC",
    "Total DESC", "Date DESC, Total", "InvoiceNumber DESC", "Status",
)  # fmt: skip
SINCES = ("", "2026-03-02T09:01:00", "2030-01-01T00:00:00")


def brute(ask: Any, resource: Any) -> list[Doc]:
    """All records that pass, by testing every one of them."""
    docs = [doc for doc in BOOKS.table(resource.kind) if doc["owner"] == BOOKS.owner]
    tests = selecting._tests(resource, ask, frozenset())
    passed = [doc for doc in docs if all(test(BOOKS, doc) for test in tests)]
    return selecting._sorted(BOOKS, resource, ask, passed, in_order=False)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    wheres=st.lists(st.sampled_from(WHERES), max_size=3),
    order=st.sampled_from(ORDERS),
    since=st.sampled_from(SINCES),
    page=st.sampled_from(["", "1", "2", "3"]),
    size=st.sampled_from(["1", "2", "7", "100"]),
    statuses=st.sampled_from(["", "PAID,draft", "AUTHORISED"]),
)
def test_an_index_never_changes_what_is_found(
    wheres: list[str], order: str, since: str, page: str, size: str, statuses: str
) -> None:
    where = " AND ".join(f"({text})" for text in wheres if text)
    query = {"where": [where], "order": [order], "pageSize": [size], "statuses": [statuses]}
    call = Call(
        SYSTEM, "GET", "/Invoices",
        query={**query, "page": [page]} if page else query,
        headers={"if-modified-since": since},
    )  # fmt: skip
    ask = read_ask(BOOKS, call, INVOICES)
    wanted = brute(ask, INVOICES)

    found, count = selecting.select(BOOKS, INVOICES, ask)

    start = 0 if ask.page is None else (ask.page - 1) * ask.size
    stop = len(wanted) if ask.page is None else start + ask.size
    names = [doc["InvoiceNumber"] for doc in found]
    assert (names, count) == (
        [doc["InvoiceNumber"] for doc in wanted[start:stop]], len(wanted)
    )  # fmt: skip


@pytest.mark.parametrize("order", ["", "Date DESC", "Date", "Reference"])
@pytest.mark.parametrize(
    "where",
    ['Invoice.InvoiceNumber=="INV-0004"', "Date>DateTime(2026,3,9)", 'Reference=="x"',
     'Status=="AUTHORISED" AND Date<DateTime(2026,3,9)'],
)  # fmt: skip
def test_payments_are_found_as_well(where: str, order: str) -> None:
    query = {"where": [where], "order": [order], "page": ["1"], "pageSize": ["5"]}
    ask = read_ask(BOOKS, Call(SYSTEM, "GET", "/Payments", query=query), PAYMENTS)
    wanted = brute(ask, PAYMENTS)

    found, count = selecting.select(BOOKS, PAYMENTS, ask)

    assert ([doc["PaymentID"] for doc in found], count) == (
        [doc["PaymentID"] for doc in wanted[:5]], len(wanted)
    )  # fmt: skip


class Counted:
    """How many records a table hands out while it is watched."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows = 0
        for name in ("between", "slice", "find"):
            self._watch(monkeypatch, name, getattr(Table, name))

    def _watch(
        self, monkeypatch: pytest.MonkeyPatch, name: str, method: Callable[..., Any]
    ) -> None:
        def watched(table: Table, *args: Any, **more: Any) -> Any:
            return self._counting(method(table, *args, **more))

        monkeypatch.setattr(Table, name, watched)

    def _counting(self, rows: Any) -> Any:
        if isinstance(rows, list):
            self.rows += len(rows)
            return rows
        return self._one_by_one(rows)

    def _one_by_one(self, rows: Any) -> Any:
        for row in rows:
            self.rows += 1
            yield row


def a_grown_office(count: int = 3_000) -> Books:
    """As many invoices as that, put straight into the table."""
    office = Office()
    first = office.invoice()
    table = office.world.table(SYSTEM, "invoice")
    stored = table.row(first["InvoiceID"])
    assert stored is not None
    began = parse_instant("2026-03-03T00:00:00Z")
    for number in range(count):
        day = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}"
        key = office.world.ids.guid("xero.invoice")
        table.put(
            key,
            {
                **stored,
                "InvoiceID": key,
                "InvoiceNumber": f"N{number}",
                "Status": "AUTHORISED" if number % 2 else "PAID",
                "AmountDue": "120.00" if number % 2 else "0.00",
                "Date": day,
                "DueDate": day,
                "UpdatedDateUTC": instant_text(began + number * 1000),
            },
        )  # fmt: skip
    return Books(office.world, office.tenants[0])


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ({"page": "1"}, 100), ({"page": "20"}, 100), ({"page": "1", "Statuses": "PAID"}, 100),
        ({"page": "1", "where": "AmountDue>0"}, 100),
        ({"page": "1", "where": 'Status=="AUTHORISED" AND AmountDue>0'}, 100),
        ({"page": "1", "where": 'InvoiceNumber=="N7"'}, 1),
        ({"page": "1", "where": "Date==DateTime(2026,3,3)"}, 60),
        ({"page": "1", "where": "Date>=DateTime(2026,3,1) AND Date<DateTime(2026,3,8)"}, 200),
        ({"page": "1", "where": "DueDate<DateTime(2026,1,8)"}, 200),
        ({"page": "1", "where": "Date>=DateTime(2026,1,1)"}, 200),
        ({"page": "1", "where": "UpdatedDateUTC>=DateTime(2026,3,3,0,49,0)"}, 60),
        ({"page": "1", "order": "Date"}, 100),
        ({"page": "1", "order": "UpdatedDateUTC DESC"}, 110),
        ({"page": "1", "order": "Date DESC"}, 140),
        ({"page": "1", "order": "DueDate DESC", "where": "AmountDue>0"}, 450),
        ({"page": "1", "order": "Date DESC", "where": "Date<DateTime(2026,6,1)"}, 140),
        ({"where": 'Contact.Name=="nobody"'}, 0),
    ],
)  # fmt: skip
def test_a_request_walks_only_what_it_must(
    query: dict[str, str], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three thousand invoices."""
    call = Call(SYSTEM, "GET", "/Invoices", query={name: [text] for name, text in query.items()})
    ask = read_ask(GROWN, call, INVOICES)
    counted = Counted(monkeypatch)

    found, count = selecting.select(GROWN, INVOICES, ask)

    assert counted.rows <= most
    assert len(found) <= count


GROWN = a_grown_office()


def test_every_paged_list_keeps_its_changes_in_order() -> None:
    for each in VENDOR.tables:
        indexes = {index.name for index in VENDOR.tables[each]}
        assert ("changed" in indexes) == ("state" in indexes)

"""One row in every form that clients send it in, on every route that takes rows. Facts 3.1."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from xml.sax.saxutils import escape

import pytest

from simulators.xero.vendor import VENDOR
from simulators.xero.wire.body import MOST_BYTES, MOST_ROWS
from simulators.xero.wire.xml import SINGULARS
from tests.simulators.xero.office import API, Office, line, payment
from tests.simulators.xero.teller import Teller

Row = Callable[[Teller], dict[str, Any]]

CATEGORY = {"Name": "Region"}
TAX = {
    "Name": "Levy",
    "ReportTaxType": "OUTPUT",
    "TaxComponents": [{"Name": "Levy", "Rate": 2.5, "IsCompound": False}],
}


def invoiced(desk: Teller) -> str:
    return str(desk.invoice(desk.who)["InvoiceID"])


def allocating(desk: Teller) -> dict[str, Any]:
    return {"Invoice": {"InvoiceID": invoiced(desk)}, "Amount": 1}


ROUTES: dict[tuple[str, str], tuple[str, Row]] = {
    ("PUT", "/Accounts"): (
        "Accounts", lambda d: {"Code": "998", "Name": "Spare", "Type": "EXPENSE"}
    ),
    ("PUT", "/BankTransactions"): ("BankTransactions", lambda d: d.spending()),
    ("POST", "/BankTransactions"): ("BankTransactions", lambda d: d.spending()),
    ("PUT", "/BankTransfers"): ("BankTransfers", lambda d: d.transferring()),
    ("PUT", "/BatchPayments"): ("BatchPayments", lambda d: d.batching((invoiced(d), "5"))),
    ("PUT", "/Contacts"): ("Contacts", lambda d: {"Name": "Other"}),
    ("POST", "/Contacts"): ("Contacts", lambda d: {"Name": "Other"}),
    ("PUT", "/ContactGroups"): ("ContactGroups", lambda d: {"Name": "VIP"}),
    ("PUT", "/CreditNotes"): ("CreditNotes", lambda d: d.credit(d.who)),
    ("POST", "/CreditNotes"): ("CreditNotes", lambda d: d.credit(d.who)),
    ("PUT", "/Currencies"): ("Currencies", lambda d: {"Code": "USD"}),
    ("PUT", "/Invoices"): ("Invoices", lambda d: d.draft(d.who)),
    ("POST", "/Invoices"): ("Invoices", lambda d: d.draft(d.who)),
    ("PUT", "/Items"): ("Items", lambda d: {"Code": "A", "Name": "Chair"}),
    ("POST", "/Items"): ("Items", lambda d: {"Code": "A", "Name": "Chair"}),
    ("PUT", "/Payments"): ("Payments", lambda d: payment(invoiced(d), "7")),
    ("POST", "/Payments"): ("Payments", lambda d: payment(invoiced(d), "7")),
    ("PUT", "/TaxRates"): ("TaxRates", lambda d: TAX),
    ("POST", "/TaxRates"): ("TaxRates", lambda d: TAX),
    ("PUT", "/TrackingCategories"): ("TrackingCategories", lambda d: CATEGORY),
}  # fmt: skip
"""What is sent to a route without a record in its path."""

ELSEWHERE = {("POST", "/BatchPayments")}
"""Takes only the deletion of what is there."""


def lowered(value: Any) -> Any:
    """The same with names in lower case."""
    if isinstance(value, list):
        return [lowered(each) for each in value]
    if isinstance(value, dict):
        return {name.lower(): lowered(each) for name, each in value.items()}
    return value


def texted(value: Any) -> Any:
    """The same with numbers as texts."""
    if isinstance(value, list):
        return [texted(each) for each in value]
    if isinstance(value, dict):
        return {name: texted(each) for name, each in value.items()}
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def in_xml(name: str, value: Any) -> str:
    """The same as XML."""
    if isinstance(value, list):
        inside = "".join(in_xml(SINGULARS[name][0], each) for each in value)
    elif isinstance(value, dict):
        inside = "".join(in_xml(field, each) for field, each in value.items() if each is not None)
    else:
        inside = escape(str(value).lower() if isinstance(value, bool) else str(value))
    return f"<{name}>{inside}</{name}>"


FORMS: dict[str, Callable[[str, dict[str, Any]], Any]] = {
    "wrapped": lambda plural, row: {plural: [row]},
    "wrapped one": lambda plural, row: {plural: row},
    "bare": lambda plural, row: row,
    "listed": lambda plural, row: [row],
    "lower case": lambda plural, row: lowered({plural: [row]}),
    "numbers as texts": lambda plural, row: texted({plural: [row]}),
    "one in XML": lambda plural, row: in_xml(SINGULARS[plural][0], row),
    "many in XML": lambda plural, row: in_xml(plural, [row]),
    "what only Xero sets": lambda plural, row: {
        plural: [
            {
                **row, "UpdatedDateUTC": "/Date(0)/", "HasErrors": False, "HasAttachments": True,
                "HasValidationErrors": False, "AmountDue": 5, "DateString": "x",
                "IsCustomer": True, "ValidationErrors": [], "Unheard": {"Of": 1},
                "StatusAttributeString": "OK",
            }
        ]
    },
}  # fmt: skip


def settled(value: Any) -> Any:
    """An answer without what differs from call to call."""
    if isinstance(value, list):
        return [settled(each) for each in value]
    if isinstance(value, dict):
        return {
            name: settled(each)
            for name, each in value.items()
            if not name.endswith("ID") and "UTC" not in name
        }
    return value


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_row_means_the_same_in_every_form(route: tuple[str, str], form: str) -> None:
    method, path = route
    plural, make = ROUTES[route]
    desk, other = Teller(), Teller()
    sent = FORMS[form](plural, make(desk))
    kind = {"Content-Type": "application/xml"} if isinstance(sent, str) else {}
    more = {"data": sent, "headers": kind} if isinstance(sent, str) else {"body": sent}

    found = desk.ok(method, path, **more)

    assert settled(found) == settled(other.ok(method, path, {plural: [make(other)]}))


def test_no_route_that_takes_rows_is_left_out() -> None:
    offered = {
        (each.method, each.path.removeprefix(API))
        for each in VENDOR.endpoints
        if each.method in ("PUT", "POST") and each.path.startswith(API) and "<" not in each.path
    }

    assert offered - ELSEWHERE == set(ROUTES)


@pytest.mark.parametrize("form", ["wrapped", "bare", "one in XML", "lower case"])
@pytest.mark.parametrize(
    ("path", "plural", "row"),
    [
        ("/Contacts/{who}", "Contacts", {"FirstName": "Jo"}),
        ("/Invoices/{invoice}", "Invoices", {"Reference": "R"}),
        ("/Invoices/INV-0001", "Invoices", {"Status": "VOIDED"}),
        ("/Payments/{payment}", "Payments", {"Status": "DELETED"}),
        ("/BankTransactions/{spent}", "BankTransactions", {"Reference": "R"}),
    ],
)
def test_one_record_is_changed_by_a_row_in_every_form(
    path: str, plural: str, row: dict[str, Any], form: str
) -> None:
    desk = Teller()
    invoice = invoiced(desk)
    ids = {
        "who": desk.who,
        "invoice": invoice,
        "payment": desk.pay(invoiced(desk), "1")["PaymentID"],
        "spent": desk.spend()["BankTransactionID"],
    }
    sent = FORMS[form](plural, row)
    kind = {"Content-Type": "text/xml"} if isinstance(sent, str) else {}
    more = {"data": sent, "headers": kind} if isinstance(sent, str) else {"body": sent}

    found = desk.one("POST", path.format(**ids), **more)

    assert {name: found[name] for name in row} == row


@pytest.mark.parametrize("amount", ["Amount", "AppliedAmount"])
@pytest.mark.parametrize("form", FORMS)
def test_credit_is_allocated_in_every_form(form: str, amount: str) -> None:
    """XQ-28."""
    desk = Teller()
    note = desk.note(desk.who)["CreditNoteID"]
    row = allocating(desk)
    row[amount] = row.pop("Amount")
    sent = FORMS[form]("Allocations", row)
    kind = {"Content-Type": "application/xml"} if isinstance(sent, str) else {}
    more = {"data": sent, "headers": kind} if isinstance(sent, str) else {"body": sent}

    (found,) = desk.ok("PUT", f"/CreditNotes/{note}/Allocations", **more)

    assert found["Amount"] == 1.0


def test_a_body_has_a_most_of_bytes_and_of_rows() -> None:
    """Documented: 3.5 MB."""
    office = Office()
    fits = b'{"Name":"A"}' + b" " * (MOST_BYTES - 12)

    assert office.call("PUT", "/Contacts", data=fits).status_code == 200
    too_long = office.call("PUT", "/Contacts", data=fits + b" ")
    assert too_long.status_code == 400
    assert too_long.get_json()["Type"] == "PostDataInvalidException"
    many = [{"Name": f"C{number}"} for number in range(MOST_ROWS + 1)]
    assert office.no("PUT", "/Contacts", {"Contacts": many})


@pytest.mark.parametrize("value", ["true", "false", "True", "x", ""])
def test_allow_backorders_is_ignored(value: str) -> None:
    office = Office()

    assert office.ok("PUT", f"/Invoices?allowBackorders={value}", office.draft())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", "01"), ("2026-03-01T00:00:00", "01"), ("2026-03-01T23:59:59", "01"),
        ("2026-03-01T23:59:59.999", "01"), ("2026-03-01T23:59:59Z", "01"),
        ("2026-03-02T00:30:00+01:00", "01"), ("2026-03-01T20:00:00-05:00", "02"),
        ("/Date(1772323200000)/", "01"), ("/Date(1772323200000+0000)/", "01"),
        ("/Date(1772323200000+1300)/", "01"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("in_text", [False, True])
def test_a_date_is_read_in_every_form_in_json_and_in_xml(
    text: str, day: str, in_text: bool
) -> None:
    """Facts 2.3: what carries an offset is turned into UTC and then cut."""
    office = Office()
    row = office.draft(Date=text)
    more: dict[str, Any] = {"body": row}
    if in_text:
        more = {"data": in_xml("Invoice", row), "headers": {"Content-Type": "text/xml"}}

    (made,) = office.ok("PUT", "/Invoices", **more)

    assert made["DateString"] == f"2026-03-{day}T00:00:00"


def test_two_calls_at_once_with_one_key_are_carried_out_once() -> None:
    """Documented: the second waits and receives the first one's answer."""
    office = Office()
    key = {"Idempotency-Key": "k"}

    def call(_number: int) -> bytes:
        return bytes(office.call("PUT", "/Contacts", {"Name": "A"}, headers=key).data)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(call, range(24)))

    assert len(answers) == 1
    assert office.names("/Contacts") == ["A"]


def test_lines_keep_their_ids_whatever_the_form() -> None:
    office = Office()
    made = office.invoice(Status="DRAFT", LineItems=[line(), line(Description="Second")])
    ids = [row["LineItemID"] for row in made["LineItems"]]
    row = {"LineItems": [{"LineItemID": ids[1], "Description": "Alone"}]}

    (changed,) = office.ok(
        "POST", f"/Invoices/{made['InvoiceID']}",
        data=in_xml("Invoice", row), headers={"Content-Type": "text/xml"},
    )  # fmt: skip

    assert [(each["LineItemID"], each["Description"]) for each in changed["LineItems"]] == [
        (ids[1], "Alone")
    ]  # fmt: skip

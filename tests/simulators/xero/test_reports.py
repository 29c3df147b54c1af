"""Reports and journals, worked out from the ledger."""

from decimal import Decimal
from typing import Any

import pytest

from simulators.xero.reports.trial_balance import year_start
from simulators.xero.vendor import add_organisation
from tests.simulators.xero.office import Office, line

LATER = "2030-12-31"
RECEIVABLES = "/Reports/AgedReceivablesByContact"
PAYABLES = "/Reports/AgedPayablesByContact"


@pytest.fixture
def office() -> Office:
    return Office()


def report(office: Office, path: str, **query: str) -> Any:
    return office.one("GET", path, query_string=query)


def balance(office: Office, **query: str) -> dict[str, tuple[str, ...]]:
    """The trial balance's cells by account code, `Total` among them."""
    found = report(office, "/Reports/TrialBalance", **query)
    rows = [row for part in found["Rows"][1:] for row in part["Rows"]]
    cells = [[cell["Value"] for cell in row["Cells"]] for row in rows]
    return {name.rpartition("(")[2].rstrip(")"): tuple(rest) for name, *rest in cells}


def aged(office: Office, path: str, contact: str, **query: str) -> list[list[str]]:
    found = report(office, path, **{"contactId": contact, "date": LATER, **query})
    rows = [row for part in found["Rows"][1:] for row in part["Rows"]]
    return [[cell["Value"] for cell in row["Cells"]] for row in rows]


# The trial balance


def test_an_approved_invoice_stands_in_debtors_sales_and_tax(office: Office) -> None:
    office.invoice(Date="2026-03-01")

    assert balance(office, date="2026-03-31") == {
        "200": ("", "100.00", "", "100.00"),
        "610": ("120.00", "", "120.00", ""),
        "820": ("", "20.00", "", "20.00"),
        "Total": ("120.00", "120.00", "120.00", "120.00"),
    }


def test_a_paid_bill_stands_in_expenses_tax_and_the_bank(office: Office) -> None:
    lines = [line(AccountCode="429", UnitAmount=60)]
    bill = office.invoice(
        Type="ACCPAY", InvoiceNumber="B1", LineAmountTypes="Inclusive", LineItems=lines
    )
    office.pay(bill["InvoiceID"], "60.00")

    found = balance(office, date="2026-03-31")

    assert found["429"][:2] == ("50.00", "")
    assert found["820"][:2] == ("10.00", "")
    assert found["090"][:2] == ("", "60.00")
    assert "800" not in found


def test_drafts_and_what_is_dead_stand_nowhere(office: Office) -> None:
    office.invoice(Status="DRAFT")
    gone = office.invoice()["InvoiceID"]
    office.one("POST", f"/Invoices/{gone}", {"Status": "VOIDED"})

    assert balance(office, date=LATER) == {"Total": ("0.00",) * 4}


def test_the_month_and_the_year_are_kept_apart(office: Office) -> None:
    """The organisation's year ends on 31 March; former years are retained earnings."""
    for day in ("2025-03-31", "2025-04-01", "2026-02-28", "2026-03-01"):
        office.invoice(Date=day)

    found = balance(office, date="2026-03-31")

    assert found["200"] == ("", "100.00", "", "300.00")
    assert found["960"] == ("", "0.00", "", "100.00")
    assert found["610"] == ("120.00", "", "480.00", "")
    assert found["Total"] == ("120.00", "120.00", "480.00", "480.00")


def test_credits_refunds_and_cash_stand_where_they_belong(office: Office) -> None:
    contact = office.contact()
    note = office.one(
        "PUT",
        "/CreditNotes",
        {
            "Type": "ACCRECCREDIT",
            "Contact": {"ContactID": contact},
            "Date": "2026-03-01",
            "Status": "AUTHORISED",
            "LineItems": [line()],
        },
    )
    refund = {
        "CreditNote": {"CreditNoteID": note["CreditNoteID"]},
        "Account": {"Code": "090"},
        "Amount": "20.00",
        "Date": "2026-03-02",
    }
    office.one("PUT", "/Payments", refund)
    office.person(
        "bank_transaction.create",
        Type="RECEIVE",
        ContactID=contact,
        Code="090",
        Date="2026-03-03",
        LineItems=[line(UnitAmount=10)],
    )

    found = balance(office, date="2026-03-31")

    assert found["200"][:2] == ("90.00", "")
    assert found["820"][:2] == ("18.00", "")
    assert found["610"][:2] == ("", "100.00")
    assert found["090"][:2] == ("", "8.00")
    assert found["Total"][0] == found["Total"][1]


def test_the_report_has_xero_s_shape(office: Office) -> None:
    office.invoice()

    found = report(office, "/Reports/TrialBalance", date="2026-03-31")

    assert found["ReportID"] == "TrialBalance"
    assert found["ReportTitles"] == ["Trial Balance", "Organisation 1", "As at 31 March 2026"]
    assert found["ReportDate"] == "31 March 2026"
    assert [row["RowType"] for row in found["Rows"]] == ["Header", *["Section"] * 4]
    (row,) = found["Rows"][1]["Rows"]
    account = row["Cells"][0]["Attributes"]
    assert row["Cells"][0]["Value"] == "Sales (200)"
    assert [mark["Id"] for mark in account] == ["account"]


def test_a_cash_basis_is_not_offered(office: Office) -> None:
    answer = office.call("GET", "/Reports/TrialBalance", query_string={"paymentsOnly": "True"})

    assert answer.status_code == 501


@pytest.mark.parametrize("name", ["BalanceSheet", "ProfitAndLoss", "BankSummary", "Nonsense"])
def test_other_reports_are_not_offered(office: Office, name: str) -> None:
    assert office.call("GET", f"/Reports/{name}").status_code == 501


# What a contact owes


def test_a_customer_s_documents_are_listed_with_what_is_left(office: Office) -> None:
    contact = office.contact("ABC")
    office.invoice(contact, InvoiceNumber="INV-9", Date="2026-01-31", DueDate="2026-02-10")
    part = office.invoice(contact, InvoiceNumber="INV-8", Date="2026-03-01")
    done = office.invoice(contact, Date="2026-03-01")
    office.pay(part["InvoiceID"], "50.00", Date="2026-03-05")
    office.pay(done["InvoiceID"], "120.00", Date="2026-03-05")

    rows = aged(office, RECEIVABLES, contact, date="2026-03-11")

    assert rows == [
        ["2026-01-31T00:00:00", "Opening Balance", "", "", "", "", "", "0.00"],
        ["2026-01-31T00:00:00", "INV-9", "2026-02-10T00:00:00", "29 days overdue",
         "120.00", "0.00", "0.00", "120.00"],
        ["2026-03-01T00:00:00", "INV-8", "2026-03-31T00:00:00", "",
         "120.00", "50.00", "0.00", "70.00"],
        ["Total", "", "", "", "240.00", "50.00", "0.00", "190.00"],
        ["Closing Balance", "", "", "", "240.00", "50.00", "0.00", "190.00"],
    ]  # fmt: skip


def test_documents_before_the_first_day_are_the_opening_balance(office: Office) -> None:
    contact = office.contact()
    office.invoice(contact, Date="2026-01-31")
    office.invoice(contact, Date="2026-02-15")
    office.invoice(contact, Date="2026-03-01")

    rows = aged(office, RECEIVABLES, contact, fromDate="2026-02-01", toDate="2026-02-28")

    assert rows[0][1::6] == ["Opening Balance", "120.00"]
    assert [row[0][:10] for row in rows[1:]] == ["2026-02-15", "Total", "Closing Ba"]
    assert rows[-1][-1] == "240.00"


def test_what_was_paid_later_is_still_due(office: Office) -> None:
    contact = office.contact()
    invoice = office.invoice(contact, Date="2026-03-01")["InvoiceID"]
    office.pay(invoice, "120.00", Date="2026-03-10")

    assert aged(office, RECEIVABLES, contact, date="2026-03-09")[-1][-1] == "120.00"
    assert aged(office, RECEIVABLES, contact, date="2026-03-10")[-1][-1] == "0.00"


def test_bills_stand_in_payables_only(office: Office) -> None:
    contact = office.contact()
    office.invoice(contact, Type="ACCPAY", InvoiceNumber="B1")

    assert aged(office, PAYABLES, contact)[1][1] == "B1"
    assert aged(office, RECEIVABLES, contact)[-1][-1] == "0.00"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"contactId": ""}, 400),
        ({"contactId": "nobody"}, 404),
        ({"contactId": "00000000-0000-0000-0000-000000000001"}, 404),
    ],
)
def test_an_aged_report_needs_a_contact(
    office: Office, query: dict[str, str], status: int
) -> None:
    assert office.call("GET", RECEIVABLES, query_string=query).status_code == status


def test_dates_are_read_or_refused(office: Office) -> None:
    contact = office.contact()

    for name in ("date", "fromDate", "toDate"):
        answer = office.call(
            "GET", RECEIVABLES, query_string={"contactId": contact, name: "31/12/2026"}
        )
        assert answer.status_code == 400
    for day, status in [("x", 400), ("0001-01-01", 400), ("9999-12-31", 400),
                        ("1900-01-01", 200), ("2999-12-31", 200)]:  # fmt: skip
        answer = office.call("GET", "/Reports/TrialBalance", query_string={"date": day})
        assert answer.status_code == status, day


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ("accounting.reports.aged.read", "/Reports/TrialBalance"),
        ("accounting.reports.trialbalance.read", RECEIVABLES),
        ("accounting.reports.trialbalance.read", "/Journals"),
    ],
)
def test_every_report_needs_its_own_scope(office: Office, scope: str, path: str) -> None:
    found = office.token_call(grant_type="client_credentials", scope=scope).get_json()
    office.token = found["access_token"]

    assert office.call("GET", path).status_code == 401


def test_a_report_changes_nothing(office: Office) -> None:
    contact = office.contact()
    office.invoice(contact)
    before = office.world.commits.next

    balance(office)
    aged(office, RECEIVABLES, contact)
    office.ok("GET", "/Journals")

    assert office.world.commits.next == before


# Journals


def net(journal: Any) -> dict[str, Decimal]:
    return {row["AccountCode"]: Decimal(str(row["NetAmount"])) for row in journal["JournalLines"]}


def test_an_approval_makes_a_journal_and_a_void_its_reversal(office: Office) -> None:
    invoice = office.invoice(Status="DRAFT", Reference="R1")["InvoiceID"]
    assert office.ok("GET", "/Journals") == []
    office.person("invoice.approve", invoice)
    office.person("invoice.void", invoice)

    made, undone = office.ok("GET", "/Journals")

    assert (made["SourceType"], made["SourceID"], made["Reference"]) == ("ACCREC", invoice, "R1")
    assert net(made) == {"610": 120, "200": -100, "820": -20}
    assert net(undone) == {"610": -120, "200": 100, "820": 20}
    assert undone["JournalNumber"] > made["JournalNumber"]
    sale = made["JournalLines"][1]
    assert (sale["GrossAmount"], sale["TaxAmount"], sale["TaxType"]) == (-120, -20, "OUTPUT2")
    assert (sale["TaxName"], sale["Description"]) == ("20% (VAT on Income)", "Rent")


def test_a_journal_tells_tracking_and_leaves_out_words(office: Office) -> None:
    category = office.person("tracking_category.create", Name="Region")["TrackingCategoryID"]
    office.person("tracking_option.create", category, Name="North")
    tracking = [{"Name": "Region", "Option": "North"}]
    office.invoice(LineItems=[line(Tracking=tracking), {"Description": "Words only"}])

    (made,) = office.ok("GET", "/Journals")

    _, sale, _ = made["JournalLines"]
    (told,) = sale["TrackingCategories"]
    assert (told["Name"], told["Option"]) == ("Region", "North")
    assert told["TrackingCategoryID"] == category


@pytest.mark.parametrize(
    ("last", "day", "start"),
    [
        ((31, 3), "2026-03-31", "2025-04-01"),
        ((31, 3), "2026-04-01", "2026-04-01"),
        ((31, 12), "2026-12-31", "2026-01-01"),
        ((29, 2), "2026-03-01", "2026-03-01"),
        ((29, 2), "2024-02-29", "2023-03-01"),
    ],
)
def test_a_financial_year_begins_after_the_last_one(
    last: tuple[int, int], day: str, start: str
) -> None:
    end, month = last

    assert year_start({"FinancialYearEndDay": end, "FinancialYearEndMonth": month}, day) == start


def test_what_posts_the_same_makes_no_journal(office: Office) -> None:
    invoice = office.invoice()["InvoiceID"]
    office.one("POST", f"/Invoices/{invoice}", {"Reference": "new", "DueDate": "2026-05-01"})
    assert len(office.ok("GET", "/Journals")) == 1

    office.one("POST", f"/Invoices/{invoice}", {"LineItems": [line(UnitAmount=7)]})
    office.pay(invoice, "1.00")

    assert [net(each)["610"] for each in office.ok("GET", "/Journals")] == [
        120, -120, Decimal("8.4"), -1,
    ]  # fmt: skip


def test_journals_come_a_hundred_at_a_time_beyond_an_offset(office: Office) -> None:
    contact = office.contact()
    for _ in range(11):
        office.ok("PUT", "/Invoices", {"Invoices": [office.draft(contact) for _ in range(10)]})

    first = office.ok("GET", "/Journals")
    offset = first[-1]["JournalNumber"]
    rest = office.ok("GET", "/Journals", query_string={"offset": offset})

    assert (len(first), len(rest)) == (100, 10)
    assert all(each["JournalNumber"] > offset for each in rest)
    assert office.ok("GET", "/Journals?offset=999999") == []
    assert office.no("GET", "/Journals?offset=-1")


def test_one_journal_is_found_by_id_and_by_number(office: Office) -> None:
    office.invoice()
    (made,) = office.ok("GET", "/Journals")

    assert office.one("GET", f"/Journals/{made['JournalID']}") == made
    assert office.one("GET", f"/Journals/{made['JournalNumber']}") == made
    for reference in ("0", "1", made["JournalNumber"] + 1, "x", made["SourceID"], "9" * 20):
        assert office.call("GET", f"/Journals/{reference}").status_code == 404, reference


def test_journals_are_filtered_by_time_and_by_cash(office: Office) -> None:
    invoice = office.invoice()["InvoiceID"]
    office.world.pass_time(60)
    now = office.world.clock.text[:19]
    office.pay(invoice, "20.00")

    late = office.ok("GET", "/Journals", headers={"If-Modified-Since": now})
    cash = office.ok("GET", "/Journals", query_string={"paymentsOnly": "true"})

    assert [each["SourceType"] for each in late] == ["ACCRECPAYMENT"]
    assert cash == late


@pytest.mark.parametrize("country", ["GB", "NZ", "AU"])
def test_every_country_s_books_have_what_the_ledger_posts_to(country: str) -> None:
    office = Office()
    office.tenants[0] = add_organisation(office.world, "Abroad", country)
    contact = office.contact()
    lines = [line(TaxType="OUTPUT" if country == "AU" else "OUTPUT2")]
    paid = office.invoice(contact, LineItems=lines, Date="2020-03-01")
    office.invoice(contact, LineItems=lines, Type="ACCPAY", LineAmountTypes="NoTax")
    account = next(row for row in office.ok("GET", "/Accounts") if row["Type"] == "BANK")
    office.pay(paid["InvoiceID"], paid["Total"], Account={"AccountID": account["AccountID"]})

    debit, credit, *year = balance(office, date="2026-03-31")["Total"]

    assert debit == credit != "0.00"
    assert year[0] == year[1] != "0.00"

"""Invoices by e-mail, online and on paper."""

import re
import zlib
from typing import Any

import pytest

from simulators.xero.wire import pdf
from tests.simulators.xero.office import Office, line

PAPER = {"headers": {"Accept": "application/pdf"}}


@pytest.fixture
def office() -> Office:
    return Office()


def sale(office: Office, email: str = "a@example.test", **fields: Any) -> str:
    contact = office.contact(EmailAddress=email)
    return str(office.invoice(contact, **fields)["InvoiceID"])


@pytest.mark.parametrize("body", [None, {}])
def test_an_approved_invoice_is_sent_and_says_so(office: Office, body: Any) -> None:
    invoice = sale(office)
    before = office.one("GET", f"/Invoices/{invoice}")

    answer = office.call("POST", f"/Invoices/{invoice}/Email", body)
    after = office.one("GET", f"/Invoices/{invoice}")

    assert (answer.status_code, answer.data) == (204, b"")
    assert (before["SentToContact"], after["SentToContact"]) == (False, True)
    assert before["UpdatedDateUTC"] != after["UpdatedDateUTC"]
    assert office.call("POST", f"/Invoices/{invoice}/Email").status_code == 204


def test_sending_a_part_paid_invoice_leaves_its_time_alone(office: Office) -> None:
    """Source: documented, facts 2.9."""
    invoice = sale(office)
    office.pay(invoice, "1.00")
    before = office.one("GET", f"/Invoices/{invoice}")

    office.call("POST", f"/Invoices/{invoice}/Email")

    after = office.one("GET", f"/Invoices/{invoice}")
    assert after["SentToContact"] is True
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


def test_a_submitted_invoice_is_sent_without_a_mark(office: Office) -> None:
    invoice = sale(office, Status="SUBMITTED")

    assert office.call("POST", f"/Invoices/{invoice}/Email").status_code == 204
    assert office.one("GET", f"/Invoices/{invoice}")["SentToContact"] is False


@pytest.mark.parametrize(
    ("email", "fields"),
    [
        ("", {}),
        ("a@example.test", {"Status": "DRAFT"}),
        ("a@example.test", {"Type": "ACCPAY"}),
    ],
)
def test_what_cannot_be_sent_is_refused(
    office: Office, email: str, fields: dict[str, str]
) -> None:
    invoice = sale(office, email, **fields)

    assert len(office.no("POST", f"/Invoices/{invoice}/Email")) == 1


def test_an_online_invoice_has_an_address(office: Office) -> None:
    first, second = (office.invoice()["InvoiceID"] for _ in range(2))

    urls = [
        office.one("GET", f"/Invoices/{each}/OnlineInvoice")["OnlineInvoiceUrl"]
        for each in (first, second, first)
    ]

    assert all(url.startswith("https://in.xero.com/") for url in urls)
    assert urls[0] == urls[2] != urls[1]


@pytest.mark.parametrize("fields", [{"Status": "DRAFT"}, {"Type": "ACCPAY"}])
def test_drafts_and_bills_are_not_online(office: Office, fields: dict[str, str]) -> None:
    invoice = office.invoice(**fields)["InvoiceID"]

    assert len(office.no("GET", f"/Invoices/{invoice}/OnlineInvoice")) == 1


@pytest.mark.parametrize("path", ["OnlineInvoice", "Email"])
def test_an_unknown_invoice_is_missing(office: Office, path: str) -> None:
    method = "POST" if path == "Email" else "GET"

    assert office.call(method, f"/Invoices/nothing/{path}").status_code == 404


def test_an_invoice_is_printed(office: Office) -> None:
    invoice = office.invoice(LineItems=[line(Description="Rent (March) \\ Zürich 租")])

    answer = office.call("GET", f"/Invoices/{invoice['InvoiceID']}", **PAPER)
    same = office.call("GET", f"/Invoices/{invoice['InvoiceID']}/pdf")

    assert same.data == answer.data
    assert answer.headers["Content-Type"] == "application/pdf"
    assert b"Rent \\(March\\) \\\\ Z\xfcrich ?" in answer.data
    assert is_well_formed(answer.data)
    assert office.call("GET", "/Invoices/nothing", **PAPER).status_code == 404


def test_a_credit_note_is_printed(office: Office) -> None:
    note = office.one("PUT", "/CreditNotes", office.draft(Type="ACCRECCREDIT"))

    answer = office.call("GET", f"/CreditNotes/{note['CreditNoteID']}", **PAPER)

    assert is_well_formed(answer.data)


def test_a_page_holds_any_lines() -> None:
    for lines in ([], ["x" * 500], ["\r\n\t\0"], ["line"] * 500, [zlib.compress(b"x").hex()]):
        assert is_well_formed(pdf.page(lines))


def is_well_formed(content: bytes) -> bool:
    """Every object stands where the table says, and the table where the end says."""
    (start,) = re.findall(rb"startxref\n(\d+)\n%%EOF\n$", content)
    rows = re.findall(rb"(\d{10}) 00000 n \n", content[int(start) :])
    heads = [content[int(row) :].split(b"\n", 1)[0] for row in rows]
    (length,) = re.findall(rb"/Length (\d+)", content)
    stream = content.partition(b"stream\n")[2].rpartition(b"\nendstream")[0]
    return (
        content.startswith(b"%PDF-1.4\n")
        and content[int(start) :].startswith(b"xref\n")
        and heads == [b"%d 0 obj" % number for number in range(1, len(rows) + 1)]
        and len(stream) == int(length)
    )

"""Every refusal of the catalogue, over HTTP: status, type, number and text. Facts 5."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.simulators.xero.office import Office, line, payment

VALIDATION = (400, "ValidationException", 10)
QUERY = (400, "QueryParseException", 16)
NOBODY = "00000000-0000-0000-0000-000000000001"
NOT_CHANGEABLE = "Invoice not of valid status for modification"
SETTLED = "This document cannot be edited as it has a payment or credit note allocated to it."
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED = "Payments can only be made against Authorised documents"

Provoke = Callable[[Office], TestResponse]


@dataclass(frozen=True)
class Row:
    """One refusal: how it comes about, and what is answered."""

    code: str
    provoke: Provoke
    messages: tuple[str, ...]
    form: tuple[int, str, int] = VALIDATION
    name: str = ""


def put(path: str, **fields: Any) -> Provoke:
    """A PUT of one row."""
    return lambda office: office.call("PUT", path, fields)


def invoice(**fields: Any) -> Provoke:
    """A PUT of an invoice that is well but for some fields."""
    return lambda office: office.call("PUT", "/Invoices", office.draft(**fields))


def pay(amount: str = "1", **fields: Any) -> Provoke:
    """A payment on an approved invoice of 120.00."""
    return lambda office: office.call(
        "PUT", "/Payments", payment(office.invoice()["InvoiceID"], amount, **fields)
    )


def name_taken(office: Office) -> TestResponse:
    office.contact("Acme")
    return office.call("PUT", "/Contacts", {"Name": "ACME"})


def number_taken(office: Office) -> TestResponse:
    office.person("contact.archive", office.contact("Acme", ContactNumber="7"))
    return office.call("PUT", "/Contacts", {"Name": "Other", "ContactNumber": "7"})


def archived_edited(office: Office) -> TestResponse:
    contact = office.contact("Acme")
    office.person("contact.archive", contact)
    return office.call("POST", f"/Contacts/{contact}", {"FirstName": "Jo"})


def archived_billed(office: Office) -> TestResponse:
    contact = office.contact("Acme")
    office.person("contact.archive", contact)
    return office.call("PUT", "/Invoices", office.draft(contact))


def dead_edited(office: Office) -> TestResponse:
    made = office.invoice()["InvoiceID"]
    office.one("POST", f"/Invoices/{made}", {"Status": "VOIDED"})
    return office.call("POST", f"/Invoices/{made}", {"Reference": "x"})


def settled_edited(office: Office) -> TestResponse:
    made = office.invoice()["InvoiceID"]
    office.pay(made, "20")
    return office.call("POST", f"/Invoices/{made}", {"LineItems": [line(UnitAmount=1)]})


def settled_voided(office: Office) -> TestResponse:
    made = office.invoice()["InvoiceID"]
    office.pay(made, "20")
    return office.call("POST", f"/Invoices/{made}", {"Status": "VOIDED"})


def number_used(office: Office) -> TestResponse:
    number = office.invoice()["InvoiceNumber"]
    return office.call("PUT", "/Invoices", office.draft(InvoiceNumber=number))


def account_archived(office: Office) -> TestResponse:
    (account,) = office.ok("GET", '/Accounts?where=Code=="200"')
    office.person("account.archive", account["AccountID"])
    return office.call("PUT", "/Invoices", office.draft())


def locked(office: Office) -> TestResponse:
    office.person(
        "organisation.lock_dates", PeriodLockDate="2026-03-01", EndOfYearLockDate="2026-03-15"
    )
    return office.call("PUT", "/Invoices", office.draft())


def plan_full(office: Office) -> TestResponse:
    for _ in range(5):
        office.invoice(Type="ACCPAY")
    return office.call("PUT", "/Invoices", office.draft(Type="ACCPAY"))


def draft_paid(office: Office) -> TestResponse:
    made = office.invoice(Status="DRAFT")["InvoiceID"]
    return office.call("PUT", "/Payments", payment(made, "1"))


def paid_paid(office: Office) -> TestResponse:
    made = office.invoice()["InvoiceID"]
    office.pay(made, "120")
    return office.call("PUT", "/Payments", payment(made, "1"))


def payment_changed(office: Office) -> TestResponse:
    made = office.pay(office.invoice()["InvoiceID"], "1")["PaymentID"]
    return office.call("POST", f"/Payments/{made}", {"Amount": "2"})


def payment_deleted_twice(office: Office) -> TestResponse:
    made = office.pay(office.invoice()["InvoiceID"], "1")["PaymentID"]
    office.one("POST", f"/Payments/{made}", {"Status": "DELETED"})
    return office.call("POST", f"/Payments/{made}", {"Status": "DELETED"})


def reconciled_deleted(office: Office) -> TestResponse:
    made = office.pay(office.invoice()["InvoiceID"], "1")["PaymentID"]
    office.person("payment.reconcile", made)
    return office.call("POST", f"/Payments/{made}", {"Status": "DELETED"})


def batched_deleted(office: Office) -> TestResponse:
    rows = [{"Invoice": {"InvoiceID": office.invoice()["InvoiceID"]}, "Amount": "1"}]
    batch = {"Account": {"Code": "090"}, "Date": "2026-03-02", "Payments": rows}
    office.one("PUT", "/BatchPayments", batch)
    made = office.one("GET", "/Payments")["PaymentID"]
    return office.call("POST", f"/Payments/{made}", {"Status": "DELETED"})


def allocated(office: Office, invoice: str, amount: str, **credit: Any) -> TestResponse:
    """An allocation of a new credit note."""
    note = office.note(**credit)["CreditNoteID"]
    row = {"Invoice": {"InvoiceID": invoice}, "Amount": amount}
    return office.call("PUT", f"/CreditNotes/{note}/Allocations", {"Allocations": [row]})


def too_much_allocated(office: Office) -> TestResponse:
    return allocated(office, office.invoice()["InvoiceID"], "60.01")


def paid_allocated(office: Office) -> TestResponse:
    made = office.invoice()["InvoiceID"]
    office.pay(made, "120")
    return allocated(office, made, "1")


def wrong_side_allocated(office: Office) -> TestResponse:
    return allocated(office, office.invoice(Type="ACCPAY")["InvoiceID"], "1")


def item_code_taken(office: Office) -> TestResponse:
    office.one("PUT", "/Items", {"Code": "A"})
    return office.call("PUT", "/Items", {"Items": [{"Code": "A"}]})


def key_reused(office: Office) -> TestResponse:
    key = {"Idempotency-Key": "k"}
    office.one("PUT", "/Contacts", {"Name": "A"}, headers=key)
    return office.call("PUT", "/Contacts", {"Name": "B"}, headers=key)


def history_of_allocations(office: Office) -> TestResponse:
    (account,) = office.ok("GET", '/Accounts?where=Code=="200"')
    return office.call("GET", f"/Accounts/{account['AccountID']}/History")


def file_refused(office: Office) -> TestResponse:
    made = office.invoice()["InvoiceID"]
    return office.call("PUT", f"/Invoices/{made}/Attachments/virus.exe", data=b"MZ")


def asked(path: str) -> Provoke:
    return lambda office: office.call("GET", path)


def body(text: str, kind: str = "application/json") -> Provoke:
    return lambda office: office.call(
        "PUT", "/Contacts", data=text, headers={"Content-Type": kind}
    )


BLANK = "<Invoice><Date>2017-12-14 00:00:00</Date></Invoice>"

CATALOGUE = (
    Row("XE-01", name_taken, ("The contact name ACME is already assigned to another contact. "
        "The contact name must be unique across all active contacts.",)),
    Row("XE-02", number_taken, ("The contact number 7 is already assigned to another contact. "
        "The contact number must be unique across all contacts.",)),
    Row("XE-03", archived_edited, ("The specified contact details matched an archived contact. "
        "Archived contacts cannot currently be edited via the API.",)),
    Row("XE-04", archived_billed, (
        "The contact with the specified contact details has been archived. "
        "The contact must be un-archived before creating new invoices or credit notes.",)),
    Row("XE-05", put("/Contacts", Name="A", EmailAddress="nobody"),
        ("Email address must be valid.",)),
    Row("XE-06", put("/Contacts", FirstName="Jo"), (
        "The Contact must contain at least 1 of the following elements to identify the contact: "
        "Name, ContactID, ContactNumber",)),
    Row("XE-07", put("/Invoices", Type="ACCREC", LineItems=[line()]),
        ("A Contact must be specified for this type of transaction",)),
    Row("XE-08", invoice(LineItems=[]), ("One or more line items must be specified",)),
    Row("XE-09", invoice(Status="PAID"), ("Invoice not of valid status for creation",)),
    Row("XE-10", dead_edited, (NOT_CHANGEABLE,)),
    Row("XE-11", settled_edited, (NOT_CHANGEABLE, SETTLED)),
    Row("XE-12", settled_voided, (NOT_CHANGEABLE, SETTLED)),
    Row("XE-13", number_used, ("Invoice # must be unique.",)),
    Row("XE-14", lambda office: office.call("POST", "/Invoices", office.draft(InvoiceID=NOBODY)),
        ("An existing Invoice with the specified InvoiceID could not be found",)),
    Row("XE-15", invoice(LineItems=[line(AccountCode="nope")]),
        ("Account code 'nope' is not a valid code for this document.",)),
    Row("XE-16", account_archived, ("Account code '200' has been archived, or has been deleted. "
        "Each line item must reference a valid account.",)),
    Row("XE-17", invoice(LineItems=[line(TaxType="CAPEXINPUT2")]),
        ("The TaxType code 'CAPEXINPUT2' cannot be used with account code '200'.",)),
    Row("XE-18", invoice(LineItems=[line(LineAmount="1.00")]),
        ("The line total 1.00 does not match the expected line total 100.00",)),
    Row("XE-19", invoice(LineItems=[line(ItemCode="nope")]), ("Item code 'nope' is not valid",)),
    Row("XE-20", locked, (
        "The document date cannot be before the period lock date, currently set at 01/03/2026",
        "The document date cannot be before the end of year lock date, "
        "currently set at 15/03/2026")),
    Row("XE-21", invoice(CurrencyCode="EUR"),
        ("Organisation is not subscribed to currency EUR",)),
    Row("XE-22", plan_full, ("You have reached the limit of invoices you can approve",)),
    Row("XE-23", pay("120.01"), (TOO_MUCH,)),
    Row("XE-24", draft_paid, (NOT_AUTHORISED,)),
    Row("XE-24", paid_paid, (NOT_AUTHORISED, TOO_MUCH), name="paid already"),
    Row("XE-25", pay(Account={"Code": "nope"}), ("Account could not be found",)),
    Row("XE-26", pay(Account={"Code": "200"}),
        ("The account must be a bank account or an account with payments to it enabled.",)),
    Row("XE-27", payment_changed, ("Payment not of valid status for modification",)),
    Row("XE-27", payment_deleted_twice, ("Payment not of valid status for modification",),
        name="twice"),
    Row("XE-28", reconciled_deleted, ("A reconciled payment cannot be deleted.",)),
    Row("XE-29", batched_deleted, ("Payments within a batch cannot be deleted.",)),
    Row("XE-30", too_much_allocated,
        ("Credit Note cannot be allocated as amount is greater than amount outstanding",)),
    Row("XE-31", paid_allocated, (
        "The invoice you are trying to allocate to has already been paid off",
        "Credit Note cannot be allocated as amount is greater than amount outstanding")),
    Row("XE-32", wrong_side_allocated,
        ("Credit Note cannot be allocated to an incorrect invoice type",)),
    Row("XE-33", put("/Accounts", Code="999", Name="sales", Type="REVENUE"),
        ("Please enter a unique Name.",)),
    Row("XE-34", item_code_taken, ("Price List Item with Code 'A' already exists",)),
    Row("XE-35", key_reused, ("Idempotency Key: k is used with a different request.",)),
    Row("XE-36", history_of_allocations,
        ("The document with the supplied id was not found for this endpoint.",)),
    Row("XE-37", asked("/Invoices?where=Nothing==1"),
        ("No property or field 'Nothing' exists in type 'Invoice'",), QUERY),
    Row("XE-37", asked("/Invoices?where=InvoiceID==%22x%22"),
        ("Operator '==' incompatible with operand types 'Guid' and 'String'",), QUERY, "an id"),
    Row("XE-37", asked("/Invoices?where=DueDate%3E%22x%22"),
        ("Operator '>' incompatible with operand types 'DateTime?' and 'String'",), QUERY,
        "a date"),
    Row("XE-37", asked("/Invoices?where=Status=="), ("Expression expected",), QUERY, "half of it"),
    Row("XE-37", asked("/Invoices?where=)"), ("Syntax error",), QUERY, "none of it"),
    Row("XE-38", body("{"), ("JSON for post data was invalid,",),
        (400, "PostDataInvalidException", 17)),
    Row("XE-38", body(BLANK, "text/xml"),
        ("The string '2017-12-14 00:00:00' is not a valid AllXsd value.",),
        (400, "PostDataInvalidException", 14), "XML"),
    Row("XE-39", asked(f"/Invoices/{NOBODY}"),
        ("The resource you're looking for cannot be found",), (404, "text/html", 0)),
    Row("XE-40", lambda office: office.call("POST", "/Organisation", {}),
        ("The Api Method called is not implemented",),
        (501, "ApiMethodNotImplementedException", 20)),
    Row("XE-41", put("/Contacts", Name="A", ContactStatus="ARCHIVED"),
        ("The status 'ARCHIVED' is not valid for contacts",)),
    Row("XE-42", file_refused,
        ("The file couldn't be uploaded because it isn't a supported file type",)),
)  # fmt: skip


def told(answer: TestResponse) -> tuple[str, int, list[str]]:
    """Type, number and messages of a refusal; its media type when it is no document."""
    if answer.mimetype != "application/json":
        return answer.mimetype, 0, [answer.get_data(as_text=True)]
    found = answer.get_json()
    messages = [e["Message"] for row in found.get("Elements", ()) for e in row["ValidationErrors"]]
    return found["Type"], found["ErrorNumber"], messages or [found["Message"]]


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: f"{row.code} {row.name}".strip())
def test_every_refusal_is_answered_in_xero_s_form_and_words(row: Row) -> None:
    """Full stops at the end vary between sources."""
    office = Office(switches={"xero_plan": "starter" if row.code == "XE-22" else "unlimited"})

    answer = row.provoke(office)

    kind, number, messages = told(answer)
    assert (answer.status_code, kind, number) == row.form
    assert len(messages) == len(row.messages)
    for message, wanted in zip(messages, row.messages, strict=True):
        begins = wanted.endswith(",")
        assert message.startswith(wanted) if begins else message.rstrip(".") == wanted.rstrip(".")


def test_no_refusal_of_the_catalogue_lacks_a_row() -> None:
    assert {row.code for row in CATALOGUE} == {f"XE-{number:02d}" for number in range(1, 43)}


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: f"{row.code} {row.name}".strip())
def test_a_refused_call_commits_nothing(row: Row) -> None:
    office = Office(switches={"xero_plan": "starter" if row.code == "XE-22" else "unlimited"})

    row.provoke(office)

    calls = office.world.calls.after(0)
    assert [call["commits"] for call in calls[-1:]] in ([[]], [])


def test_several_faults_of_a_row_are_told_together_in_order() -> None:
    """First what a document is, then what it says, then its lines."""
    office = Office()

    assert office.no("PUT", "/Invoices", {"Type": "X", "Status": "PAID", "LineItems": []}) == [
        "Invoice Type must be ACCREC or ACCPAY",
        "Invoice not of valid status for creation",
        "A Contact must be specified for this type of transaction",
        "One or more line items must be specified",
        "DueDate must be specified",
    ]
    faulty = office.draft(
        CurrencyCode="EUR",
        LineItems=[line(AccountCode="x"), line(TaxType="y"), line(LineAmount="1")],
    )
    assert office.no("PUT", "/Invoices", faulty) == [
        "Organisation is not subscribed to currency EUR",
        "Account code 'x' is not a valid code for this document.",
        "The TaxType code y does not exist or cannot be used for this type of transaction.",
        "The line total 1.00 does not match the expected line total 100.00",
    ]
    wrong = {"Name": "A", "EmailAddress": "x", "ContactStatus": "ARCHIVED"}
    assert office.no("PUT", "/Contacts", wrong) == [
        "The status 'ARCHIVED' is not valid for contacts", "Email address must be valid."
    ]  # fmt: skip

"""Every operation in scope of the official OpenAPI file: asked, answered, valid by its schema."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from simulators.xero.vendor import VENDOR
from tests.simulators.xero.office import API, line, payment
from tests.simulators.xero.official import JSON, Official, Operation
from tests.simulators.xero.teller import Teller
from tests.simulators.xero.test_published import VARIABLE

OFFERED = {
    (each.method, re.sub(r"<[^>]+>", "*", each.path).removeprefix(API).lower())
    for each in VENDOR.endpoints
}
FILE = b"%PDF-1.4 nothing"
NAME = "scan.pdf"

BEYOND = {
    "Id", "Status", "ProviderName", "DateTimeUTC", "ID", "DateString", "DueDateString",
    "DateUTCString", "CreatedDateUTCString", "HasValidationErrors", "ValidationErrors",
    "Attachments", "InvoicePaymentServices", "IsActive", "IsArchived", "IsDeleted",
}  # fmt: skip
"""Names on the wire that the file's schemas lack; most of them stand in its own examples."""

Body = Callable[["Stage"], Any]


class Stage(Teller):
    """An office with one record of every kind, and ways to make one more."""

    def __init__(self) -> None:
        super().__init__()
        self.person("contact.edit", self.who, EmailAddress="jo@acme.example", ContactNumber="C1")

    def account(self) -> str:
        wanted = {"Code": "998", "Name": "Spare", "Type": "EXPENSE"}
        return str(self.one("PUT", "/Accounts", wanted)["AccountID"])

    def category(self) -> str:
        wanted = {"Name": "Region"}
        return str(self.one("PUT", "/TrackingCategories", wanted)["TrackingCategoryID"])

    def option(self, category: str) -> str:
        path = f"/TrackingCategories/{category}/Options"
        return str(self.one("PUT", path, {"Name": "North"})["TrackingOptionID"])

    def group(self) -> str:
        made = str(self.one("PUT", "/ContactGroups", {"Name": "VIP"})["ContactGroupID"])
        member = {"Contacts": [{"ContactID": self.who}]}
        self.ok("PUT", f"/ContactGroups/{made}/Contacts", member)
        return made

    def item(self) -> str:
        wanted = {"Code": "A", "Name": "Chair", "SalesDetails": {"UnitPrice": 9}}
        return str(self.one("PUT", "/Items", wanted)["ItemID"])

    def paid(self) -> str:
        return str(self.pay(self.invoice(self.who)["InvoiceID"], "20")["PaymentID"])

    def batch(self) -> str:
        wanted = self.batching((self.invoice(self.who)["InvoiceID"], "5"))
        return str(self.one("PUT", "/BatchPayments", wanted)["BatchPaymentID"])

    def credit_of(self, kind: str) -> str:
        (self.overpayment if kind == "Overpayment" else self.prepayment)()
        return str(self.ok("GET", f"/{kind}s")[-1][f"{kind}ID"])

    def allocation(self, plural: str, credit: str) -> str:
        self.ok("PUT", f"/{plural}/{credit}/Allocations", self.allocating())
        key = f"{plural[:-1]}ID"
        rows = self.one("GET", f"/{plural}/{credit}")["Allocations"]
        assert key
        return str(rows[0]["AllocationID"])

    def allocating(self) -> dict[str, Any]:
        due = self.invoice(self.who)["InvoiceID"]
        row = {"Invoice": {"InvoiceID": due}, "Amount": 1, "Date": "2026-03-02"}
        return {"Allocations": [row]}

    def file(self, plural: str, record: str) -> str:
        answer = self.call("PUT", f"/{plural}/{record}/Attachments/{NAME}", data=FILE)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return str(answer.get_json()["Attachments"][0]["AttachmentID"])

    def journal(self, field: str) -> str:
        self.paid()
        return str(self.ok("GET", "/Journals")[0][field])


def fixed(value: Any) -> Body:
    return lambda _stage: value


def wrapped(plural: str, make: Callable[[Stage], Any]) -> Body:
    return lambda stage: {plural: [make(stage)]}


RECORDS: dict[str, Callable[[Stage], str]] = {
    "AccountID": Stage.account,
    "BankTransactionID": lambda stage: str(stage.spend()["BankTransactionID"]),
    "BankTransferID": lambda stage: str(stage.transfer()["BankTransferID"]),
    "BatchPaymentID": Stage.batch,
    "BrandingThemeID": lambda stage: str(stage.one("GET", "/BrandingThemes")["BrandingThemeID"]),
    "ContactGroupID": Stage.group,
    "ContactID": lambda stage: stage.who,
    "ContactNumber": fixed("C1"),
    "CreditNoteID": lambda stage: str(stage.note(stage.who)["CreditNoteID"]),
    "FileName": fixed(NAME),
    "InvoiceID": lambda stage: str(stage.invoice(stage.who)["InvoiceID"]),
    "ItemID": Stage.item,
    "JournalID": lambda stage: stage.journal("JournalID"),
    "JournalNumber": lambda stage: stage.journal("JournalNumber"),
    "OverpaymentID": lambda stage: stage.credit_of("Overpayment"),
    "PaymentID": Stage.paid,
    "PrepaymentID": lambda stage: stage.credit_of("Prepayment"),
    "TaxType": fixed("OUTPUT2"),
    "TrackingCategoryID": Stage.category,
    "UserID": lambda stage: str(stage.ok("GET", "/Users")[0]["UserID"]),
}  # fmt: skip
"""How the record comes about that a parameter of a path names."""

NOTE: Body = fixed({"HistoryRecords": [{"Details": "A note"}]})
GONE: Body = fixed({"Status": "DELETED"})
TAX = {
    "Name": "Levy",
    "ReportTaxType": "OUTPUT",
    "TaxComponents": [{"Name": "Levy", "Rate": 2.5, "IsCompound": False}],
}
BODIES: dict[str, Body] = {
    "createAccount": fixed({"Code": "997", "Name": "New", "Type": "EXPENSE"}),
    "updateAccount": fixed({"Accounts": [{"Name": "Newer"}]}),
    "createBatchPayment": wrapped(
        "BatchPayments", lambda s: s.batching((s.invoice(s.who)["InvoiceID"], "5"))
    ),
    "deleteBatchPayment": lambda s: {"BatchPaymentID": s.batch(), "Status": "DELETED"},
    "deleteBatchPaymentByUrlParam": GONE,
    "createBankTransactions": wrapped("BankTransactions", Stage.spending),
    "updateOrCreateBankTransactions": wrapped("BankTransactions", Stage.spending),
    "updateBankTransaction": wrapped("BankTransactions", Stage.spending),
    "createBankTransfer": wrapped("BankTransfers", Stage.transferring),
    "createContacts": fixed({"Contacts": [{"Name": "Other"}]}),
    "updateOrCreateContacts": fixed({"Contacts": [{"Name": "Other"}]}),
    "updateContact": fixed({"Contacts": [{"FirstName": "Jo"}]}),
    "createContactGroup": fixed({"ContactGroups": [{"Name": "New"}]}),
    "updateContactGroup": fixed({"ContactGroups": [{"Name": "Newer"}]}),
    "createContactGroupContacts": lambda s: {"Contacts": [{"ContactID": s.contact("Other")}]},
    "createCreditNotes": wrapped("CreditNotes", lambda s: s.credit(s.who)),
    "updateOrCreateCreditNotes": wrapped("CreditNotes", lambda s: s.credit(s.who)),
    "updateCreditNote": fixed({"CreditNotes": [{"Reference": "R"}]}),
    "createCreditNoteAllocation": Stage.allocating,
    "createOverpaymentAllocations": Stage.allocating,
    "createPrepaymentAllocations": Stage.allocating,
    "createCurrency": fixed({"Code": "USD"}),
    "createInvoices": wrapped("Invoices", lambda s: s.draft(s.who)),
    "updateOrCreateInvoices": wrapped("Invoices", lambda s: s.draft(s.who)),
    "updateInvoice": fixed({"Invoices": [{"Reference": "R", "LineItems": [line()]}]}),
    "emailInvoice": fixed({}),
    "createItems": fixed({"Items": [{"Code": "B", "Name": "Table"}]}),
    "updateOrCreateItems": fixed({"Items": [{"Code": "B", "Name": "Table"}]}),
    "updateItem": fixed({"Items": [{"Code": "A", "Name": "Stool"}]}),
    "createPayments": wrapped("Payments", lambda s: payment(s.invoice(s.who)["InvoiceID"], "7")),
    "createPayment": lambda s: payment(s.invoice(s.who)["InvoiceID"], "7"),
    "deletePayment": GONE,
    "createTaxRates": fixed({"TaxRates": [TAX]}),
    "updateTaxRate": lambda s: {
        "TaxRates": [{**TAX, "TaxType": s.one("PUT", "/TaxRates", TAX)["TaxType"]}]
    },
    "createTrackingCategory": fixed({"Name": "Region"}),
    "updateTrackingCategory": fixed({"Name": "Area"}),
    "createTrackingOptions": fixed({"Name": "South"}),
    "updateTrackingOptions": fixed({"Name": "East"}),
}
QUERIES = {
    "getReportAgedReceivablesByContact": ("contactId", lambda s: s.who),
    "getReportAgedPayablesByContact": ("contactId", lambda s: s.who),
}


def body_of(stage: Stage, operation: Operation) -> dict[str, Any]:
    """What an operation sends."""
    if operation.method in ("GET", "DELETE"):
        return {}
    if "{FileName}" in operation.path:
        return {"data": FILE}
    make = NOTE if operation.path.endswith("/History") else BODIES[operation.id]
    return {"body": numbered(make(stage))}


def numbered(body: Any) -> Any:
    """The body with amounts as numbers: builders write them as texts."""
    if isinstance(body, list):
        return [numbered(each) for each in body]
    if not isinstance(body, dict):
        return body
    return {
        name: float(value) if name == "Amount" else numbered(value)
        for name, value in body.items()
        if value is not None
    }


def path_of(stage: Stage, operation: Operation) -> str:
    """The path with the ids of records, made for it where that is needed."""
    made: dict[str, str] = {}
    plural = operation.path.split("/")[1]
    for name in operation.names:
        first = next(iter(made.values()), "")
        if name == "AllocationID":
            made[name] = stage.allocation(plural, first)
        elif name == "AttachmentID":
            made[name] = stage.file(plural, first)
        elif name == "TrackingOptionID":
            made[name] = stage.option(first)
        else:
            made[name] = RECORDS[name](stage)
    if operation.method == "GET" and "FileName" in made:
        stage.file(plural, next(iter(made.values())))
    if operation.id == "deleteTrackingCategory":
        stage.one("POST", f"/TrackingCategories/{made['TrackingCategoryID']}", {"Name": "Z"})
    if not made and operation.method == "GET":
        populate(stage, plural)
    return re.sub(r"\{([^}]+)\}", lambda found: made[found[1]], operation.path)


def populate(stage: Stage, plural: str) -> None:
    """Something for a list to show."""
    for name, make in RECORDS.items():
        if name == f"{plural[:-1]}ID" and name not in ("ContactID", "UserID"):
            make(stage)
    if plural in ("TrackingCategories", "Reports", "Journals"):
        stage.category()
        stage.paid()


def asked(official: Official, operation: Operation) -> TestResponse:
    """The answer to a request that is as the file says."""
    stage = Stage()
    path = path_of(stage, operation)
    if operation.id in QUERIES:
        name, value = QUERIES[operation.id]
        path = f"{path}?{name}={value(stage)}"
    if "page" in [each.get("$ref", "").rsplit("/", 1)[-1] for each in operation.parameters]:
        path = f"{path}?page=1"
    sent, schema = body_of(stage, operation), official.wanted(operation)
    if schema is not None and "body" in sent:
        assert official.faults(schema, sent["body"]) == [], operation.id
    return stage.call(operation.method, path, **sent)


def faults_of(official: Official, operation: Operation, answer: TestResponse) -> list[str]:
    """Why an answer is not what the file says."""
    status, content = official.expected(operation)
    if answer.status_code != status:
        return [f"answered {answer.status_code}, not {status}"]
    if not content:
        return [] if not answer.data else ["answered with a body"]
    if JSON not in content:
        return [] if answer.data else ["answered without a body"]
    schema, found = content[JSON]["schema"], answer.get_json()
    strangers = sorted(official.strangers(schema, found) - BEYOND)
    return [*official.faults(schema, found), *(f"unknown name {name}" for name in strangers)]


needs_the_file = pytest.mark.skipif(
    VARIABLE not in os.environ,
    reason=f"{VARIABLE} names no copy of the published xero_accounting.yaml",
)


@needs_the_file
def test_every_operation_in_scope_answers_as_the_official_file_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    official = Official(Path(os.environ[VARIABLE]))
    scope = [each for each in official.operations if each.route in OFFERED]
    found: dict[str, list[str]] = {}
    answered = 0

    for operation in scope:
        answer = asked(official, operation)
        answered += answer.status_code < 400
        faults = faults_of(official, operation, answer)
        if faults:
            found[f"{operation.method} {operation.path}"] = faults

    with capsys.disabled():
        valid = len(scope) - len(found)
        sys.stdout.write(f"\nin scope {len(scope)}, answered {answered}, valid {valid}\n")
    assert found == {}
    assert len(scope) > 130


@needs_the_file
@pytest.mark.parametrize(
    "spoil",
    [{"Type": "NOPE"}, {"Total": "x"}, {"InvoiceID": "zz"}, {"HasErrors": "false"}, {"Totl": 1}],
)
def test_an_answer_that_is_not_as_the_file_says_is_noticed(spoil: dict[str, Any]) -> None:
    official = Official(Path(os.environ[VARIABLE]))
    operation = next(each for each in official.operations if each.id == "getInvoice")
    _, content = official.expected(operation)
    found = asked(official, operation).get_json()
    found["Invoices"][0].update(spoil)

    schema = content[JSON]["schema"]
    assert official.faults(schema, found) or official.strangers(schema, found) - BEYOND

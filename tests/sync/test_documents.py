"""Invoices and bills around the whole circle. Rule: R15 to R26, R29, R47, R58, R59, R63."""

import pytest

from tests.sync.circle import LINE, ROW, Circle


@pytest.fixture
def circle() -> Circle:
    return Circle()


def statuses(circle: Circle) -> tuple[str, str]:
    return circle.one("released", "document")["status"], circle.one("xero", "invoice")["Status"]


@pytest.mark.parametrize(
    ("status", "twin"), [("AwaitingApproval", "SUBMITTED"), ("Approved", "AUTHORISED")]
)
def test_a_document_crosses_with_its_contact(circle: Circle, status: str, twin: str):
    """Rule: R15, R18, R19, R26."""
    circle.invoice(circle.contact(), status, reference="Rent March")

    assert circle.settle() == 2

    ours, theirs = circle.one("released", "document"), circle.one("xero", "invoice")
    assert theirs["Status"] == twin
    assert (theirs["Type"], theirs["Reference"]) == ("ACCREC", "Rent March")
    assert (theirs["Total"], ours["total"]) == ("120.00", "120.00")
    assert (theirs["Date"], theirs["DueDate"]) == ("2026-03-01", "2026-03-15")
    assert ours["externalId"] == theirs["InvoiceID"]
    assert ours["externalNumber"] == theirs["InvoiceNumber"]


def test_a_bill_is_a_bill(circle: Circle):
    """Rule: R15."""
    line = {**LINE, "accountCode": "400", "taxType": "INPUT2"}
    circle.invoice(circle.contact(), kind="ExpenseInvoice", reference="S-1", lines=[line])

    circle.settle()

    assert circle.one("xero", "invoice")["Type"] == "ACCPAY"
    assert circle.one("released", "document")["reference"] == "S-1"


def test_a_draft_stays_until_it_leaves_draft(circle: Circle):
    """Rule: R17."""
    document = circle.invoice(circle.contact(), "Draft")
    circle.settle()
    assert circle.xero("invoice") == []

    circle.here("document.approve", document)
    circle.settle()
    assert statuses(circle) == ("Approved", "AUTHORISED")


@pytest.mark.parametrize("status", ["SUBMITTED", "AUTHORISED"])
def test_a_document_made_there_is_made_here_with_its_contact(circle: Circle, status: str):
    """Rule: R16, R47."""
    contact = circle.there("contact.create", Name="Acme Ltd")
    circle.xero_invoice(contact, status, Reference="Rent")

    assert circle.settle() == 2

    ours, theirs = circle.one("released", "document"), circle.one("xero", "invoice")
    assert ours["status"] == {"SUBMITTED": "AwaitingApproval", "AUTHORISED": "Approved"}[status]
    assert (ours["total"], ours["reference"]) == ("120.00", "Rent")
    assert ours["externalNumber"] == theirs["InvoiceNumber"]
    assert ours["contactId"] == circle.one("released", "contact")["id"]


def test_a_xero_draft_stays_there_and_leaves_no_trace(circle: Circle):
    """Rule: R16."""
    contact = circle.there("contact.create", Name="Acme Ltd")
    invoice = circle.xero_invoice(contact, "DRAFT")
    circle.settle()
    circle.there("invoice.delete", invoice)
    circle.settle()

    assert circle.released("document") == []


def test_an_archived_contact_comes_along_with_a_document_that_needs_it(circle: Circle):
    """Rule: R3."""
    contact = circle.there("contact.create", Name="Acme Ltd")
    circle.xero_invoice(contact)
    circle.there("contact.archive", contact)

    circle.settle()

    assert circle.one("released", "contact")["status"] == "Archived"
    assert circle.one("released", "document")["status"] == "Approved"


def crossed(circle: Circle, status: str = "Approved", **fields) -> tuple[str, str]:
    document = circle.invoice(circle.contact(), status, **fields)
    circle.settle()
    return document, circle.one("xero", "invoice")["InvoiceID"]


@pytest.mark.parametrize("side", ["here", "there"])
def test_approval_travels_both_ways(circle: Circle, side: str):
    """Rule: R20."""
    document, twin = crossed(circle, "AwaitingApproval")

    if side == "here":
        circle.here("document.approve", document)
    else:
        circle.there("invoice.approve", twin)
    assert circle.settle() == 2

    assert statuses(circle) == ("Approved", "AUTHORISED")


def test_content_is_merged_before_it_is_approved(circle: Circle):
    """Rule: R20, R22."""
    document, twin = crossed(circle, "AwaitingApproval")
    circle.there("invoice.edit", twin, DueDate="2026-04-01")
    circle.here("document.edit", document, reference="ours")
    circle.here("document.approve", document)

    circle.settle()

    ours, theirs = circle.one("released", "document"), circle.one("xero", "invoice")
    assert (ours["dueDate"], theirs["DueDate"]) == ("2026-04-01", "2026-04-01")
    assert (ours["reference"], theirs["Reference"]) == ("ours", "ours")
    assert statuses(circle) == ("Approved", "AUTHORISED")


def test_lines_travel_whole_and_keep_their_ids(circle: Circle):
    """Rule: R22, R64."""
    rows = [{**LINE, "accountCode": "200", "taxType": "OUTPUT2", "description": d} for d in "ab"]
    document, twin = crossed(circle, lines=rows)
    ids = [row["LineItemID"] for row in circle.one("xero", "invoice")["LineItems"]]
    ours = circle.one("released", "document")["lines"]
    kept = [{k: line[k] for k in ("id", "description", "quantity", "accountCode", "taxType")}
            for line in ours]  # fmt: skip

    circle.here("document.edit", document, lines=[{**kept[1], "unitPrice": "250.00"}])
    circle.settle()

    theirs = circle.one("xero", "invoice")
    assert [row["LineItemID"] for row in theirs["LineItems"]] == [ids[1]]
    assert theirs["Total"] == "300.00"
    assert circle.one("released", "document")["total"] == "300.00"

    row = {**theirs["LineItems"][0], "UnitAmount": "10.00", "LineAmount": None, "TaxAmount": None}
    circle.there("invoice.edit", twin, LineItems=[row])
    circle.settle()
    assert circle.one("released", "document")["total"] == circle.one("xero", "invoice")["Total"]


@pytest.mark.parametrize("side", ["here", "there"])
@pytest.mark.parametrize("status", ["AwaitingApproval", "Approved"])
def test_a_void_travels_both_ways(circle: Circle, side: str, status: str):
    """Rule: R23, R24, R25."""
    document, twin = crossed(circle, status)
    approved = status == "Approved"

    if side == "here":
        circle.here("document.void", document)
    else:
        circle.there("invoice.void" if approved else "invoice.delete", twin)
    assert circle.settle() == 2

    assert statuses(circle) == ("Voided", "VOIDED" if approved else "DELETED")
    circle.advance(100_000)
    assert circle.settle() == 1


def test_an_edit_never_revives_what_is_void(circle: Circle):
    """Rule: R25."""
    document, twin = crossed(circle)
    circle.there("invoice.void", twin)
    circle.here("document.edit", document, dueDate="2026-05-01")

    circle.settle()

    assert statuses(circle) == ("Voided", "VOIDED")


def test_a_refused_document_becomes_a_draft_with_a_record_and_goes_out_once_repaired(
    circle: Circle,
):
    """Rule: R29, R62."""
    account = next(a for a in circle.xero("account") if a.get("Code") == "200")["AccountID"]
    document = circle.invoice(circle.contact())
    circle.there("account.archive", account)

    circle.settle()
    assert circle.xero("invoice") == []
    assert circle.one("released", "document")["status"] == "Draft"
    assert [p["recordId"] for p in circle.problems()] == [int(document)]
    circle.advance(100_000)
    circle.settle()
    assert len(circle.problems()) == 1

    circle.there("account.restore", account)
    circle.settle()
    circle.here("document.approve", document)
    circle.settle()

    assert statuses(circle) == ("Approved", "AUTHORISED")
    assert circle.problems() == []


def test_one_bad_record_does_not_stop_the_others(circle: Circle):
    """Rule: R62."""
    account = next(a for a in circle.xero("account") if a.get("Code") == "200")["AccountID"]
    contact = circle.contact()
    bad = circle.invoice(contact)
    good = circle.invoice(contact, lines=[{**LINE, "accountCode": "260", "taxType": "OUTPUT2"}])
    circle.there("account.archive", account)

    circle.settle()

    ours = {str(d["id"]): d["status"] for d in circle.released("document")}
    assert (ours[bad], ours[good]) == ("Draft", "Approved")
    assert len(circle.xero("invoice")) == 1


def test_a_document_of_a_refused_contact_is_refused_with_it(circle: Circle):
    """Rule: R12, R29."""
    circle.there("contact.create", Name="Acme Ltd")
    document = circle.invoice(circle.contact("Acme Ltd"))

    circle.settle()

    assert circle.one("released", "document")["status"] == "Draft"
    assert int(document) in [p["recordId"] for p in circle.problems()]


def test_a_document_with_a_payment_in_xero_stands(circle: Circle):
    """Rule: R22."""
    document, twin = crossed(circle)
    circle.here("document.edit", document, lines=[
        {**LINE, "unitPrice": "50.00", "accountCode": "200", "taxType": "OUTPUT2"}])  # fmt: skip
    circle.xero_pay(twin, "120.00")

    circle.settle()

    ours, theirs = circle.one("released", "document"), circle.one("xero", "invoice")
    assert (ours["total"], theirs["Total"]) == ("120.00", "120.00")
    assert (ours["status"], theirs["Status"]) == ("Paid", "PAID")
    assert circle.problems() == []


def test_what_re_leased_cannot_take_is_reported_and_the_cycle_ends(circle: Circle):
    """Rule: R57, R62. Paid here, edited there: Re-Leased refuses another total."""
    document, twin = crossed(circle)
    row = {**circle.one("xero", "invoice")["LineItems"][0], "LineAmount": None, "TaxAmount": None}
    circle.there("invoice.edit", twin, LineItems=[{**row, "UnitAmount": "90.00"}])
    circle.here("document.edit", document, issueDate="2026-03-02")
    circle.pay(document, "40.00")

    circle.settle()

    assert {p["recordId"] for p in circle.problems()} == {int(document)}


def test_a_locked_document_stands(circle: Circle):
    """Rule: R29."""
    document, _ = crossed(circle)
    circle.there("organisation.lock_dates", PeriodLockDate="2026-03-31")
    circle.here("document.edit", document, dueDate="2026-05-01")

    circle.settle()

    assert circle.one("released", "document")["dueDate"] == "2026-03-15"
    assert statuses(circle) == ("Approved", "AUTHORISED")


@pytest.mark.parametrize("mode", ["Inclusive", "NoTax", "Exclusive"])
def test_the_tax_mode_and_the_cents_are_equal(circle: Circle, mode: str):
    """Rule: R15, R58."""
    line = {**LINE, "quantity": "3", "unitPrice": "33.335", "accountCode": "200"}
    lines = [{**line, "taxType": "OUTPUT2"}] * 3
    document, _ = crossed(circle, taxMode=mode, lines=lines)

    ours, theirs = circle.one("released", "document"), circle.one("xero", "invoice")
    assert ours["taxMode"] == theirs["LineAmountTypes"]
    assert (ours["total"], ours["taxTotal"]) == (theirs["Total"], theirs["TotalTax"])

    circle.here("document.edit", document, taxMode="Inclusive" if mode != "Inclusive" else "NoTax")
    circle.settle()
    ours, theirs = circle.one("released", "document"), circle.one("xero", "invoice")
    assert ours["taxMode"] == theirs["LineAmountTypes"]
    assert (ours["total"], ours["taxTotal"]) == (theirs["Total"], theirs["TotalTax"])


def test_what_is_before_the_sync_from_date_is_left_alone(circle: Circle):
    """Rule: R63."""
    contact = circle.contact()
    circle.settle()
    circle.invoice(contact, issueDate="2025-12-31")
    twin = circle.one("xero", "contact")["ContactID"]
    invoice = circle.xero_invoice(twin, Date="2025-12-31")
    circle.xero_pay(invoice, "40.00")

    circle.settle()

    assert len(circle.xero("invoice")) == len(circle.released("document")) == 1
    assert circle.released("payment") == circle.problems() == []


def test_tracking_crosses_by_id_and_survives_a_rename(circle: Circle):
    """Rule: R44, R46."""
    circle.settle()
    option = circle.released("tracking_option")[0]
    tracking = [{"categoryId": option["categoryId"], "optionId": option["id"]}]
    line = {**LINE, "accountCode": "200", "taxType": "OUTPUT2", "tracking": tracking}
    circle.invoice(circle.contact(), lines=[line])
    circle.there("tracking_option.edit", option["externalId"], Name="Renamed")

    circle.settle()

    row = circle.one("xero", "invoice")["LineItems"][0]["Tracking"][0]
    assert row["TrackingOptionID"] == option["externalId"]
    assert circle.settle() == 1
    twin = circle.one("xero", "contact")["ContactID"]
    circle.xero_invoice(twin, LineItems=[{**ROW, "AccountCode": "200", "TaxType": "OUTPUT2",
                                          "Tracking": [row]}])  # fmt: skip
    circle.settle()
    lines = [document["lines"][0] for document in circle.released("document")]
    assert [line["tracking"] for line in lines] == [tracking, tracking]

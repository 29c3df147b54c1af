"""Credit notes: made, listed apart, refunded, voided; what follows for invoices."""

from typing import Any

import pytest

from tests.simulators.released.office import (
    TENANTS,
    Office,
    a_line,
    a_payment_body,
    an_allocation_body,
    standing,
)


def test_a_credit_note_shows_all_that_it_is() -> None:
    """Source: documented, RL-CN; one shape with invoices, re-leased.md §3.2."""
    office = Office()
    note = office.a_note(reference="R-1")
    assert (note["kind"], note["status"], note["total"]) == (
        "IncomeCreditNote",
        "Approved",
        "120.00",
    )
    assert (note["remainingCredit"], note["amountDue"], note["allocations"]) == (
        "120.00",
        "120.00",
        [],
    )
    assert (note["dueDate"], note["fromInvoiceId"]) == (None, None)
    assert office.ok("GET", f"/credit-notes/{note['id']}") == note


def test_credit_notes_and_invoices_share_one_sequence_of_numbers() -> None:
    """Source: designed, re-leased.md §8: one sequence per company, never reused."""
    office = Office()
    first = office.a_note(status="Draft")
    office.ok("DELETE", f"/credit-notes/{first['id']}", None, "user")
    second, third = office.a_document(), office.a_note(kind="ExpenseCreditNote")
    assert [each["number"] for each in (first, second, third)] == [
        "1000001",
        "1000002",
        "1000003",
    ]


def test_neither_list_shows_the_other_s_documents() -> None:
    """Source: re-leased.md §6.3."""
    office = Office()
    note, invoice = office.a_pair()
    for path, there, absent in (("invoices", invoice, note), ("credit-notes", note, invoice)):
        contact = f"contactId={note['contactId']}"
        for query in ("", "cursor=", "sort=id", "status=Approved", contact, "includeDeleted=true"):
            listed = office.ok("GET", f"/{path}?{query}")
            assert [row["id"] for row in listed["items"]] == [there["id"]], (path, query)
            assert listed.get("totalItems", 1) == 1
        assert office.code("GET", f"/{path}/{absent['id']}") == "not_found"
        assert office.code("PATCH", f"/{path}/{absent['id']}", {"reference": "x"}) == "not_found"
        assert office.code("POST", f"/{path}/{absent['id']}/void") == "not_found"
        assert office.code("GET", f"/{path}?kind={absent['kind']}") == "bad_parameter"


SERVICE = (
    ("invoices", {"serviceDate": "2026-01-31"}, "2026-01-31"),
    ("invoices", {}, "2026-03-31"),
    ("invoices", {"dueDate": None}, "2026-03-01"),
    ("credit-notes", {"serviceDate": "2026-01-31"}, "2026-01-31"),
    ("credit-notes", {}, "2026-03-01"),
)


@pytest.mark.parametrize(("path", "fields", "expected"), SERVICE)
def test_the_service_date_falls_back_and_is_stored_as_entered(
    path: str, fields: dict[str, Any], expected: str
) -> None:
    """Source: documented, see re-leased.md §3.2: due date on invoices, else the issue date."""
    office = Office()
    made = (office.a_document if path == "invoices" else office.a_note)(**fields)
    assert (made["budgetDate"], made["serviceDate"]) == (expected, fields.get("serviceDate"))


@pytest.mark.parametrize("name", ["dueDate", "onChargeTenancyId", "holdUntilOnChargePaid"])
def test_what_is_an_invoice_s_alone_is_no_field_of_a_credit_note(name: str) -> None:
    """Source: designed: a credit note is never due and charges nothing on."""
    office = Office()
    body = {**office.a_body(kind="IncomeCreditNote"), "dueDate": None, name: None}
    assert office.code("POST", "/credit-notes", body) == "unknown_field"
    path = f"/credit-notes/{office.a_note()['id']}"
    assert office.code("PATCH", path, {name: None}) == "unknown_field"


def test_a_kind_is_made_where_it_is_listed() -> None:
    """Source: designed."""
    office = Office()
    note = {"kind": "IncomeCreditNote"}
    assert office.code("POST", "/invoices", office.a_body(**note)) == "wrong_value"
    body = office.a_body()
    del body["dueDate"]
    assert office.code("POST", "/credit-notes", body) == "wrong_value"


def test_a_credit_note_made_from_an_invoice_copies_it_to_the_cent() -> None:
    """Source: documented, RL-CN; what the invoice said stands, whatever the rate is today."""
    office = Office()
    lines = [a_line(quantity="33.333", unitPrice="1.15"), a_line(description="Parking")]
    invoice = office.a_document(lines=lines, taxMode="Inclusive")
    office.ok("PUT", "/tax-types/STANDARD", {"name": "Standard", "rate": "25"})

    body = {"fromInvoiceId": invoice["id"], "issueDate": "2026-03-05"}
    note = office.ok("POST", "/credit-notes", body, "user")

    assert (note["kind"], note["status"]) == ("IncomeCreditNote", "Draft")
    assert note["fromInvoiceId"] == invoice["id"]
    for name in ("contactId", "taxMode", "subTotal", "taxTotal", "total"):
        assert note[name] == invoice[name]
    bare = [[{**line, "id": 0} for line in each["lines"]] for each in (note, invoice)]
    assert bare[0] == bare[1]
    assert not {line["id"] for line in note["lines"]} & {line["id"] for line in invoice["lines"]}
    assert standing(office, invoice)[0] == "Approved"


def test_what_the_body_says_stands_against_the_invoice() -> None:
    """Source: designed."""
    office = Office()
    invoice = office.a_document(reference="INV")
    start = {"fromInvoiceId": invoice["id"], "issueDate": "2026-03-05"}
    lines = [a_line(unitPrice="10.00")]
    part = office.ok("POST", "/credit-notes", {**start, "lines": lines}, "user")
    mode = office.ok("POST", "/credit-notes", {**start, "taxMode": "NoTax"}, "user")
    assert (part["total"], mode["total"], part["reference"]) == ("12.00", "100.00", None)


FROM: tuple[tuple[dict[str, Any], str], ...] = (
    ({"fromInvoiceId": 1}, "document_unknown"),
    ({"fromInvoiceId": "10001"}, "wrong_type"),
    ({"fromInvoiceId": True}, "wrong_type"),
    ({"kind": "ExpenseCreditNote"}, "kind_mismatch"),
    ({"kind": "IncomeInvoice"}, "wrong_value"),
    ({"kind": []}, "wrong_value"),
    ({"contactId": 502}, "contact_mismatch"),
    ({"lines": []}, "required"),
    ({"lines": None}, "required"),
    ({"issueDate": None}, "required"),
)


@pytest.mark.parametrize(("fields", "code"), FROM)
def test_a_wrong_copy_is_refused(fields: dict[str, Any], code: str) -> None:
    """Source: designed."""
    office = Office()
    invoice, _ = office.a_document(), office.a_contact()
    whole = {"kind": "IncomeCreditNote", "contactId": invoice["contactId"], "lines": [a_line()]}
    extra = whole if type(fields.get("fromInvoiceId", 1)) is not int else {}
    body = {"fromInvoiceId": invoice["id"], "issueDate": "2026-03-05", **extra, **fields}
    assert office.code("POST", "/credit-notes", body, "user") == code


@pytest.mark.parametrize("status", ["Draft", "AwaitingApproval", "Voided"])
def test_only_an_issued_invoice_is_credited(status: str) -> None:
    """Source: designed."""
    office = Office()
    invoice = office.a_document(status="Draft" if status == "Voided" else status)
    if status == "Voided":
        office.ok("POST", f"/invoices/{invoice['id']}/void", None, "user")
    body = {"fromInvoiceId": invoice["id"], "issueDate": "2026-03-05"}
    assert office.code("POST", "/credit-notes", body, "user") == "invalid_transition"


def test_a_note_cannot_be_made_from_a_note_or_another_company_s_invoice() -> None:
    """Source: designed; R52."""
    office = Office()
    note = office.a_note()
    shared = office.a_contact(companyIds=[1, 2])
    elsewhere = "/rl/v1/companies/2"
    other = office.ok("POST", f"{elsewhere}/invoices", office.a_body(contactId=shared["id"]))
    for number in (note["id"], other["id"]):
        body = {"fromInvoiceId": number, "issueDate": "2026-03-05"}
        assert office.code("POST", "/credit-notes", body, "user") == "document_unknown"


def test_a_refund_uses_up_the_credit_and_its_reversal_gives_it_back() -> None:
    """Source: re-leased.md §3.3, §8: a payment on a credit note."""
    office = Office()
    note, invoice = office.a_pair()
    office.an_allocation(note, invoice, "20.00")
    body = a_payment_body(note, "100.01")
    assert office.code("POST", "/payments", body, "user") == "amount_exceeds_due"
    refund = office.a_payment(note, "100.00")
    assert standing(office, note) == ("Paid", "100.00", "20.00", "0.00")
    body = an_allocation_body(invoice, "1.00")
    path = f"/credit-notes/{note['id']}"
    assert office.code("POST", f"{path}/allocations", body) == "already_paid"
    assert office.code("POST", f"{path}/void", None, "user") == "has_payments"
    office.ok("POST", f"/payments/{refund['id']}/reverse")
    assert standing(office, note) == ("Approved", "0.00", "20.00", "100.00")
    listed = office.ok("GET", f"/payments?documentId={note['id']}")["items"]
    assert [row["status"] for row in listed] == ["Reversed"]


def test_a_merged_contact_takes_its_credit_notes_along() -> None:
    """Source: R13: the documents of the loser follow the survivor."""
    office = Office()
    note, invoice = office.a_pair()
    survivor = office.a_contact()
    office.ok("POST", f"/contacts/{note['contactId']}/merge", {"intoId": survivor["id"]})
    assert office.row("document", f"1:{note['id']}")["contactId"] == survivor["id"]
    assert office.an_allocation(note, invoice)["amount"] == "20.00"


def test_the_number_of_xero_is_shown_while_the_pairing_stands_and_kept_apart() -> None:
    """Source: documented, RL-APPR, RL-REVOKED; R26: unique per kind, so a note may share it."""
    office = Office()
    note, invoice = office.a_pair()
    notes, invoices = f"/credit-notes/{note['id']}", f"/invoices/{invoice['id']}"
    office.ok("PATCH", notes, {"externalId": TENANTS[1], "externalNumber": "N-7"})
    office.ok("PATCH", invoices, {"externalId": TENANTS[2], "externalNumber": "N-7"})
    assert office.ok("GET", notes)["displayNumber"] == "N-7"
    office.ok("POST", "/connection/disconnect", None, "user")
    shown = office.ok("GET", notes)
    assert (shown["displayNumber"], shown["externalNumber"]) == (note["number"], "N-7")
    assert note["number"] != invoice["number"]


def test_xero_refused_a_note_so_it_is_a_draft_again_and_goes_out_once_more() -> None:
    """Source: documented, RL-ERR-ACCT; R29."""
    office = Office()
    note = office.a_note()
    path = f"/credit-notes/{note['id']}"
    assert office.ok("POST", f"{path}/reset-to-draft")["status"] == "Draft"
    assert office.ok("POST", f"{path}/approve", None, "user")["status"] == "Approved"
    office.ok("PATCH", path, {"externalId": TENANTS[2]})
    assert office.code("POST", f"{path}/reset-to-draft") == "invalid_transition"


def test_people_enter_credit_notes_and_allocate_them_in_the_screens() -> None:
    """Source: documented, RL-CN."""
    office = Office()
    invoice = office.a_document()
    note = office.person(
        "document.create", fromInvoiceId=invoice["id"], issueDate="2026-03-05", status="Approved"
    )
    assert note["kind"] == "IncomeCreditNote"
    assert office.person("document.edit", note["id"], reference="x")["reference"] == "x"
    body = an_allocation_body(invoice, "120.00")
    made = office.person("allocation.create", note["id"], **body)
    assert (made["creditNoteId"], made["amount"]) == (note["id"], "120.00")
    assert standing(office, note)[0] == standing(office, invoice)[0] == "Paid"
    assert office.person("document.void", note["id"]) == "has_allocations"
    office.person("allocation.delete", made["id"])
    assert standing(office, note)[0] == standing(office, invoice)[0] == "Approved"
    assert office.person("allocation.create", invoice["id"], **body) == "not_found"
    refund = a_payment_body(note, "120.00")
    office.person("payment.create", **refund)
    assert standing(office, note)[0] == "Paid"
    body = office.a_body(kind="ExpenseCreditNote")
    del body["dueDate"]
    assert office.person("document.create", **body)["kind"] == "ExpenseCreditNote"


def test_payments_may_come_from_xero_only() -> None:
    """Source: RL-WHAT14, profile legacy."""
    office = Office(profile="legacy")
    document = office.a_document()
    body = a_payment_body(document, "1.00")
    assert office.code("POST", "/payments", body, "user") == "managed_in_xero"
    assert office.code("POST", "/payments", body, "sync") == "ok"
    office.ok("POST", "/connection/disconnect", None, "user")
    assert office.code("POST", "/payments", body, "user") == "ok"

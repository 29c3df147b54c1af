"""Payments: what fits, what follows for the document, and that nothing is ever edited."""

from typing import Any

import pytest

from tests.simulators.released.office import TENANTS, Office, a_line, a_payment_body


def test_a_payment_in_full_makes_the_document_paid_and_its_reversal_undoes_that() -> None:
    """Source: inferred, re-leased.md §5.2."""
    office = Office()
    document = office.a_document()
    payment = office.a_payment(document)
    path = f"/invoices/{document['id']}"
    paid = office.ok("GET", path)
    office.ok("POST", f"/payments/{payment['id']}/reverse")
    back = office.ok("GET", path)
    assert (paid["status"], paid["amountPaid"], paid["amountDue"]) == ("Paid", "120.00", "0.00")
    assert (back["status"], back["amountPaid"], back["amountDue"]) == (
        "Approved",
        "0.00",
        "120.00",
    )
    assert (paid["version"], back["version"]) == (2, 3)
    reversed_ = office.row("payment", f"1:{payment['id']}")
    assert (reversed_["status"], bool(reversed_["reversedAt"])) == ("Reversed", True)


def test_who_paid_where_is_remembered() -> None:
    """Source: designed, re-leased.md §3.3."""
    office = Office()
    document = office.a_document()
    assert office.a_payment(document, "1.00", "user")["origin"] == "ReLeased"
    assert office.a_payment(document, "1.00", "sync")["origin"] == "Xero"


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"amount": "120.01"}, "amount_exceeds_due"),
    ({"amount": "0.00"}, "wrong_value"),
    ({"amount": "-1.00"}, "wrong_value"),
    ({"amount": "1.005"}, "too_precise"),
    ({"amount": None}, "required"),
    ({"amount": {}}, "wrong_type"),
    ({"documentId": 1}, "document_unknown"),
    ({"date": "yesterday"}, "wrong_type"),
    ({"accountCode": None}, "required"),
    ({"accountCode": "nope"}, "account_unknown"),
    ({"accountCode": "999"}, "account_archived"),
    ({"status": "Applied"}, "unknown_field"),
)


@pytest.mark.parametrize(("fields", "code"), WRONG)
def test_a_wrong_payment_is_refused(fields: dict[str, Any], code: str) -> None:
    """Source: GH-REFACTOR for the outcomes, designed codes."""
    office = Office()
    body = {**a_payment_body(office.a_document()), **fields}
    assert office.code("POST", "/payments", body, "user") == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "Draft"}, "invalid_transition"),
        ({"status": "AwaitingApproval"}, "invalid_transition"),
        ({"lines": [a_line(unitPrice="0.00")]}, "zero_total"),
    ],
)
def test_only_approved_documents_of_some_amount_take_payments(
    fields: dict[str, Any], code: str
) -> None:
    """Source: GH-REFACTOR, designed."""
    office = Office()
    document = office.a_document(**fields)
    assert office.code("POST", "/payments", a_payment_body(document, "1.00"), "user") == code


def test_a_paid_document_takes_no_more() -> None:
    """Source: GH-REFACTOR."""
    office = Office()
    document = office.a_document()
    office.a_payment(document)
    assert office.code("POST", "/payments", a_payment_body(document, "1.00")) == "already_paid"


def test_the_last_cent_can_be_paid_and_no_cent_more() -> None:
    """Source: GH-REFACTOR."""
    office = Office()
    document = office.a_document()
    office.a_payment(document, "119.99")
    body = a_payment_body(document, "0.02")
    assert office.code("POST", "/payments", body, "user") == "amount_exceeds_due"
    assert office.code("POST", "/payments", {**body, "amount": "0.01"}, "user") == "ok"


def test_a_bank_account_without_a_code_can_be_mirrored() -> None:
    """Source: xero.md §4: bank accounts may have no code."""
    office = Office()
    body = {**a_payment_body(office.a_document()), "accountCode": None}
    assert office.code("POST", "/payments", body, "sync") == "ok"


def test_a_payment_is_reversed_once() -> None:
    """Source: re-leased.md §5.3: terminal."""
    office = Office()
    payment = office.a_payment(office.a_document())
    path = f"/payments/{payment['id']}/reverse"
    assert office.code("POST", path) == "ok"
    assert office.code("POST", path) == "invalid_transition"


def test_nothing_of_a_payment_changes_but_its_link() -> None:
    """Source: re-leased.md §5.3: no edit."""
    office = Office()
    payment = office.a_payment(office.a_document())
    path = f"/payments/{payment['id']}"
    assert office.ok("PATCH", path, {"externalId": TENANTS[2]})["externalId"] == TENANTS[2]
    assert office.code("PATCH", path, {"amount": "1.00"}) == "unknown_field"
    assert office.code("PUT", path, {}) == "method_not_allowed"
    assert office.code("DELETE", path) == "method_not_allowed"


def test_a_payment_is_linked_once() -> None:
    """Source: designed, duplicate_external_id."""
    office = Office()
    document = office.a_document()
    link = {"externalId": TENANTS[2]}
    office.ok("POST", "/payments", a_payment_body(document, "1.00", **link))
    again = a_payment_body(document, "1.00", **link)
    assert office.code("POST", "/payments", again) == "duplicate_external_id"

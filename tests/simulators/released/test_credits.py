"""Credits: mirrors of Xero's over- and prepayments, and what they settle."""

from typing import Any

import pytest

from tests.simulators.released.office import TENANTS, Office, a_line, standing

EXTERNAL = TENANTS[2]


def a_row(invoice: Any, amount: str, **fields: Any) -> dict[str, Any]:
    """One allocation of a credit."""
    return {"invoiceId": invoice["id"], "amount": amount, "date": "2026-03-03", **fields}


def test_a_credit_settles_invoices_as_xero_says_and_never_twice() -> None:
    """Source: documented, RL-OPPP; total = paid + credited + due, re-leased.md §8."""
    office = Office()
    contact = office.a_contact()["id"]
    first, second = office.a_document(contactId=contact), office.a_document(contactId=contact)
    body = office.a_credit_body(contactId=contact, total="200.00")

    made = office.ok("PUT", f"/credits/{EXTERNAL}", body)
    assert (made["remainingCredit"], made["status"]) == ("200.00", "Approved")

    rows = [a_row(first, "120.00"), a_row(second, "50.00"), a_row(second, "10.00")]
    for _ in range(2):
        after = office.ok("PUT", f"/credits/{EXTERNAL}", {**body, "allocations": rows})
        assert (after["id"], after["remainingCredit"]) == (made["id"], "20.00")
        assert standing(office, first) == ("Paid", "0.00", "120.00", "0.00")
        assert standing(office, second) == ("Approved", "0.00", "60.00", "60.00")

    moved = [a_row(second, "110.00")]
    after = office.ok("PUT", f"/credits/{EXTERNAL}", {**body, "allocations": moved})
    assert standing(office, first) == ("Approved", "0.00", "0.00", "120.00")
    assert standing(office, second) == ("Approved", "0.00", "110.00", "10.00")
    used = {**body, "allocations": moved, "amountRefunded": "90.00"}
    after = office.ok("PUT", f"/credits/{EXTERNAL}", used)
    assert (after["remainingCredit"], after["status"]) == ("0.00", "Paid")


def test_credits_payments_and_credit_notes_add_up_on_one_invoice() -> None:
    """Source: re-leased.md §8."""
    office = Office()
    note, invoice = office.a_pair()
    office.an_allocation(note, invoice, "30.00")
    office.a_payment(invoice, "40.00")
    whose = {"contactId": invoice["contactId"]}
    office.a_credit(**whose, allocations=[a_row(invoice, "50.00")])
    assert standing(office, invoice) == ("Paid", "40.00", "80.00", "0.00")
    assert office.code("POST", f"/invoices/{invoice['id']}/void", None, "user") == "has_payments"
    office.a_credit(**whose)
    assert standing(office, invoice) == ("Approved", "40.00", "30.00", "50.00")


@pytest.mark.parametrize("kind", ["Overpayment", "Prepayment"])
@pytest.mark.parametrize("side", ["Income", "Expense"])
def test_a_credit_is_read_listed_and_found(kind: str, side: str) -> None:
    """Source: designed, re-leased.md §6.3."""
    office = Office()
    made = office.a_credit(kind=kind, side=side, reference="OP-1")
    assert office.ok("GET", f"/credits/{made['id']}") == made
    contact = f"contactId={made['contactId']}"
    for query in ("", f"kind={kind}", f"externalId={EXTERNAL}", contact, "q=op-", "cursor="):
        assert office.ok("GET", f"/credits?{query}")["items"] == [made]
    assert office.ok("GET", "/credits?status=Voided")["items"] == []
    assert office.ok("GET", "/rl/v1/companies/2/credits")["items"] == []
    assert office.code("GET", "/credits/1") == "not_found"


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"kind": "CreditNote"}, "wrong_value"),
    ({"side": None}, "required"),
    ({"total": "-1.00"}, "negative_total"),
    ({"total": None}, "required"),
    ({"contactId": 1}, "contact_unknown"),
    ({"date": "x"}, "wrong_type"),
    ({"status": "Paid"}, "wrong_value"),
    ({"amountRefunded": "-1.00"}, "wrong_value"),
    ({"amountRefunded": "50.01"}, "amount_exceeds_due"),
    ({"remainingCredit": "1.00"}, "unknown_field"),
    ({"allocations": {}}, "wrong_type"),
    ({"allocations": [{"amount": "1.00"}]}, "required"),
)


@pytest.mark.parametrize(("fields", "code"), WRONG)
def test_a_wrong_credit_is_refused(fields: dict[str, Any], code: str) -> None:
    """Source: designed."""
    office = Office()
    body = {**office.a_credit_body(), **fields}
    assert office.code("PUT", f"/credits/{EXTERNAL}", body) == code


def test_a_wrong_allocation_of_a_credit_is_refused() -> None:
    """Source: designed: no invoice is settled beyond its total, nor by the other side."""
    office = Office()
    contact = {"contactId": office.a_contact()["id"]}
    invoice, note = office.a_document(**contact), office.a_note(**contact)
    bill = office.a_document(kind="ExpenseInvoice", **contact)
    draft = office.a_document(status="Draft", **contact)
    cases = (
        ([a_row(invoice, "0.00")], "wrong_value"),
        ([a_row(invoice, "120.01")], "amount_exceeds_due"),
        ([a_row(invoice, "100.00"), a_row(invoice, "20.01")], "amount_exceeds_due"),
        ([a_row(invoice, "120.00"), a_row({"id": 1}, "1.00")], "document_unknown"),
        ([a_row(note, "1.00")], "document_unknown"),
        ([a_row(bill, "1.00")], "kind_mismatch"),
        ([a_row(draft, "1.00")], "invalid_transition"),
        ([a_row(invoice, "0.10")] * 501, "too_long"),
        ([a_row(invoice, "200.01")], "amount_exceeds_due"),
    )
    body = office.a_credit_body(total="200.00", **contact)
    for rows, code in cases:
        assert office.code("PUT", f"/credits/{EXTERNAL}", {**body, "allocations": rows}) == code
    assert office.code("PUT", f"/credits/{'x' * 101}", body) == "too_long"


def test_a_void_credit_settles_nothing_and_stays_void() -> None:
    """Source: mirrors Xero; R25."""
    office = Office()
    invoice = office.a_document()
    body = office.a_credit_body(contactId=invoice["contactId"])
    path, rows = f"/credits/{EXTERNAL}", [a_row(invoice, "50.00")]
    office.ok("PUT", path, {**body, "allocations": rows})
    void = {**body, "status": "Voided"}
    assert office.code("PUT", path, {**void, "allocations": rows}) == "has_allocations"
    assert office.code("PUT", path, {**void, "amountRefunded": "1.00"}) == "has_payments"
    assert office.ok("PUT", path, void)["status"] == "Voided"
    assert standing(office, invoice) == ("Approved", "0.00", "0.00", "120.00")
    assert office.code("PUT", path, body) == "invalid_transition"
    assert office.code("PUT", path, {**void, "kind": "Prepayment"}) == "wrong_value"
    assert office.code("PUT", path, void) == "ok"


def test_people_never_write_a_credit() -> None:
    """Source: documented, RL-OPPP: edited and allocated in Xero only."""
    office = Office()
    body, path = office.a_credit_body(), f"/credits/{EXTERNAL}"
    assert office.code("PUT", path, body, "user") == "managed_in_xero"
    office.ok("POST", "/connection/disconnect", None, "user")
    assert office.code("PUT", path, body, "user") == "role_forbidden"
    assert office.code("PUT", path, body) == "not_connected"


def test_a_version_in_if_match_guards_a_credit() -> None:
    """Source: designed, re-leased.md §6.1."""
    office = Office()
    body, path = office.a_credit_body(), f"/credits/{EXTERNAL}"
    assert office.call("PUT", path, body).status_code == 201
    headers = {"If-Match": '"7"'}
    assert office.code("PUT", path, body, headers=headers) == "version_mismatch"
    assert office.call("PUT", path, body).status_code == 200


@pytest.mark.parametrize("profile", ["guide", "legacy", "current"])
def test_a_vintage_without_over_and_prepayments_has_no_such_path(profile: str) -> None:
    """Source: O13; RL-OPPP, re-leased.md §11."""
    office = Office(profile=profile)
    expected = "not_found" if profile == "legacy" else "ok"
    body = office.a_credit_body()
    assert office.code("PUT", f"/credits/{EXTERNAL}", body) == expected
    assert office.code("GET", "/credits") == expected


def test_a_merged_contact_takes_its_credits_along_and_does_not_leave_without() -> None:
    """Source: R13."""
    office = Office()
    loser, survivor = office.a_contact(companyIds=[1, 2]), office.a_contact()
    credit = office.a_credit(contactId=loser["id"])
    leave = {"companyIds": [2]}
    assert office.code("PATCH", f"/contacts/{loser['id']}", leave) == "in_use"
    office.ok("POST", f"/contacts/{loser['id']}/merge", {"intoId": survivor["id"]})
    assert office.row("credit", f"1:{credit['id']}")["contactId"] == survivor["id"]


def test_a_credit_mirrors_a_bill_s_prepayment() -> None:
    """Source: mirrors Xero: money spent settles expense invoices."""
    office = Office()
    bill = office.a_document(kind="ExpenseInvoice", lines=[a_line(unitPrice="10.00")])
    rows = [a_row(bill, "12.00", externalId=TENANTS[0])]
    made = office.a_credit(kind="Prepayment", side="Expense", allocations=rows)
    assert made["allocations"] == [
        {
            "externalId": TENANTS[0],
            "invoiceId": bill["id"],
            "amount": "12.00",
            "date": "2026-03-03",
        }
    ]
    assert standing(office, bill)[0] == "Paid"

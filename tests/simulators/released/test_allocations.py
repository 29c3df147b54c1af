"""Allocations: what fits, what follows for both documents, what a removal restores."""

from typing import Any

import pytest

from tests.simulators.released.office import TENANTS, Office, a_line, an_allocation_body, standing


def test_an_allocation_settles_both_and_its_removal_restores_both() -> None:
    """Source: documented, RL-CN; inferred for the statuses, re-leased.md §5.2."""
    office = Office()
    note, invoice = office.a_pair()
    before = standing(office, note), standing(office, invoice)

    made = office.an_allocation(note, invoice, "120.00")

    assert standing(office, note) == ("Paid", "0.00", "120.00", "0.00")
    assert standing(office, invoice) == ("Paid", "0.00", "120.00", "0.00")
    shown = office.ok("GET", f"/credit-notes/{note['id']}")
    names = ("id", "externalId", "invoiceId", "amount", "date")
    assert shown["allocations"] == [{name: made[name] for name in names}]
    assert shown["remainingCredit"] == "0.00"
    path = f"/credit-notes/{note['id']}/allocations"
    assert office.ok("GET", path)["items"] == [made]
    assert office.ok("GET", f"{path}/{made['id']}") == made

    assert office.ok("DELETE", f"{path}/{made['id']}", None, "user") == made
    assert (standing(office, note), standing(office, invoice)) == before
    assert office.code("GET", f"{path}/{made['id']}") == "not_found"
    assert office.code("DELETE", f"{path}/{made['id']}") == "not_found"
    assert office.ok("GET", path)["items"] == []


def test_part_allocations_leave_both_approved_with_what_remains() -> None:
    """Source: re-leased.md §8."""
    office = Office()
    note, invoice = office.a_pair(lines=[a_line(unitPrice="50.00")])
    office.an_allocation(note, invoice, "20.00")
    office.an_allocation(note, invoice, "39.99", "sync")
    assert standing(office, note) == ("Approved", "0.00", "59.99", "0.01")
    assert standing(office, invoice) == ("Approved", "0.00", "59.99", "60.01")
    body = an_allocation_body(invoice, "0.02")
    path = f"/credit-notes/{note['id']}/allocations"
    assert office.code("POST", path, body) == "amount_exceeds_due"
    assert office.code("POST", path, {**body, "amount": "0.01"}) == "ok"
    assert standing(office, note)[0] == "Paid"


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"amount": "120.01"}, "amount_exceeds_due"),
    ({"amount": "0.00"}, "wrong_value"),
    ({"amount": "-1.00"}, "wrong_value"),
    ({"amount": None}, "required"),
    ({"amount": "0.001"}, "too_precise"),
    ({"date": "soon"}, "wrong_type"),
    ({"date": None}, "required"),
    ({"invoiceId": 1}, "document_unknown"),
    ({"invoiceId": "x"}, "wrong_type"),
    ({"creditNoteId": 10001}, "unknown_field"),
)


@pytest.mark.parametrize("who", ["user", "sync"])
@pytest.mark.parametrize(("fields", "code"), WRONG)
def test_a_wrong_allocation_is_refused(fields: dict[str, Any], code: str, who: str) -> None:
    """Source: documented for the contact, RL-CN; designed codes."""
    office = Office()
    note, invoice = office.a_pair()
    body = {**an_allocation_body(invoice), **fields}
    assert office.code("POST", f"/credit-notes/{note['id']}/allocations", body, who) == code


@pytest.mark.parametrize("who", ["user", "sync"])
def test_an_allocation_stays_with_its_contact_and_its_side(who: str) -> None:
    """Source: documented, RL-CN."""
    office = Office()
    note, _ = office.a_pair()
    stranger = office.a_document()
    bill = office.a_document(kind="ExpenseInvoice", contactId=note["contactId"])
    cases = ((stranger, "contact_mismatch"), (bill, "kind_mismatch"), (note, "document_unknown"))
    for other, code in cases:
        body = an_allocation_body(other)
        assert office.code("POST", f"/credit-notes/{note['id']}/allocations", body, who) == code


@pytest.mark.parametrize("zero", ["note", "invoice"])
def test_what_is_of_zero_takes_no_allocation(zero: str) -> None:
    """Source: GH-REFACTOR, designed."""
    office = Office()
    contact = {"contactId": office.a_contact()["id"]}
    nothing = {"lines": [a_line(unitPrice="0.00")]}
    note = office.a_note(**contact, **(nothing if zero == "note" else {}))
    invoice = office.a_document(**contact, **(nothing if zero == "invoice" else {}))
    body = an_allocation_body(invoice, "1.00")
    assert office.code("POST", f"/credit-notes/{note['id']}/allocations", body) == "zero_total"


def test_allocations_guard_both_documents_until_they_are_removed() -> None:
    """Source: re-leased.md §5.2; R25."""
    office = Office()
    note, invoice = office.a_pair()
    made = office.an_allocation(note, invoice)
    paths = f"/credit-notes/{note['id']}", f"/invoices/{invoice['id']}"
    for path in paths:
        for who in ("user", "sync"):
            assert office.code("POST", f"{path}/void", None, who) == "has_allocations"
            body = {"lines": [a_line(unitPrice="500.00")]}
            assert office.code("PATCH", path, body, who) == "has_allocations"
        assert office.code("POST", f"{path}/reset-to-draft") == "has_allocations"
        assert office.code("PATCH", path, {"reference": "x"}, "user") == "has_allocations"
        assert office.code("PATCH", path, {"reference": "x"}, "sync") == "ok"
    office.ok("DELETE", f"{paths[0]}/allocations/{made['id']}")
    for path in paths:
        assert office.code("PATCH", path, {"reference": "y"}, "user") == "ok"
        assert office.code("POST", f"{path}/void", None, "user") == "ok"


def test_an_allocation_is_found_at_its_own_credit_note_only() -> None:
    """Source: designed."""
    office = Office()
    note, invoice = office.a_pair()
    made, other = office.an_allocation(note, invoice), office.a_note()
    path = f"/credit-notes/{other['id']}/allocations/{made['id']}"
    for method, body in (("GET", None), ("DELETE", None), ("PATCH", {"externalId": TENANTS[2]})):
        assert office.code(method, path, body) == "not_found"
    base = f"/invoices/{invoice['id']}/allocations"
    assert office.code("GET", base) == "not_found"
    assert office.code("GET", f"/credit-notes/{invoice['id']}/allocations") == "not_found"
    listed = office.ok("GET", f"/credit-notes/{note['id']}/allocations?invoiceId={invoice['id']}")
    assert [row["id"] for row in listed["items"]] == [made["id"]]
    assert office.code("GET", f"/credit-notes/{note['id']}/allocations?status=x") == (
        "bad_parameter"
    )


def test_nothing_of_an_allocation_changes_but_its_link() -> None:
    """Source: designed, as with payments."""
    office = Office()
    note, invoice = office.a_pair()
    made = office.an_allocation(note, invoice)
    path, link = f"/credit-notes/{note['id']}/allocations/{made['id']}", {"externalId": TENANTS[2]}
    assert office.code("PATCH", path, link, "user") == "role_forbidden"
    assert office.ok("PATCH", path, link)["externalId"] == TENANTS[2]
    shown = office.ok("GET", f"/credit-notes/{note['id']}")["allocations"]
    assert [row["externalId"] for row in shown] == [TENANTS[2]]
    assert office.code("PATCH", path, {"amount": "1.00"}) == "unknown_field"
    body = an_allocation_body(invoice, "1.00", **link)
    base = f"/credit-notes/{note['id']}/allocations"
    assert office.code("POST", base, body) == "duplicate_external_id"
    assert office.code("POST", base, body, "user") == "role_forbidden"


def test_allocations_may_come_from_xero_only() -> None:
    """Source: open, O12; a company that is not paired allocates for itself."""
    office = Office(switches={"allocations": "from_xero"})
    note, invoice = office.a_pair()
    path = f"/credit-notes/{note['id']}/allocations"
    body = an_allocation_body(invoice)
    assert office.code("POST", path, body, "user") == "managed_in_xero"
    made = office.an_allocation(note, invoice, who="sync")
    assert office.code("DELETE", f"{path}/{made['id']}", None, "user") == "managed_in_xero"
    office.ok("POST", "/connection/disconnect", None, "user")
    assert office.code("POST", path, body, "user") == "ok"


def test_the_feed_tells_of_an_allocation_and_of_its_removal() -> None:
    """Source: designed, re-leased.md §6.3: with tombstones."""
    office = Office()
    note, invoice = office.a_pair()
    start = office.world.commits.next - 1
    made = office.an_allocation(note, invoice)
    office.world.clock.advance(2)
    office.ok("DELETE", f"/credit-notes/{note['id']}/allocations/{made['id']}", None, "user")
    items = office.ok("GET", f"/changes?after={start}")["items"]
    assert [(row["type"], row["op"], row["version"]) for row in items] == [
        ("allocation", "create", 1),
        ("document", "update", 2),
        ("document", "update", 2),
        ("allocation", "delete", 2),
        ("document", "update", 3),
        ("document", "update", 3),
    ]
    gone = items[3]
    assert (gone["id"], gone["record"], gone["updatedAt"]) == (
        made["id"],
        None,
        "2026-03-02T09:00:02.000Z",
    )
    assert items[0]["record"] == made
    assert items[1]["record"]["allocations"][0]["id"] == made["id"]
    assert items[4]["record"]["allocations"] == []

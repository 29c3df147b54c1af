"""Credit notes, allocations and refunds around the whole circle. Rule: R27, R28, R37."""

from typing import Any

import pytest

from tests.sync.circle import LINE, ROW, Circle


@pytest.fixture
def circle() -> Circle:
    return Circle()


def a_note(circle: Circle, contact: str, **fields: Any) -> str:
    wanted = {
        "kind": "IncomeCreditNote",
        "contactId": int(contact),
        "issueDate": "2026-03-01",
        "status": "Approved",
        "lines": [{**LINE, "accountCode": "200", "taxType": "OUTPUT2"}],
    }
    return circle.here("document.create", **{**wanted, **fields})


def a_xero_note(circle: Circle, contact: str, **fields: Any) -> str:
    row = {**ROW, "AccountCode": "200", "TaxType": "OUTPUT2"}
    wanted = {
        "Type": "ACCRECCREDIT",
        "ContactID": contact,
        "Date": "2026-03-01",
        "Status": "AUTHORISED",
        "LineItems": [row],
    }
    return circle.there("credit_note.create", **{**wanted, **fields})


def allocate(circle: Circle, note: str, invoice: str, amount: str = "40.00") -> str:
    fields = {"invoiceId": int(invoice), "amount": amount, "date": "2026-03-02"}
    return circle.here("allocation.create", note, **fields)


def xero_allocate(circle: Circle, note: str, invoice: str, amount: str = "40.00") -> str:
    fields = {"InvoiceID": invoice, "Amount": amount, "Date": "2026-03-02"}
    return circle.there("allocation.create", note, **fields)


def crossed(circle: Circle) -> tuple[str, str, str, str]:
    """An invoice and a note, here and there."""
    contact = circle.contact()
    invoice, note = circle.invoice(contact), a_note(circle, contact)
    circle.settle()
    there = circle.one("xero", "invoice")["InvoiceID"]
    return invoice, note, there, circle.one("xero", "credit_note")["CreditNoteID"]


def amounts(circle: Circle) -> tuple[list[str], list[str]]:
    ours = sorted(each["amount"] for each in circle.released("allocation"))
    return ours, sorted(each["Amount"] for each in circle.xero("allocation"))


def test_a_credit_note_crosses_both_ways_as_a_credit_note(circle: Circle):
    """Rule: R15, R16, R27."""
    a_note(circle, circle.contact(), reference="Ref 9")
    circle.settle()
    a_xero_note(circle, circle.one("xero", "contact")["ContactID"])

    circle.settle()

    ours = [(d["kind"], d["status"], d["total"]) for d in circle.released("document")]
    theirs = [(d["Type"], d["Status"], d["Total"]) for d in circle.xero("credit_note")]
    assert ours == [("IncomeCreditNote", "Approved", "120.00")] * 2
    assert theirs == [("ACCRECCREDIT", "AUTHORISED", "120.00")] * 2
    assert circle.xero("invoice") == []
    numbers = {document["externalNumber"] for document in circle.released("document")}
    assert numbers == {note["CreditNoteNumber"] for note in circle.xero("credit_note")}
    assert circle.settle() == 1


def test_a_void_credit_note_is_void_on_both_sides(circle: Circle):
    """Rule: R23, R24, R27."""
    _, note, _, _ = crossed(circle)

    circle.here("document.void", note)
    circle.settle()

    assert circle.one("xero", "credit_note")["Status"] == "VOIDED"


def test_allocations_made_on_either_side_are_on_both_once(circle: Circle):
    """Rule: R28."""
    invoice, note, there, xero_note = crossed(circle)
    allocate(circle, note, invoice)
    xero_allocate(circle, xero_note, there)
    xero_allocate(circle, xero_note, there, "10.00")

    circle.settle()

    assert amounts(circle) == (["10.00", "40.00", "40.00"],) * 2
    ours = next(d for d in circle.released("document") if d["kind"] == "IncomeInvoice")
    assert (ours["amountCredited"], ours["amountDue"], ours["amountPaid"]) == (
        "90.00", "30.00", "0.00",
    )  # fmt: skip
    assert circle.one("xero", "invoice")["AmountDue"] == "30.00"
    linked = {each["externalId"] for each in circle.released("allocation")}
    assert linked == {each["AllocationID"] for each in circle.xero("allocation")}
    assert circle.settle() == 1


@pytest.mark.parametrize("side", ["here", "there"])
def test_an_allocation_removed_on_one_side_is_removed_on_the_other(circle: Circle, side: str):
    """Rule: R28."""
    invoice, note, _, _ = crossed(circle)
    allocate(circle, note, invoice)
    circle.settle()

    if side == "here":
        circle.here("allocation.delete", circle.one("released", "allocation")["id"])
    else:
        circle.there("allocation.delete", circle.one("xero", "allocation")["AllocationID"])
    circle.settle()

    assert amounts(circle) == ([], [])
    assert circle.one("xero", "invoice")["AmountDue"] == "120.00"
    circle.advance(100_000)
    assert circle.settle() == 1


@pytest.mark.parametrize("kind", ["drop_before_commit", "drop_after_commit"])
def test_an_allocation_whose_answer_was_lost_is_there_once(circle: Circle, kind: str):
    """Rule: R28, R60."""
    invoice, note, _, _ = crossed(circle)
    allocate(circle, note, invoice)
    circle.fault(kind, system="xero", method="PUT", path="*/Allocations", times=2)

    circle.cycle()
    circle.heal()
    circle.settle()

    assert amounts(circle) == (["40.00"], ["40.00"])


def test_an_allocation_that_was_removed_before_its_answer_was_heard_stays_removed(circle: Circle):
    """Rule: R28, R60: the key replays the old answer, and the note lists it no more."""
    invoice, note, _, _ = crossed(circle)
    allocate(circle, note, invoice)
    circle.fault("drop_after_commit", system="xero", method="PUT", path="*/Allocations", times=9)
    circle.cycle()

    circle.there("allocation.delete", circle.one("xero", "allocation")["AllocationID"])
    circle.heal()
    circle.settle()

    assert amounts(circle) == ([], [])


def test_what_xero_has_no_room_for_is_taken_back(circle: Circle):
    """Rule: R38: the first committed in Xero stands, the other goes whole."""
    invoice, note, there, xero_note = crossed(circle)
    allocate(circle, note, invoice, "100.00")
    xero_allocate(circle, xero_note, there, "90.00")

    circle.settle()

    assert amounts(circle) == (["90.00"], ["90.00"])
    assert circle.one("xero", "invoice")["AmountDue"] == "30.00"


def test_an_allocation_to_an_invoice_out_of_scope_is_told(circle: Circle):
    """Rule: R63. Source: RL-ERRORS."""
    contact = circle.contact()
    old, note = circle.invoice(contact, issueDate="2025-06-01"), a_note(circle, contact)
    circle.settle()

    allocate(circle, note, old)
    circle.settle()

    assert circle.xero("allocation") == []
    assert [each["entity"] for each in circle.problems()] == ["allocation"]
    assert circle.settle() == 1


def test_a_refund_made_on_either_side_is_on_both(circle: Circle):
    """Rule: R37."""
    _, note, _, xero_note = crossed(circle)
    circle.pay(note, "20.00")
    fields = {"Code": "090", "Amount": "30.00", "Date": "2026-03-02"}
    circle.there("payment.create", CreditNoteID=xero_note, **fields)

    circle.settle()

    assert sorted(p["amount"] for p in circle.released("payment")) == ["20.00", "30.00"]
    assert sorted(p["Amount"] for p in circle.xero("payment")) == ["20.00", "30.00"]
    assert circle.one("xero", "credit_note")["RemainingCredit"] == "70.00"
    ours = next(d for d in circle.released("document") if d["kind"] == "IncomeCreditNote")
    assert ours["remainingCredit"] == "70.00"
    assert circle.settle() == 1


def test_an_allocation_whose_answer_was_lost_stays_though_it_was_seen_before_it_was_asked_for(
    circle: Circle,
):
    """Rule: R28, R60. Found by the sweep: it was taken for removed, and removed here."""
    invoice, note, _, _ = crossed(circle)
    allocate(circle, note, invoice, "30.00")
    allocate(circle, note, invoice, "10.00")
    circle.fault("crash", when="after", system="xero", path="*/Allocations*", method="PUT")
    circle.cycle()
    circle.advance(120)

    circle.settle()

    assert amounts(circle) == (["10.00", "30.00"], ["10.00", "30.00"])
    assert circle.problems() == []

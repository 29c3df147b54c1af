"""Allocations of credit notes and their refunds: limits, effects, taking back. Facts 4.3, 4.4."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office, line, payment

TOO_MUCH = "Credit Note cannot be allocated as amount is greater than amount outstanding"
PAID_OFF = "The invoice you are trying to allocate to has already been paid off"
WRONG_SIDE = "Credit Note cannot be allocated to an incorrect invoice type"
NOT_POSITIVE = "The allocation amount must be greater than zero."
NOT_AUTHORISED = "Payments can only be made against Authorised documents"
MODIFICATION = "Credit Note not of valid status for modification"
SETTLED = "This document cannot be edited as it has a payment or credit note allocated to it."
MISSING = "00000000-0000-0000-0000-00000000000a"
BILL: dict[str, Any] = {"Type": "ACCPAY", "LineItems": [line(AccountCode="429")]}
SUPPLIERS: dict[str, Any] = {**BILL, "Type": "ACCPAYCREDIT"}


class Desk(Office):
    """An office with an approved invoice of 120.00 and an approved credit note of 60.00."""

    def __init__(self, **recipe: Any) -> None:
        super().__init__(**recipe)
        self.tenant_one = self.contact()
        self.invoice_id = str(self.invoice(self.tenant_one)["InvoiceID"])
        self.note_id = str(self.note(self.tenant_one)["CreditNoteID"])
        self.path = f"/CreditNotes/{self.note_id}/Allocations"

    def read_invoice(self) -> Any:
        return self.one("GET", f"/Invoices/{self.invoice_id}")

    def read_note(self) -> Any:
        return self.one("GET", f"/CreditNotes/{self.note_id}")

    def put(self, amount: str, **fields: Any) -> Any:
        return self.allocate(self.note_id, self.invoice_id, amount, **fields)

    def row(self, **fields: Any) -> dict[str, Any]:
        return {"Invoice": {"InvoiceID": self.invoice_id}, "Amount": 10, **fields}

    def refund(self, amount: str, **fields: Any) -> dict[str, Any]:
        wanted = {**payment("", amount), "Invoice": None}
        return {**wanted, "CreditNote": {"CreditNoteID": self.note_id}, **fields}


def test_an_allocation_shows_on_both_sides() -> None:
    desk = Desk()

    answer = desk.put("20", Date="2026-03-02")
    note, invoice = desk.read_note(), desk.read_invoice()

    assert answer == {
        "Date": "/Date(1772409600000+0000)/", "Amount": 20.0,
        "Invoice": {"InvoiceID": desk.invoice_id},
        "CreditNote": {"CreditNoteID": desk.note_id, "ID": desk.note_id},
    }  # fmt: skip
    (row,) = note["Allocations"]
    assert row["Invoice"] == {"InvoiceID": desk.invoice_id, "InvoiceNumber": "INV-0001"}
    assert (row["Amount"], row["Date"]) == (20.0, "/Date(1772409600000+0000)/")
    assert invoice["CreditNotes"] == [{
        "CreditNoteID": desk.note_id, "CreditNoteNumber": "CN-0001", "ID": desk.note_id,
        "AppliedAmount": 20.0, "Date": "/Date(1772409600000+0000)/", "Total": 60.0,
        "LineItems": [],
    }]  # fmt: skip
    assert (invoice["Prepayments"], invoice["Overpayments"]) == ([], [])
    assert (note["RemainingCredit"], note["Status"]) == (40.0, "AUTHORISED")
    assert (invoice["AmountCredited"], invoice["AmountDue"], invoice["AmountPaid"]) == (20, 100, 0)
    assert note["UpdatedDateUTC"] == invoice["UpdatedDateUTC"]


def test_lists_show_credit_notes_under_invoices_but_summaries_and_answers_do_not() -> None:
    desk = Desk()
    desk.put("20")

    assert len(desk.one("GET", "/Invoices")["CreditNotes"]) == 1
    assert len(desk.one("GET", "/Invoices?page=1")["CreditNotes"]) == 1
    assert "CreditNotes" not in desk.one("GET", "/Invoices?summaryOnly=true")
    answer = desk.one("POST", f"/Invoices/{desk.invoice_id}", {"Reference": "R"})
    assert not answer.keys() & {"CreditNotes", "AmountCredited"}


def test_credit_to_the_penny_makes_both_paid_on_the_last_day() -> None:
    desk = Desk()
    desk.pay(desk.invoice_id, "60", Date="2026-03-20")

    desk.put("59.99", Date="2026-03-09")
    assert (desk.read_note()["Status"], desk.read_invoice()["Status"]) == ("AUTHORISED",) * 2
    desk.put("0.01", Date="2026-03-04")
    note, invoice = desk.read_note(), desk.read_invoice()

    assert (note["Status"], invoice["Status"]) == ("PAID", "PAID")
    assert note["FullyPaidOnDate"] == "/Date(1773014400000+0000)/"
    assert invoice["FullyPaidOnDate"] == "/Date(1773964800000+0000)/"
    assert (invoice["AmountPaid"], invoice["AmountCredited"], invoice["AmountDue"]) == (60, 60, 0)


@pytest.mark.parametrize("key", ["Amount", "AppliedAmount", "appliedamount"])
def test_the_amount_has_two_names(key: str) -> None:
    """XQ-28."""
    desk = Desk()
    wanted = {**desk.row(), key: "7.50"}
    if key != "Amount":
        del wanted["Amount"]

    assert desk.one("PUT", desk.path, wanted)["Amount"] == 7.5


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"Amount": "60.01"}, [TOO_MUCH]),
        ({"Amount": 0}, [NOT_POSITIVE]),
        ({"Amount": None}, [NOT_POSITIVE]),
        ({"Amount": "-5"}, [NOT_POSITIVE]),
        ({"Amount": "0.004"}, [NOT_POSITIVE]),
        ({"Invoice": None},
         ["An existing Invoice with the specified InvoiceID could not be found"]),
        ({"Invoice": {"InvoiceID": MISSING}},
         ["An existing Invoice with the specified InvoiceID could not be found"]),
    ],
)  # fmt: skip
def test_what_an_allocation_may_not_be(change: dict[str, Any], messages: list[str]) -> None:
    """XE-14, XE-30."""
    desk = Desk()

    assert desk.no("PUT", desk.path, {"Allocations": [desk.row(**change)]}) == messages


def test_no_more_is_allocated_than_the_invoice_is_due() -> None:
    """XE-30."""
    desk = Desk()
    desk.pay(desk.invoice_id, "110")

    assert desk.no("PUT", desk.path, desk.row(Amount="10.01")) == [TOO_MUCH]
    assert desk.put("10")["Amount"] == 10.0


def test_a_paid_bill_of_somebody_else_is_refused_for_every_reason_in_order() -> None:
    """XE-31, XE-30, XE-32 as they were seen together: waynerobinson/xeroizer#320."""
    desk = Desk()
    bill = desk.invoice(desk.contact("Other"), **BILL)["InvoiceID"]
    desk.pay(bill, "120")

    assert desk.no("PUT", desk.path, desk.row(Invoice={"InvoiceID": bill})) == [
        PAID_OFF, TOO_MUCH, WRONG_SIDE,
        "Credit Note cannot be allocated to an invoice of another contact",
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED", "VOIDED", "DELETED"])
def test_only_approved_credit_is_put_on_approved_invoices(status: str) -> None:
    desk = Desk()
    start = "AUTHORISED" if status == "VOIDED" else "DRAFT"
    invoice = desk.invoice(desk.tenant_one, Status=start)["InvoiceID"]
    note = desk.note(desk.tenant_one, Status=start)["CreditNoteID"]
    if status != start:
        desk.one("POST", f"/Invoices/{invoice}", {"Status": status})
        desk.one("POST", f"/CreditNotes/{note}", {"Status": status})

    to_it = desk.no("PUT", desk.path, desk.row(Invoice={"InvoiceID": invoice}))
    from_it = desk.no("PUT", f"/CreditNotes/{note}/Allocations", desk.row())

    assert to_it[0] == "Invoice not of valid status for allocation"
    assert from_it[0] == "Credit Note not of valid status for allocation"


def test_a_suppliers_note_goes_to_bills_only() -> None:
    """XE-32."""
    desk = Desk()
    note = desk.note(desk.tenant_one, **SUPPLIERS)["CreditNoteID"]
    bill = desk.invoice(desk.tenant_one, **BILL)["InvoiceID"]

    assert desk.no("PUT", f"/CreditNotes/{note}/Allocations", desk.row()) == [WRONG_SIDE]
    assert desk.allocate(note, bill, "120")["Amount"] == 120.0


def test_credit_stays_in_its_currency() -> None:
    """Facts 4.3."""
    desk = Desk()
    desk.one("PUT", "/Currencies", {"Code": "EUR"})
    euros = desk.invoice(desk.tenant_one, CurrencyCode="EUR")["InvoiceID"]

    assert desk.no("PUT", desk.path, desk.row(Invoice={"InvoiceID": euros})) == [
        "Credit Note cannot be allocated to an invoice in another currency"
    ]


def test_an_invoice_can_be_named_by_number_and_several_rows_stand_alone() -> None:
    """XQ-02: the rows before a bad one are saved."""
    desk = Desk()
    by_number = desk.row(Invoice={"InvoiceNumber": "INV-0001"}, Amount=40)

    answer = desk.call("PUT", desk.path, {"Allocations": [by_number, by_number]})

    assert answer.status_code == 400
    assert [row["Message"] for row in answer.get_json()["Elements"][0]["ValidationErrors"]] == [
        TOO_MUCH
    ]
    assert desk.read_note()["RemainingCredit"] == 20.0
    good, bad = desk.ok("PUT", f"{desk.path}?summarizeErrors=false", {
        "Allocations": [desk.row(), desk.row(Amount=99)]
    })  # fmt: skip
    assert (good["StatusAttributeString"], bad["StatusAttributeString"]) == ("OK", "ERROR")


def test_allocations_sent_again_are_allocated_again() -> None:
    """XQ-29."""
    desk = Desk()
    desk.put("25")

    desk.ok("PUT", desk.path, {"Allocations": desk.read_note()["Allocations"]})
    assert [row["Amount"] for row in desk.read_note()["Allocations"]] == [25.0, 25.0]
    assert len(desk.read_invoice()["CreditNotes"]) == 2
    desk.one("POST", f"/CreditNotes/{desk.note_id}", desk.read_note())
    assert desk.read_note()["RemainingCredit"] == 10.0


def test_taking_an_allocation_back_answers_one_bare_object() -> None:
    """The example in the official file breaks the SDK; this form does not."""
    desk = Desk()
    desk.put("60", Date="2026-03-02")
    (row,) = desk.read_note()["Allocations"]

    answer = desk.call("DELETE", f"{desk.path}/{row['AllocationID']}")
    note, invoice = desk.read_note(), desk.read_invoice()

    assert answer.status_code == 200
    assert answer.content_type == "application/json; charset=utf-8"
    assert answer.get_json() == {
        "AllocationID": row["AllocationID"], "Date": "/Date(1772409600000+0000)/",
        "Amount": 60.0, "Invoice": {"InvoiceID": desk.invoice_id}, "IsDeleted": True,
    }  # fmt: skip
    assert (note["Status"], note["RemainingCredit"], note["Allocations"]) == ("AUTHORISED", 60, [])
    assert "FullyPaidOnDate" not in note
    assert (invoice["AmountDue"], invoice["AmountCredited"], invoice["CreditNotes"]) == (
        120,
        0,
        [],
    )
    assert note["UpdatedDateUTC"] == invoice["UpdatedDateUTC"]
    assert desk.call("DELETE", f"{desk.path}/{row['AllocationID']}").status_code == 404


def test_an_allocation_is_found_under_its_own_note_only() -> None:
    """XE-39."""
    desk = Desk()
    desk.put("10")
    (row,) = desk.read_note()["Allocations"]
    other = desk.note(desk.tenant_one)["CreditNoteID"]

    paths = [
        f"/CreditNotes/{other}/Allocations/{row['AllocationID']}",
        f"/CreditNotes/{MISSING}/Allocations/{row['AllocationID']}",
        f"{desk.path}/{MISSING}",
        f"{desk.path}/nothing",
    ]
    assert [desk.call("DELETE", path).status_code for path in paths] == [404] * 4
    missing = desk.call("PUT", f"/CreditNotes/{MISSING}/Allocations", desk.row())
    assert missing.status_code == 404
    assert desk.call("GET", desk.path).status_code == 501


def test_lock_dates_hold_allocations() -> None:
    """XE-20."""
    desk = Desk()
    desk.put("10", Date="2026-03-02")
    (row,) = desk.read_note()["Allocations"]
    desk.person("organisation.lock_dates", PeriodLockDate="2026-03-02")

    locked = [
        "The document date cannot be before the period lock date, currently set at 02/03/2026"
    ]
    assert desk.no("PUT", desk.path, desk.row(Date="2026-03-02")) == locked
    assert desk.no("DELETE", f"{desk.path}/{row['AllocationID']}") == locked
    desk.put("10", Date="2026-03-03")


def test_neither_side_is_voided_while_credit_is_allocated() -> None:
    """XE-12."""
    desk = Desk()
    desk.put("10")

    wanted = {"Status": "VOIDED"}
    assert desk.no("POST", f"/CreditNotes/{desk.note_id}", wanted) == [MODIFICATION, SETTLED]
    assert desk.no("POST", f"/Invoices/{desk.invoice_id}", wanted) == [
        "Invoice not of valid status for modification", SETTLED
    ]  # fmt: skip
    (row,) = desk.read_note()["Allocations"]
    desk.call("DELETE", f"{desk.path}/{row['AllocationID']}")
    assert desk.one("POST", f"/CreditNotes/{desk.note_id}", wanted)["Status"] == "VOIDED"
    assert desk.one("POST", f"/Invoices/{desk.invoice_id}", wanted)["Status"] == "VOIDED"


def test_an_invoice_with_credit_on_it_keeps_its_contact_and_one_with_a_payment_need_not() -> None:
    """Facts 4.2.3."""
    desk = Desk()
    moved = {"Contact": {"ContactID": desk.contact("Other")}}
    path = f"/Invoices/{desk.invoice_id}"
    desk.pay(desk.invoice_id, "1")
    desk.put("10")

    assert desk.no("POST", path, moved)[-1] == SETTLED
    (row,) = desk.read_note()["Allocations"]
    desk.call("DELETE", f"{desk.path}/{row['AllocationID']}")
    assert desk.one("POST", path, moved)["Contact"]["Name"] == "Other"


def test_people_allocate_and_take_back() -> None:
    desk = Desk()

    made = desk.person("allocation.create", desk.note_id, InvoiceID=desk.invoice_id, Amount="10")
    assert desk.refused("allocation.create", desk.note_id, InvoiceID=desk.invoice_id,
                        Amount="51") == [TOO_MUCH]  # fmt: skip
    assert desk.refused("allocation.create", MISSING, InvoiceID=desk.invoice_id) == [
        f"There is no credit {MISSING!r}."
    ]
    first = desk.world.commits.next
    desk.world.edit("xero", "allocation.delete")
    assert desk.refused("allocation.delete", MISSING) == [f"There is no allocation {MISSING!r}."]
    assert desk.person("allocation.delete", made["AllocationID"]) is None
    assert [row["op"] for row in desk.world.commits.after(first - 1)] == [
        "delete", "update", "update"
    ]  # fmt: skip


def test_the_product_and_not_the_caller_adjusts_both_sides() -> None:
    desk = Desk()
    first = desk.world.commits.next

    desk.put("10")

    lines = desk.world.commits.after(first - 1)
    assert [(row["actor"], row["type"], row["op"]) for row in lines] == [
        ("sync", "allocation", "create"), ("system", "credit_note", "update"),
        ("system", "invoice", "update"),
    ]  # fmt: skip


# Refunds


def test_a_refund_uses_credit_up_and_stands_under_invoice() -> None:
    """Facts 4.4: documented."""
    desk = Desk()
    desk.put("20")

    made = desk.one("PUT", "/Payments", desk.refund("40"))
    listed = desk.one("GET", "/Payments")
    note = desk.read_note()

    assert made["PaymentType"] == listed["PaymentType"] == "ARCREDITPAYMENT"
    for shown in (made["Invoice"], listed["Invoice"]):
        assert (shown["Type"], shown["InvoiceID"]) == ("ACCRECCREDIT", desk.note_id)
        assert shown["InvoiceNumber"] == "CN-0001"
    assert not made["Invoice"].keys() & {"CreditNoteID", "ID"}
    assert made["Invoice"]["Status"] == "PAID"
    assert listed["Invoice"]["LineItems"] == []
    assert "CreditNote" not in made
    assert (note["Status"], note["RemainingCredit"]) == ("PAID", 0.0)
    assert [(row["PaymentID"], row["Amount"]) for row in note["Payments"]] == [
        (made["PaymentID"], 40.0)
    ]
    assert note["UpdatedDateUTC"] == made["UpdatedDateUTC"]


def test_a_supplier_refunds_with_the_other_type_and_by_number() -> None:
    desk = Desk()
    desk.note(desk.tenant_one, **SUPPLIERS, CreditNoteNumber="S-9")

    made = desk.one("PUT", "/Payments", desk.refund("1", CreditNote={"CreditNoteNumber": "s-9"}))

    assert made["PaymentType"] == "APCREDITPAYMENT"


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"Amount": "60.01"}, ["Payment amount exceeds the amount outstanding on this document"]),
        ({"Amount": 0}, ["The payment amount must be greater than zero."]),
        ({"CreditNote": {"CreditNoteID": MISSING}},
         ["The document that the payment is for could not be found."]),
        ({"CreditNote": {}}, ["The document that the payment is for could not be found."]),
        ({"Account": {"Code": "200"}},
         ["The account must be a bank account or an account with payments to it enabled."]),
        ({"Invoice": {"InvoiceNumber": "INV-0001"}},
         ["A payment can be for one document only."]),
    ],
)  # fmt: skip
def test_what_a_refund_may_not_be(change: dict[str, Any], messages: list[str]) -> None:
    """XE-23, XE-26."""
    desk = Desk()

    assert desk.no("PUT", "/Payments", desk.refund("1", **change)) == messages


@pytest.mark.parametrize("status", ["DRAFT", "VOIDED", "PAID"])
def test_only_approved_credit_with_something_left_is_refunded(status: str) -> None:
    """XE-24."""
    desk = Desk()
    if status == "DRAFT":
        desk.note_id = desk.note(Status="DRAFT")["CreditNoteID"]
    elif status == "VOIDED":
        desk.one("POST", f"/CreditNotes/{desk.note_id}", {"Status": "VOIDED"})
    else:
        desk.put("60")

    more = ["Payment amount exceeds the amount outstanding on this document"]
    expected = [NOT_AUTHORISED, *(more if status == "PAID" else [])]
    assert desk.no("PUT", "/Payments", desk.refund("1")) == expected


def test_a_refund_taken_back_gives_the_credit_back() -> None:
    desk = Desk()
    made = desk.one("PUT", "/Payments", desk.refund("60"))

    gone = desk.one("POST", f"/Payments/{made['PaymentID']}", {"Status": "DELETED"})
    note = desk.read_note()

    assert (gone["Status"], gone["Invoice"]["Status"]) == ("DELETED", "AUTHORISED")
    assert (note["Status"], note["RemainingCredit"], note["Payments"]) == ("AUTHORISED", 60, [])


def test_payments_are_filtered_by_what_they_are_for_whichever_it_is() -> None:
    desk = Desk()
    desk.pay(desk.invoice_id, "1")
    desk.one("PUT", "/Payments", desk.refund("2"))

    def amounts(where: str) -> list[float]:
        return [row["Amount"] for row in desk.ok("GET", f"/Payments?where={where}")]

    assert amounts(f'Invoice.InvoiceID==guid("{desk.note_id}")') == [2.0]
    assert amounts('Invoice.InvoiceNumber=="CN-0001"') == [2.0]
    assert amounts('Invoice.Type=="ACCREC"') == [1.0]
    assert amounts('PaymentType=="ARCREDITPAYMENT"') == [2.0]
    assert amounts(f'Invoice.Contact.ContactID==guid("{desk.tenant_one}")') == [1.0, 2.0]


def test_people_refund_with_flat_fields() -> None:
    desk = Desk()

    made = desk.person("payment.create", CreditNoteID=desk.note_id, Code="090", Amount="5")

    assert (made["CreditNoteID"], made["PaymentType"]) == (desk.note_id, "ARCREDITPAYMENT")
    assert "InvoiceID" not in made
    desk.person("payment.reverse", made["PaymentID"])
    assert desk.read_note()["RemainingCredit"] == 60.0


# Webhooks


def waiting(office: Office) -> list[tuple[str, str, Any]]:
    rows = [row["event"] for row in office.world.outbox.take(None)]
    return [(row["eventCategory"], row["eventType"], row.get("data")) for row in rows]


@pytest.mark.parametrize("reading", ["on", "off"])
def test_credit_notes_fire_events_that_tell_type_and_status(reading: str) -> None:
    desk = Desk(switches={"xero_payment_webhook": reading})
    of_note = {"Type": "ACCRECCREDIT", "Status": "AUTHORISED"}
    made = waiting(desk)

    desk.put("10")
    allocated = waiting(desk)
    desk.one("POST", f"/CreditNotes/{desk.note_id}", {"Reference": "R"})

    assert made[-1] == ("CREDITNOTE", "CREATE", of_note)
    expected = [("CREDITNOTE", "UPDATE", of_note), ("INVOICE", "UPDATE", None)]
    assert allocated == (expected if reading == "on" else [])
    assert waiting(desk) == [("CREDITNOTE", "UPDATE", of_note)]

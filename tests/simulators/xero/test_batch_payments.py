"""Batches of payments: all or none, taken back as one. Facts 4.5."""

from typing import Any

import pytest

from tests.simulators.xero.office import line, payment
from tests.simulators.xero.teller import BILL, Teller

MISSING = "00000000-0000-0000-0000-00000000000a"
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
POSITIVE = "The payment amount must be greater than zero."
NO_DOCUMENT = "The document that the payment is for could not be found."
NO_ACCOUNT = "Account could not be found"
MODIFICATION = "Batch Payment not of valid status for modification"
MIXED = "The payments of a batch must all be for invoices, or all for bills."
ONLY = "Only invoices and bills can be paid in a batch."
UNKNOWN = "An existing Batch Payment with the specified BatchPaymentID could not be found"


class Clerk(Teller):
    """Two approved invoices of 120.00."""

    def __init__(self, **recipe: Any) -> None:
        super().__init__(**recipe)
        self.one_id, self.two_id = (str(self.invoice(self.who)["InvoiceID"]) for _ in range(2))

    def due(self, invoice: str) -> tuple[str, float]:
        row = self.one("GET", f"/Invoices/{invoice}")
        return row["Status"], row["AmountDue"]


def test_a_batch_pays_every_document_and_its_payments_name_it() -> None:
    office = Clerk()

    made = office.batch((office.one_id, "20"), (office.two_id, "120"), Reference="Run 1")

    assert (made["Type"], made["Status"], made["TotalAmount"]) == ("RECBATCH", "AUTHORISED", 140.0)
    assert [row["Amount"] for row in made["Payments"]] == [20.0, 120.0]
    assert office.due(office.one_id) == ("AUTHORISED", 100.0)
    assert office.due(office.two_id) == ("PAID", 0.0)
    rows = office.ok("GET", "/Payments")
    assert {row["BatchPaymentID"] for row in rows} == {made["BatchPaymentID"]}
    assert rows[0]["BatchPayment"]["TotalAmount"] == 140.0
    assert {row["Reference"] for row in rows} == {"Run 1"}
    inside = office.one("GET", f"/Invoices/{office.one_id}")["Payments"]
    assert inside[0]["BatchPaymentID"] == made["BatchPaymentID"]


def test_bills_make_a_payment_batch_with_words_for_the_bank() -> None:
    office = Teller()
    bill = office.invoice(office.who, **BILL)["InvoiceID"]

    made = office.batch((bill, "1"), Details="x" * 18, Narrative="y", Particulars="z" * 12)

    assert (made["Type"], made["Details"], made["Narrative"]) == ("PAYBATCH", "x" * 18, "y")
    assert office.names("/Payments", "PaymentType") == ["ACCPAYPAYMENT"]


def test_one_document_may_be_paid_twice_up_to_what_is_due() -> None:
    office = Clerk()
    once = (office.one_id, "60")

    assert office.no("PUT", "/BatchPayments", office.batching(once, once, (office.one_id, "1"))) \
        == [TOO_MUCH]  # fmt: skip
    made = office.batch(once, once)

    assert made["TotalAmount"] == 120.0
    assert office.due(office.one_id) == ("PAID", 0.0)


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"Account": None}, [NO_ACCOUNT]),
        ({"Account": {"Code": "200"}},
         ["The account must be a bank account or an account with payments to it enabled."]),
        ({"Payments": []}, ["One or more payments must be specified"]),
        ({"Payments": None}, ["One or more payments must be specified"]),
        ({"Payments": [{"Amount": 1}]}, [NO_DOCUMENT]),
        ({"Payments": [{"Invoice": {"InvoiceID": MISSING}, "Amount": 1}]}, [NO_DOCUMENT]),
        ({"Payments": [{"CreditNote": {"CreditNoteID": MISSING}, "Amount": 1}]}, [ONLY]),
        ({"Status": "DELETED"}, [MODIFICATION]),
        ({"Reference": "x" * 256}, ["Reference must not be longer than 255 characters."]),
        ({"Details": "x" * 19}, ["Details must not be longer than 18 characters."]),
        ({"Account": None, "Payments": None},
         [NO_ACCOUNT, "One or more payments must be specified"]),
    ],
)  # fmt: skip
def test_what_a_batch_may_not_be(change: dict[str, Any], messages: list[str]) -> None:
    office = Clerk()
    wanted = office.batching((office.one_id, "1"))

    assert office.no("PUT", "/BatchPayments", {**wanted, **change}) == messages


@pytest.mark.parametrize(
    ("amount", "messages"),
    [("120.01", [TOO_MUCH]), ("0", [POSITIVE]), ("-1", [POSITIVE]), ("0.004", [POSITIVE])],
)
def test_one_bad_payment_refuses_the_whole_batch(amount: str, messages: list[str]) -> None:
    office = Clerk()

    wanted = office.batching((office.one_id, "1"), (office.two_id, amount))

    assert office.no("PUT", "/BatchPayments", wanted) == messages
    assert office.due(office.one_id) == ("AUTHORISED", 120.0)


def test_invoices_and_bills_do_not_mix_and_drafts_are_not_paid() -> None:
    office = Clerk()
    bill = office.invoice(office.who, **BILL)["InvoiceID"]
    draft = office.invoice(office.who, Status="DRAFT")["InvoiceID"]

    wanted = office.batching((office.one_id, "1"), (bill, "1"))
    assert office.no("PUT", "/BatchPayments", wanted) == [MIXED]
    assert office.no("PUT", "/BatchPayments", office.batching((draft, "1"))) == [
        "Payments can only be made against Authorised documents"
    ]


def test_good_batches_are_saved_beside_a_bad_one() -> None:
    """Facts 3.4: each batch stands for itself."""
    office = Clerk()
    rows = [office.batching((office.one_id, "1")), office.batching((office.two_id, "999"))]

    answer = office.call("PUT", "/BatchPayments", {"BatchPayments": rows})

    assert answer.status_code == 400
    assert len(answer.get_json()["Elements"]) == 1
    assert (office.due(office.one_id)[1], office.due(office.two_id)[1]) == (119.0, 120.0)


@pytest.mark.parametrize("bare", [True, False])
def test_a_batch_is_taken_back_in_either_form(bare: bool) -> None:
    """Facts 4.5."""
    office = Clerk()
    office.pay(office.one_id, "7")
    made = office.batch((office.one_id, "20"), (office.two_id, "120"))["BatchPaymentID"]
    before = office.one("GET", f"/Invoices/{office.two_id}")["UpdatedDateUTC"]

    path, body = f"/BatchPayments/{made}", {"Status": "DELETED"}
    if bare:
        path, body = "/BatchPayments", {"BatchPaymentID": made, "Status": "DELETED"}
    gone = office.one("POST", path, body)

    assert (gone["Status"], gone["Payments"], gone["TotalAmount"]) == ("DELETED", [], 140.0)
    assert office.due(office.one_id) == ("AUTHORISED", 113.0)
    assert office.due(office.two_id) == ("AUTHORISED", 120.0)
    assert office.one("GET", f"/Invoices/{office.two_id}")["UpdatedDateUTC"] != before
    assert sorted(office.names("/Payments", "Status")) == ["AUTHORISED", "DELETED", "DELETED"]
    assert office.one("GET", f"/BatchPayments/{made}")["Status"] == "DELETED"
    assert office.no("POST", path, body) == [MODIFICATION]


def test_what_a_deletion_may_not_be() -> None:
    office = Clerk()
    made = office.batch((office.one_id, "20"), (office.two_id, "1"))
    path = f"/BatchPayments/{made['BatchPaymentID']}"
    (paid, _) = (row["PaymentID"] for row in made["Payments"])

    assert office.no("POST", path, {"Reference": "x"}) == [MODIFICATION]
    assert office.no("POST", path, {"Status": "AUTHORISED"}) == [MODIFICATION]
    assert office.no("POST", "/BatchPayments", {"Status": "DELETED"}) == [UNKNOWN]
    missing = {"BatchPaymentID": MISSING, "Status": "DELETED"}
    assert office.no("POST", "/BatchPayments", missing) == [UNKNOWN]
    assert office.call("POST", f"/BatchPayments/{MISSING}", {}).status_code == 404
    assert office.call("GET", f"/BatchPayments/{MISSING}").status_code == 404
    office.person("payment.reconcile", paid)
    assert office.one("GET", path)["IsReconciled"] is True
    assert office.no("POST", path, {"Status": "DELETED"}) == [
        "A reconciled batch payment cannot be deleted."
    ]
    office.person("payment.unreconcile", paid)
    office.lock("2026-03-02")
    locked = "The document date cannot be before the period lock date, currently set at 02/03/2026"
    assert office.no("POST", path, {"Status": "DELETED"}) == [locked]
    assert office.no("PUT", "/BatchPayments", office.batching((office.one_id, "1"))) == [locked]


def test_a_member_cannot_leave_its_batch() -> None:
    """XE-29, for apps and people."""
    office = Clerk()
    made = office.batch((office.one_id, "20"))
    (paid,) = (row["PaymentID"] for row in made["Payments"])
    message = ["Payments within a batch cannot be deleted."]

    assert office.no("POST", f"/Payments/{paid}", {"Status": "DELETED"}) == message
    assert office.refused("payment.reverse", paid) == message


def test_batches_are_listed_filtered_and_followed() -> None:
    office = Clerk()
    office.batch((office.one_id, "20"), Reference="A", Date="2026-03-01")
    office.world.clock.advance(60)
    since = {"If-Modified-Since": office.world.clock.text[:19]}
    second = office.batch((office.one_id, "30"), Reference="B")["BatchPaymentID"]

    def texts(where: str) -> list[Any]:
        return office.names("/BatchPayments", "Reference", query_string={"where": where})

    assert texts('Status=="AUTHORISED" AND TotalAmount>20') == ["B"]
    assert texts('Account.Code=="090" AND Type=="RECBATCH" AND IsReconciled==false') == ["A", "B"]
    assert texts("Date<DateTime(2026,03,02)") == ["A"]
    assert office.names("/BatchPayments?order=Date%20DESC", "Reference") == ["B", "A"]
    assert office.names("/BatchPayments", "Reference", headers=since) == ["B"]
    wanted = {"where": f'BatchPaymentID==guid("{second}")'}
    assert office.names("/Payments", "Amount", query_string=wanted) == [30.0]


def test_people_batch_and_take_back_too() -> None:
    office = Clerk()
    rows = [{"InvoiceID": office.one_id, "Amount": "5"}]

    made = office.person("batch_payment.create", Code="090", Payments=rows)
    assert office.due(office.one_id) == ("AUTHORISED", 115.0)
    gone = office.person("batch_payment.delete", made["BatchPaymentID"])

    assert (made["TotalAmount"], gone["Status"]) == ("5.00", "DELETED")
    assert office.due(office.one_id) == ("AUTHORISED", 120.0)
    assert office.refused("batch_payment.create", Code="090") == [
        "One or more payments must be specified"
    ]


def test_a_payment_outside_a_batch_says_nothing_of_one() -> None:
    office = Clerk()

    paid = office.one("PUT", "/Payments", payment(office.one_id, "1"))

    assert "BatchPaymentID" not in paid
    assert "BatchPayment" not in paid
    assert office.invoice(office.who, LineItems=[line()])["Status"] == "AUTHORISED"

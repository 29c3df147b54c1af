"""Prepayments and overpayments: left by bank transactions, allocated, refunded. Facts 4.6."""

from typing import Any

import pytest

from tests.simulators.xero.office import line, payment
from tests.simulators.xero.teller import BILL, Teller
from tests.simulators.xero.test_webhooks import events

MISSING = "00000000-0000-0000-0000-00000000000a"
SETTLED = "This document cannot be edited as it has a payment or credit note allocated to it."
TOO_MUCH = "{} cannot be allocated as amount is greater than amount outstanding"
WRONG_SIDE = "{} cannot be allocated to an incorrect invoice type"
OVER = "Payment amount exceeds the amount outstanding on this document"
KINDS = ("Prepayment", "Overpayment")


class Creditor(Teller):
    """A customer with an invoice of 120.00, and a credit of one kind: 120.00 or 50.00."""

    def __init__(self, kind: str, **recipe: Any) -> None:
        super().__init__(**recipe)
        self.title, self.path = kind, f"/{kind}s"
        self.invoice_id = str(self.invoice(self.who)["InvoiceID"])
        self.behind = self.prepayment() if kind == "Prepayment" else self.overpayment("120")
        self.credit_id = str(self.behind[f"{kind}ID"])
        self.transaction = f"/BankTransactions/{self.behind['BankTransactionID']}"

    def read(self) -> Any:
        return self.one("GET", f"{self.path}/{self.credit_id}")

    def bill(self) -> Any:
        return self.one("GET", f"/Invoices/{self.invoice_id}")

    def put(self, amount: str, invoice: str = "") -> dict[str, Any]:
        """The body of an allocation."""
        return {"Invoice": {"InvoiceID": invoice or self.invoice_id}, "Amount": amount}

    def use(self, amount: str) -> Any:
        path = f"{self.path}/{self.credit_id}/Allocations"
        return self.one("PUT", path, {"Allocations": [self.put(amount)]})

    def refuse(self, body: dict[str, Any]) -> list[str]:
        return self.no("PUT", f"{self.path}/{self.credit_id}/Allocations", body)

    def refund(self, amount: str) -> dict[str, Any]:
        """The body of a refund."""
        named = {self.title: {f"{self.title}ID": self.credit_id}}
        return {**payment("", amount), "Invoice": None, **named}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bank_transaction_leaves_the_credit_and_names_it(kind: str) -> None:
    office = Creditor(kind)

    credit = office.read()

    assert office.behind["Type"] == credit["Type"] == f"RECEIVE-{kind.upper()}"
    assert (credit["Status"], credit["Total"], credit["RemainingCredit"]) == (
        "AUTHORISED", 120.0, 120.0,
    )  # fmt: skip
    assert credit["ID"] == credit[f"{kind}ID"] == office.credit_id
    assert (credit["Allocations"], credit["Payments"]) == ([], [])
    assert credit["LineItems"][0]["AccountCode"] == ("200" if kind == "Prepayment" else "610")
    assert (credit["SubTotal"], credit["TotalTax"]) == (
        (100.0, 20.0) if kind == "Prepayment" else (120.0, 0.0)
    )
    assert office.ok("GET", f"{office.path}")[0]["LineItems"] == []
    assert office.bill()["AmountCredited"] == 0.0


@pytest.mark.parametrize("kind", KINDS)
def test_an_allocation_pays_the_invoice_and_uses_the_credit_up(kind: str) -> None:
    office = Creditor(kind)

    first = office.use("20")
    part, owing = office.read(), office.bill()
    office.use("100")
    spent, paid = office.read(), office.bill()

    assert first[kind][f"{kind}ID"] == office.credit_id
    assert (part["RemainingCredit"], part["Status"]) == (100.0, "AUTHORISED")
    assert part["Allocations"][0]["Invoice"]["InvoiceID"] == office.invoice_id
    assert (owing["AmountCredited"], owing["AmountDue"], owing["AmountPaid"]) == (20, 100, 0)
    assert owing[f"{kind}s"][0]["AppliedAmount"] == 20.0
    assert owing[f"{kind}s"][0][f"{kind}ID"] == office.credit_id
    assert [owing[f"{each}s"] for each in (*KINDS, "CreditNote") if each != kind] == [[], []]
    assert (spent["RemainingCredit"], spent["Status"]) == (0.0, "PAID")
    assert (paid["AmountDue"], paid["Status"]) == (0.0, "PAID")


@pytest.mark.parametrize("kind", KINDS)
def test_taking_an_allocation_off_brings_both_back(kind: str) -> None:
    office = Creditor(kind)
    office.use("120")
    (used,) = office.read()["Allocations"]
    path = f"{office.path}/{office.credit_id}/Allocations/{used['AllocationID']}"

    gone = office.call("DELETE", path).get_json()

    assert (gone["IsDeleted"], gone["Amount"]) == (True, 120.0)
    assert gone["Invoice"] == {"InvoiceID": office.invoice_id}
    credit, owing = office.read(), office.bill()
    assert (credit["Status"], credit["RemainingCredit"]) == ("AUTHORISED", 120.0)
    assert (owing["Status"], owing["AmountDue"], owing[f"{kind}s"]) == ("AUTHORISED", 120.0, [])
    assert office.call("DELETE", path).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_allocation_may_not_be(kind: str) -> None:
    """XE-30 to XE-32."""
    office = Creditor(kind)
    bill = office.invoice(office.who, **BILL)["InvoiceID"]
    other = office.invoice(office.contact("Other Ltd"))["InvoiceID"]

    assert office.refuse(office.put("120.01")) == [TOO_MUCH.format(kind)]
    assert office.refuse(office.put("0")) == ["The allocation amount must be greater than zero."]
    assert office.refuse(office.put("1", bill)) == [WRONG_SIDE.format(kind)]
    assert office.refuse(office.put("1", other)) == [
        f"{kind} cannot be allocated to an invoice of another contact"
    ]
    wanted = {"Allocations": [office.put("1")]}
    assert office.call("PUT", f"{office.path}/{MISSING}/Allocations", wanted).status_code == 404
    office.person(f"{kind.lower()}.void", office.credit_id)
    assert office.refuse(office.put("1")) != []


@pytest.mark.parametrize(
    ("kind", "side", "name"),
    [
        ("Prepayment", "RECEIVE", "ARPREPAYMENT"),
        ("Prepayment", "SPEND", "APPREPAYMENT"),
        ("Overpayment", "RECEIVE", "AROVERPAYMENT"),
        ("Overpayment", "SPEND", "APOVERPAYMENT"),
    ],
)
def test_a_refund_is_a_payment_against_the_credit(kind: str, side: str, name: str) -> None:
    """Facts 4.4."""
    office = Creditor(kind)
    if side == "SPEND":
        rows = [line(AccountCode="429")] if kind == "Prepayment" else [{"LineAmount": 120}]
        made = office.spend(Type=f"SPEND-{kind.upper()}", LineItems=rows)
        office.credit_id = made[f"{kind}ID"]

    assert office.no("PUT", "/Payments", office.refund("120.01")) == [OVER]
    made = office.one("PUT", "/Payments", office.refund("120"))

    assert made["PaymentType"] == f"{name}PAYMENT"
    assert made["Invoice"]["Type"] == name
    assert made["Invoice"]["InvoiceID"] == office.credit_id
    listed = office.one("GET", "/Payments", query_string={"where": f'Invoice.Type=="{name}"'})
    assert listed["Invoice"]["Type"] == name
    credit = office.read()
    assert (credit["Status"], credit["RemainingCredit"]) == ("PAID", 0.0)
    assert [row["Amount"] for row in credit["Payments"]] == [120.0]
    office.one("POST", f"/Payments/{made['PaymentID']}", {"Status": "DELETED"})
    assert (office.read()["Status"], office.read()["Payments"]) == ("AUTHORISED", [])


@pytest.mark.parametrize("kind", KINDS)
def test_the_transaction_behind_a_used_credit_stays_as_it_is(kind: str) -> None:
    office = Creditor(kind)
    identity = office.behind["BankTransactionID"]
    office.use("1")

    assert office.no("POST", office.transaction, {"Status": "DELETED"}) == [SETTLED]
    assert office.no("POST", office.transaction, {"Reference": "x"}) == [SETTLED]
    assert office.refused("bank_transaction.delete", identity) == [SETTLED]
    assert office.refused(f"{kind.lower()}.void", office.credit_id) == [SETTLED]
    office.person("bank_transaction.reconcile", identity)
    assert office.read()["RemainingCredit"] == 119.0


@pytest.mark.parametrize("kind", KINDS)
def test_an_unused_credit_follows_its_transaction(kind: str) -> None:
    office = Creditor(kind)
    other = office.contact("Other Ltd")
    rows = [line(UnitAmount=50)] if kind == "Prepayment" else [{"LineAmount": 60}]

    office.one("POST", office.transaction, {
        "LineItems": rows, "Reference": "R 7", "Contact": {"ContactID": other},
        "Date": "2026-03-05",
    })  # fmt: skip

    credit = office.read()
    assert (credit["Total"], credit["RemainingCredit"], credit["Reference"]) == (60, 60, "R 7")
    assert (credit["Contact"]["Name"], credit["DateString"]) == (
        "Other Ltd",
        "2026-03-05T00:00:00",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_deleting_the_transaction_voids_the_credit_and_voiding_deletes_it(kind: str) -> None:
    for by_person in (False, True):
        office = Creditor(kind)
        if by_person:
            office.person(f"{kind.lower()}.void", office.credit_id)
        else:
            office.one("POST", office.transaction, {"Status": "DELETED"})

        credit = office.read()

        assert (credit["Status"], credit["RemainingCredit"]) == ("VOIDED", 0.0)
        assert office.one("GET", office.transaction)["Status"] == "DELETED"
        assert office.no("PUT", "/Payments", office.refund("1")) != []
        assert office.refused(f"{kind.lower()}.void", office.credit_id) != []


def test_a_prepayment_shows_its_reference_as_an_invoice_number() -> None:
    """Source: documented: only one that a customer made has an InvoiceNumber."""
    office = Teller()
    office.prepayment(Reference="PRE-1")
    office.prepayment(Reference="PRE-2")
    rows = [line(AccountCode="429")]
    office.spend(Type="SPEND-PREPAYMENT", LineItems=rows, Reference="PRE-3")

    numbers = office.names("/Prepayments", "InvoiceNumber")
    assert numbers == ["PRE-1", "PRE-2", None]
    assert office.names("/Prepayments?InvoiceNumbers=pre-1,PRE-9", "Reference") == ["PRE-1"]


def test_credits_are_filtered_paged_and_followed() -> None:
    office = Teller()
    office.overpayment("10", Reference="A")
    office.world.clock.advance(60)
    since = {"If-Modified-Since": office.world.clock.text[:19]}
    office.overpayment("20", Reference="B")
    office.spend(Type="SPEND-OVERPAYMENT", LineItems=[{"LineAmount": 30}], Reference="C")

    def texts(where: str) -> list[Any]:
        return office.names("/Overpayments", "Reference", query_string={"where": where})

    assert texts('Type=="SPEND-OVERPAYMENT"') == ["C"]
    assert texts('Status=="AUTHORISED" AND RemainingCredit>=20') == ["B", "C"]
    assert texts('Contact.Name=="Acme Ltd" AND HasAttachments==false') == ["A", "B", "C"]
    assert office.names("/Overpayments?References=a,C", "Reference") == ["A", "C"]
    assert office.names("/Overpayments?page=2&pageSize=2", "Reference") == ["C"]
    assert office.names("/Overpayments?order=Total%20DESC", "Reference") == ["C", "B", "A"]
    assert office.names("/Overpayments", "Reference", headers=since) == ["B", "C"]
    light = office.ok("GET", "/Overpayments?summaryOnly=true")[0]
    assert "LineItems" not in light
    assert "Payments" not in light
    assert office.call("GET", f"/Overpayments/{MISSING}").status_code == 404
    assert office.call("GET", f"/Prepayments/{MISSING}").status_code == 404


def test_credits_that_an_app_left_are_told_apart() -> None:
    """Facts 2.6: createdByMyApp."""
    office = Teller()
    office.overpayment(Reference="app")
    row = {"Description": "Too much", "LineAmount": "1"}
    office.person("bank_transaction.create", Type="RECEIVE-OVERPAYMENT", ContactID=office.who,
                  Code="090", Reference="person", LineItems=[row])  # fmt: skip

    assert office.names("/Overpayments?createdByMyApp=true", "Reference") == ["app"]
    assert office.names("/BankTransactions?createdByMyApp=true", "Reference") == ["app"]


def test_a_person_may_pay_above_what_is_due_and_an_app_may_not() -> None:
    """Facts 4.4: the rest stays with the contact; XE-23."""
    office = Teller()
    invoice = office.invoice(office.who)["InvoiceID"]
    fields = {"InvoiceID": invoice, "Code": "090", "Amount": "150", "Date": "2026-03-02",
              "Reference": "DD 1"}  # fmt: skip

    assert office.refused("payment.create", fields=fields) == [OVER]
    assert office.no("PUT", "/Payments", payment(invoice, "150")) == [OVER]
    paid = office.person("payment.create", fields={**fields, "Overpay": True})

    assert (paid["Amount"], paid["Reference"]) == ("120.00", "DD 1")
    assert office.one("GET", f"/Invoices/{invoice}")["Status"] == "PAID"
    (left,) = office.ok("GET", "/Overpayments")
    assert (left["Type"], left["RemainingCredit"]) == ("RECEIVE-OVERPAYMENT", 30.0)
    assert left["Contact"]["ContactID"] == office.who
    assert left["Reference"] == ""


def test_overpaying_a_bill_nothing_or_a_credit_note() -> None:
    office = Teller()
    bill = office.invoice(office.who, **BILL)["InvoiceID"]
    fields = {"InvoiceID": bill, "Code": "090", "Date": "2026-03-02", "Overpay": True}

    office.person("payment.create", fields={**fields, "Amount": "120"})
    assert office.ok("GET", "/Overpayments") == []
    assert office.refused("payment.create", fields={**fields, "Amount": "1"}) == [
        "Payments can only be made against Authorised documents", OVER,
    ]  # fmt: skip
    note = office.note(office.who)["CreditNoteID"]
    refund = {"CreditNoteID": note, "Code": "090", "Amount": "99", "Overpay": True}
    assert office.refused("payment.create", fields=refund) == [OVER]
    assert office.refused("payment.create", Overpay=True, Code="090", Amount="1") == [
        "The document that the payment is for could not be found."
    ]
    more = office.invoice(office.who, **BILL)["InvoiceID"]
    loan = {**fields, "InvoiceID": more, "Amount": "121", "Code": "835"}
    assert office.refused("payment.create", fields=loan) == ["BankAccount must be specified"]
    office.person("payment.create", fields={**loan, "Code": "090"})
    assert office.names("/Overpayments", "Type") == ["SPEND-OVERPAYMENT"]


@pytest.mark.parametrize("kind", KINDS)
def test_merging_contacts_moves_money_and_credit(kind: str) -> None:
    office = Creditor(kind)
    winner = office.contact("Winner Ltd")
    office.spend()

    office.person("contact.merge", office.who, into=winner)

    for path in ("/BankTransactions", office.path, "/Invoices"):
        assert {row["Contact"]["ContactID"] for row in office.ok("GET", path)} == {winner}
    office.use("1")
    assert office.bill()["AmountDue"] == 119.0


@pytest.mark.parametrize("kind", KINDS)
def test_credits_fire_webhooks_and_bank_transactions_do_not(kind: str) -> None:
    """Facts chapter 7."""
    office = Creditor(kind)
    events(office)

    office.spend()
    office.transfer()
    assert events(office) == []
    office.use("1")
    assert sorted(events(office)) == sorted([(kind.upper(), "UPDATE"), ("INVOICE", "UPDATE")])
    office.overpayment()
    assert events(office) == [("OVERPAYMENT", "CREATE")]

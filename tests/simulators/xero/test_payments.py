"""Payments: what they need, what they change, how they are taken back. Facts 4.4."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office, line, payment

TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED = "Payments can only be made against Authorised documents"
NOT_CHANGEABLE = "Payment not of valid status for modification"


def test_a_part_payment_and_the_rest_make_a_document_paid() -> None:
    office = Office()
    invoice = office.invoice()["InvoiceID"]

    first = office.pay(invoice, "20.00", Date="2026-03-09")["Invoice"]
    second = office.pay(invoice, "100.00", Date="2026-03-04")["Invoice"]

    assert (first["Status"], first["AmountPaid"], first["AmountDue"]) == ("AUTHORISED", 20, 100)
    assert (second["Status"], second["AmountPaid"], second["AmountDue"]) == ("PAID", 120, 0)
    assert second["FullyPaidOnDate"] == "/Date(1773014400000+0000)/"
    assert "FullyPaidOnDate" not in first


@pytest.mark.parametrize(
    ("kind", "account", "name"),
    [("ACCREC", "200", "ACCRECPAYMENT"), ("ACCPAY", "429", "ACCPAYPAYMENT")],
)
def test_the_type_follows_from_what_is_paid(kind: str, account: str, name: str) -> None:
    office = Office()
    invoice = office.invoice(Type=kind, LineItems=[line(AccountCode=account)])["InvoiceID"]

    assert office.pay(invoice, "1")["PaymentType"] == name


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"Amount": "120.01"}, [TOO_MUCH]),
        ({"Amount": 0}, ["The payment amount must be greater than zero."]),
        ({"Amount": -1}, ["The payment amount must be greater than zero."]),
        ({"Amount": "0.004"}, ["The payment amount must be greater than zero."]),
        ({"Account": None}, ["Account could not be found"]),
        ({"Account": {"Code": "999"}}, ["Account could not be found"]),
        ({"Account": {"Code": "200"}},
         ["The account must be a bank account or an account with payments to it enabled."]),
        ({"Invoice": None}, ["The document that the payment is for could not be found."]),
        ({"Invoice": {"InvoiceNumber": "none"}},
         ["The document that the payment is for could not be found."]),
        ({"Status": "DELETED"}, [NOT_CHANGEABLE]),
        ({"Reference": "x" * 256}, ["Reference must not be longer than 255 characters."]),
        ({"Account": None, "Amount": 500}, ["Account could not be found", TOO_MUCH]),
    ],
)  # fmt: skip
def test_what_a_payment_may_not_be(change: dict[str, Any], messages: list[str]) -> None:
    """XE-23, 25, 26, 27."""
    office = Office()
    wanted = payment(office.invoice()["InvoiceID"], "10.00")

    assert office.no("PUT", "/Payments", {**wanted, **change}) == messages


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED", "PAID", "DELETED", "VOIDED"])
def test_only_authorised_documents_can_be_paid(status: str) -> None:
    """XE-24; a paid one has nothing outstanding either."""
    office = Office()
    start = status if status in ("DRAFT", "SUBMITTED") else "AUTHORISED"
    invoice = office.invoice(Status="DRAFT" if status == "DELETED" else start)["InvoiceID"]
    if status == "PAID":
        office.pay(invoice, "120")
    elif status != start:
        office.one("POST", f"/Invoices/{invoice}", {"Status": status})

    more = [TOO_MUCH] if status == "PAID" else []
    assert office.no("PUT", "/Payments", payment(invoice, "1")) == [NOT_AUTHORISED, *more]


def test_what_is_outstanding_to_the_penny_can_be_paid_by_number_and_account_id() -> None:
    office = Office()
    number = office.invoice()["InvoiceNumber"]
    account = office.one("GET", '/Accounts?where=Code=="835"')["AccountID"]

    made = office.one("POST", "/Payments", {
        "invoice": {"invoicenumber": number}, "account": {"accountid": account}, "amount": 120,
    })  # fmt: skip

    assert made["Invoice"]["Status"] == "PAID"
    assert made["Date"] == "/Date(1772409600000+0000)/"


def test_a_payment_taken_back_stays_readable_and_leaves_the_document() -> None:
    office = Office()
    invoice = office.invoice()["InvoiceID"]
    paid = office.pay(invoice, "120.00")["PaymentID"]

    gone = office.one("POST", f"/Payments/{paid}", {"Status": "DELETED"})
    document = office.one("GET", f"/Invoices/{invoice}")

    assert (gone["Status"], gone["Invoice"]["Status"]) == ("DELETED", "AUTHORISED")
    assert (document["Payments"], document["AmountDue"]) == ([], 120.0)
    assert "FullyPaidOnDate" not in document
    assert office.one("GET", f"/Payments/{paid}")["Status"] == "DELETED"
    assert office.no("POST", f"/Payments/{paid}", {"Status": "DELETED"}) == [NOT_CHANGEABLE]


@pytest.mark.parametrize("body", [{"Reference": "R"}, {"Status": "AUTHORISED"}, {"Amount": 5}])
def test_nothing_else_about_a_payment_can_be_changed(body: dict[str, Any]) -> None:
    """XE-27, XQ-26."""
    office = Office()
    paid = office.pay(office.invoice()["InvoiceID"], "1")["PaymentID"]

    assert office.no("POST", f"/Payments/{paid}", body) == [NOT_CHANGEABLE]


def test_a_reconciled_payment_cannot_be_taken_back_until_a_person_undoes_the_match() -> None:
    """XE-28."""
    office = Office()
    paid = office.pay(office.invoice()["InvoiceID"], "1")["PaymentID"]
    office.person("payment.reconcile", paid)

    no = ["A reconciled payment cannot be deleted."]
    assert office.one("GET", f"/Payments/{paid}")["IsReconciled"] is True
    assert office.no("POST", f"/Payments/{paid}", {"Status": "DELETED"}) == no
    assert office.refused("payment.reverse", paid) == no
    office.person("payment.unreconcile", paid)
    assert office.person("payment.reverse", paid)["Status"] == "DELETED"
    assert office.refused("payment.edit", paid, Reference="R") == [NOT_CHANGEABLE]


def test_a_person_pays_with_flat_fields_and_changes_the_reference() -> None:
    office = Office()
    invoice = office.invoice()["InvoiceID"]

    made = office.person(
        "payment.create", InvoiceID=invoice, Code="090", Amount="40.00", Date="2026-03-02"
    )
    changed = office.person("payment.edit", made["PaymentID"], Reference="Bank 1")

    assert (made["InvoiceID"], made["Amount"]) == (invoice, "40.00")
    assert changed["Reference"] == "Bank 1"


def test_paying_and_taking_back_move_the_documents_timestamp_to_the_same_instant() -> None:
    """Facts 2.9."""
    office = Office()
    invoice = office.invoice()["InvoiceID"]

    paid = office.pay(invoice, "1")
    after = office.one("GET", f"/Invoices/{invoice}")
    gone = office.one("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    back = office.one("GET", f"/Invoices/{invoice}")

    assert paid["UpdatedDateUTC"] == after["UpdatedDateUTC"]
    assert gone["UpdatedDateUTC"] == back["UpdatedDateUTC"]
    assert after["UpdatedDateUTC"] != back["UpdatedDateUTC"]


def test_the_product_and_not_the_caller_makes_the_document_paid() -> None:
    office = Office()
    invoice = office.invoice()["InvoiceID"]
    first = office.world.commits.next

    office.pay(invoice, "120.00")

    lines = office.world.commits.after(first - 1)
    assert [(row["actor"], row["type"], row["op"]) for row in lines] == [
        ("sync", "payment", "create"), ("system", "invoice", "update")
    ]  # fmt: skip


def test_lists_show_a_short_invoice_and_deleted_payments_unless_hidden() -> None:
    """Decision D5."""
    for reading, count in (("listed", 2), ("hidden", 1)):
        office = Office(switches={"xero_deleted_payments": reading})
        invoice = office.invoice()["InvoiceID"]
        office.pay(invoice, "1")
        gone = office.pay(invoice, "2")["PaymentID"]
        office.one("POST", f"/Payments/{gone}", {"Status": "DELETED"})

        rows = office.ok("GET", "/Payments")

        assert len(rows) == count
        assert rows[0]["Invoice"]["LineItems"] == []
        assert set(rows[0]["Invoice"]["Contact"]) == {"ContactID", "Name", "HasValidationErrors"}


def test_payments_inside_a_document_have_no_account() -> None:
    office = Office()
    invoice = office.invoice()["InvoiceID"]
    paid = office.pay(invoice, "1", Reference="DD 1")

    (row,) = office.one("GET", f"/Invoices/{invoice}")["Payments"]

    assert row == {
        "PaymentID": paid["PaymentID"], "Date": "/Date(1772409600000+0000)/", "Amount": 1.0,
        "Reference": "DD 1", "CurrencyRate": 1.0, "HasAccount": False,
        "HasValidationErrors": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({}, (1.25, 8.0)),
        ({"CurrencyRate": 2}, (2.0, 5.0)),
        ({"CurrencyRate": 2, "BankAmount": 4.9}, (2.0, 4.9)),
    ],
)
def test_another_currency_has_a_rate_and_another_amount_at_the_bank(
    sent: dict[str, Any], shown: tuple[float, float]
) -> None:
    """Facts 4.4: for the organisation's own currency both are ignored."""
    office = Office()
    office.ok("PUT", "/Currencies", {"Code": "EUR"})
    foreign = office.invoice(CurrencyCode="EUR", CurrencyRate="1.25")["InvoiceID"]
    own = office.invoice()["InvoiceID"]

    paid, plain = office.pay(foreign, "10.00", **sent), office.pay(own, "10.00", **sent)

    assert (paid["Amount"], (paid["CurrencyRate"], paid["BankAmount"])) == (10.0, shown)
    assert (plain["CurrencyRate"], plain["BankAmount"]) == (1.0, 10.0)
    assert office.one("GET", f"/Invoices/{foreign}")["AmountPaid"] == 10.0

"""Payments around the whole circle. Rule: R35, R36, R38 to R41, R48, R49."""

import pytest

from tests.sync.circle import Circle


@pytest.fixture
def circle() -> Circle:
    return Circle()


def crossed(circle: Circle) -> tuple[str, str]:
    document = circle.invoice(circle.contact())
    circle.settle()
    return document, circle.one("xero", "invoice")["InvoiceID"]


def amounts(circle: Circle) -> tuple[list[str], list[str]]:
    ours = [p["amount"] for p in circle.released("payment") if p["status"] == "Applied"]
    theirs = [p["Amount"] for p in circle.xero("payment") if p["Status"] == "AUTHORISED"]
    return sorted(ours), sorted(theirs)


def test_payments_made_on_either_side_are_on_both_once(circle: Circle):
    """Rule: R35, R36, R41."""
    document, twin = crossed(circle)
    circle.pay(document, "40.00", date="2026-02-20")
    circle.xero_pay(twin, "40.00", Reference="DD 1")
    circle.xero_pay(twin, "40.00")

    circle.settle()

    assert amounts(circle) == (["40.00"] * 3, ["40.00"] * 3)
    ours, theirs = circle.one("released", "document"), circle.one("xero", "invoice")
    assert (ours["status"], theirs["Status"]) == ("Paid", "PAID")
    assert sorted(p["date"] for p in circle.released("payment")) == sorted(
        p["Date"] for p in circle.xero("payment")
    )
    assert circle.settle() == 1


def test_a_payment_waits_for_its_document(circle: Circle):
    """Rule: R35."""
    document = circle.invoice(circle.contact())
    circle.pay(document, "120.00")
    circle.fault(
        "status", with_status=503, system="xero", path="*/Invoices*", method="PUT", times=9
    )

    for _ in range(3):
        circle.cycle()
    assert circle.xero("payment") == []
    circle.heal()
    circle.settle()

    assert amounts(circle) == (["120.00"], ["120.00"])


@pytest.mark.parametrize("switch", ["listed", "hidden"])
def test_a_payment_reversed_there_is_reversed_here_and_never_sent_again(switch: str):
    """Rule: R39, R41."""
    circle = Circle(switches={"xero_deleted_payments": switch})
    document, _ = crossed(circle)
    circle.pay(document, "120.00")
    circle.settle()

    circle.there("payment.reverse", circle.one("xero", "payment")["PaymentID"])
    circle.settle()

    assert circle.one("released", "payment")["status"] == "Reversed"
    assert circle.one("released", "document")["status"] == "Approved"
    circle.advance(100_000)
    assert circle.settle() == 1


def test_reversal_comes_before_void(circle: Circle):
    """Rule: R24, R39."""
    document, twin = crossed(circle)
    circle.pay(document, "120.00")
    circle.settle()
    circle.there("payment.reverse", circle.one("xero", "payment")["PaymentID"])
    circle.there("invoice.void", twin)

    circle.settle()

    assert circle.one("released", "document")["status"] == "Voided"
    assert circle.problems() == []


@pytest.mark.parametrize(("ours", "theirs"), [("60.00", "80.00"), ("120.00", "80.00")])
def test_when_both_sides_pay_too_much_the_first_in_xero_stands(
    circle: Circle, ours: str, theirs: str
):
    """Rule: R38."""
    document, twin = crossed(circle)
    circle.pay(document, ours)
    circle.xero_pay(twin, theirs)

    circle.settle()

    assert amounts(circle) == ([theirs], [theirs])
    assert len(circle.problems()) == 1
    assert circle.one("released", "document")["amountDue"] == "40.00"


def test_a_payment_on_what_is_void_in_xero_is_taken_back(circle: Circle):
    """Rule: R25, R38."""
    document, twin = crossed(circle)
    circle.pay(document, "60.00")
    circle.there("invoice.void", twin)

    circle.settle()

    assert amounts(circle) == ([], [])
    assert circle.one("released", "document")["status"] == "Voided"


def test_a_void_here_of_what_is_paid_there_is_reported(circle: Circle):
    """Rule: R23, R25."""
    document, twin = crossed(circle)
    circle.xero_pay(twin, "60.00")
    circle.here("document.void", document)
    circle.settle()
    assert {p["entity"] for p in circle.problems()} == {"document", "payment"}

    circle.there("payment.reverse", circle.one("xero", "payment")["PaymentID"])
    circle.settle()

    assert circle.one("xero", "invoice")["Status"] == "VOIDED"
    assert circle.problems() == []


def test_what_only_xero_knows_of_a_payment_survives(circle: Circle):
    """Rule: R48, R49."""
    document, _ = crossed(circle)
    circle.pay(document)
    circle.settle()
    payment = circle.one("xero", "payment")["PaymentID"]
    circle.there("payment.edit", payment, Reference="DD 7")
    circle.there("payment.reconcile", payment)
    circle.here("document.edit", circle.invoice(circle.contact("B")), dueDate="2026-05-01")

    circle.settle()

    theirs = circle.one("xero", "payment")
    assert (theirs["Reference"], theirs["IsReconciled"]) == ("DD 7", True)
    assert amounts(circle) == (["40.00"], ["40.00"])

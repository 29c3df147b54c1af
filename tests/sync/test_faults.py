"""Faults at chosen calls; `test_sweep` strikes all of them. Rule: R41, R56, R60."""

import pytest

from tests.sync.circle import Circle


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_edit_of_a_copy_whose_creation_was_lost_survives(when: str):
    """Rule: R56, R60."""
    circle = Circle()
    invoice = circle.xero_invoice(circle.there("contact.create", Name="Acme"))
    circle.settle()
    other = circle.xero_invoice(circle.one("xero", "contact")["ContactID"])
    circle.fault("crash", when=when, system="released", path="*/invoices*", method="POST")
    circle.cycle()
    circle.there("invoice.edit", other, Date="2026-02-12")

    circle.settle()

    theirs = {i["InvoiceID"]: i["Date"] for i in circle.xero("invoice")}
    assert theirs == {invoice: "2026-03-01", other: "2026-02-12"}
    assert sorted(d["issueDate"] for d in circle.released("document")) == [
        "2026-02-12",
        "2026-03-01",
    ]


def test_a_payment_whose_answers_are_lost_again_and_again_is_never_doubled():
    """Rule: R41, R60."""
    circle = Circle()
    document = circle.invoice(circle.contact())
    circle.settle()
    circle.pay(document, "40.00")
    circle.fault("drop_after_commit", system="xero", path="*/Payments*", method="PUT", times=3)
    for _ in range(2):
        circle.cycle()
        assert len(circle.released("payment")) == len(circle.xero("payment")) == 1
    circle.heal()

    circle.settle()

    assert len(circle.released("payment")) == len(circle.xero("payment")) == 1

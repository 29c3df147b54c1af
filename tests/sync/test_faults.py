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


def test_documents_whose_creations_were_lost_are_found_however_much_they_were_edited():
    """Rule: R41, R60. Two at once, and each twin is the right one's."""
    circle = Circle()
    contact = circle.contact()
    circle.settle()
    made = {
        "2026-02-10": circle.invoice(contact, issueDate="2026-02-10"),
        "2026-02-20": circle.invoice(contact, issueDate="2026-02-20"),
    }
    circle.fault("crash", when="after", system="xero", path="*/Invoices*", method="PUT", times=2)
    circle.cycle()
    circle.cycle()
    circle.advance(3600)
    for invoice in circle.xero("invoice"):
        lines = [{**line, "Description": invoice["Date"]} for line in invoice["LineItems"]]
        circle.there("invoice.edit", invoice["InvoiceID"], LineItems=lines, DueDate="2026-04-01")
    circle.heal()

    circle.settle()

    assert len(circle.xero("invoice")) == len(circle.released("document")) == len(made)
    theirs = {i["InvoiceID"]: i["Date"] for i in circle.xero("invoice")}
    for ours in circle.released("document"):
        assert theirs[ours["externalId"]] == ours["issueDate"] == ours["lines"][0]["description"]
        assert made[ours["issueDate"]] == str(ours["id"])


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

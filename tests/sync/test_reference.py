"""Reference data around the whole circle. Rule: R42 to R46."""

import pytest

from tests.sync.circle import Circle


@pytest.fixture
def circle() -> Circle:
    circle = Circle()
    circle.settle()
    return circle


def mirror(circle: Circle, type_: str, external: str) -> dict:
    return next(each for each in circle.released(type_) if each["externalId"] == external)


def test_an_account_is_mirrored_and_keeps_its_identity(circle: Circle):
    """Rule: R43, R46."""
    account = next(a for a in circle.xero("account") if a.get("Code") == "200")["AccountID"]
    before = mirror(circle, "account", account)

    circle.there("account.edit", account, Name="Rents", Code="299")
    assert circle.settle() == 2
    after = mirror(circle, "account", account)
    assert (after["id"], after["name"], after["code"]) == (before["id"], "Rents", "299")

    circle.there("account.archive", account)
    circle.settle()
    assert mirror(circle, "account", account)["status"] == "Archived"
    circle.there("account.restore", account)
    circle.settle()
    assert mirror(circle, "account", account)["status"] == "Active"
    assert len(circle.released("account")) == len(circle.xero("account"))


def test_a_new_account_and_a_bill_that_uses_it_come_together(circle: Circle):
    """Rule: R47."""
    contact = circle.there("contact.create", Name="Acme Ltd")
    circle.there("account.create", Code="777", Name="New", Type="REVENUE", TaxType="OUTPUT2")
    row = {"Description": "x", "Quantity": "1", "UnitAmount": "5.00", "AccountCode": "777"}
    circle.xero_invoice(contact, LineItems=[{**row, "TaxType": "OUTPUT2"}])

    assert circle.settle() == 2

    assert circle.one("released", "document")["lines"][0]["accountCode"] == "777"
    assert circle.released("sync_record") == []


def test_a_renamed_option_is_the_same_option(circle: Circle):
    """Rule: R46."""
    option = circle.released("tracking_option")[0]

    circle.there("tracking_option.edit", option["externalId"], Name="Renamed")
    circle.settle()

    after = mirror(circle, "tracking_option", option["externalId"])
    assert (after["id"], after["name"]) == (option["id"], "Renamed")


def test_a_tax_rate_is_mirrored(circle: Circle):
    """Rule: R42."""
    circle.there(
        "tax_rate.create", Name="Odd rate", TaxComponents=[{"Name": "VAT", "Rate": "7.5"}]
    )
    circle.settle()
    made = next(t for t in circle.released("tax_type") if t["name"] == "Odd rate")
    assert made["rate"] in ("7.5", "7.50", "7.5000")

    circle.there("tax_rate.archive", made["externalId"])
    circle.settle()
    assert mirror(circle, "tax_type", made["externalId"])["status"] == "Archived"

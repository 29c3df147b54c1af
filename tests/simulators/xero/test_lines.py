"""Arithmetic to the penny and what a line may carry. Facts 4.2.5, 4.2.6."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office, line


def amounts(made: dict[str, Any]) -> tuple[Any, ...]:
    return made["SubTotal"], made["TotalTax"], made["Total"]


@pytest.mark.parametrize(
    ("mode", "rows", "expected"),
    [
        #  mode,       (quantity, price) of each line,              sub total, tax, total
        ("Exclusive", [(1, 25.06), (1, 25.61), (1, 25.63)],         (76.30, 15.26, 91.56)),
        ("Inclusive", [(1, 541.25)],                                (451.04, 90.21, 541.25)),
        ("Inclusive", [(1, 0.01), (1, 0.02), (1, 0.03)],            (0.05, 0.01, 0.06)),
        ("Exclusive", [(2, 10.50)],                                 (21.00, 4.20, 25.20)),
        ("NoTax",     [(2, 10.50)],                                 (21.00, 0.00, 21.00)),
        ("Exclusive", [(0.3333, 100)],                              (33.33, 6.67, 40.00)),
        ("Exclusive", [(1, 100), (-1, 30)],                         (70.00, 14.00, 84.00)),
        ("exclusive", [(1, 0.125)],                                 (0.13, 0.03, 0.16)),
    ],
)  # fmt: skip
def test_tax_is_rounded_line_by_line_and_then_summed(
    mode: str, rows: list[tuple[float, float]], expected: tuple[float, ...]
) -> None:
    """XQ-15."""
    lines = [line(Quantity=quantity, UnitAmount=price) for quantity, price in rows]

    made = Office().invoice(LineAmountTypes=mode, LineItems=lines)

    assert amounts(made) == expected
    assert made["AmountDue"] == made["Total"]


def test_tax_at_fifteen_per_cent_as_in_the_documentation() -> None:
    """25.06, 25.61 and 25.63 at 15 % give 11.44, not 11.45."""
    office = Office()
    component = {"Name": "VAT", "Rate": "15", "IsCompound": False}
    office.person("tax_rate.create", Name="Fifteen", TaxComponents=[component])

    rows = [line(UnitAmount=price, TaxType="TAX001") for price in (25.06, 25.61, 25.63)]
    made = office.invoice(LineItems=rows)

    assert [row["TaxAmount"] for row in made["LineItems"]] == [3.76, 3.84, 3.84]
    assert made["TotalTax"] == 11.44


def test_a_compound_component_applies_to_amount_plus_the_others() -> None:
    office = Office()
    components = [
        {"Name": "GST", "Rate": "5"}, {"Name": "PST", "Rate": "10", "IsCompound": True}
    ]  # fmt: skip

    made = office.person("tax_rate.create", Name="Both", TaxComponents=components)

    assert made["EffectiveRate"] == "15.5000"


@pytest.mark.parametrize(
    ("given", "quantity", "unit", "amount"),
    [
        ({"Quantity": 3, "LineAmount": 100}, 3.0, 33.33, 100.0),
        ({"UnitAmount": 4, "LineAmount": 10}, 2.5, 4.0, 10.0),
        ({"LineAmount": 10}, 1.0, 10.0, 10.0),
        ({"UnitAmount": 10}, 1.0, 10.0, 10.0),
        ({"Quantity": 2}, 2.0, 0.0, 0.0),
        ({"Quantity": 0, "UnitAmount": 10}, 0.0, 10.0, 0.0),
        ({"Quantity": "2", "UnitAmount": "10.00"}, 2.0, 10.0, 20.0),
        ({"UnitAmount": 25.6591}, 1.0, 25.66, 25.66),
        ({"Quantity": 2, "UnitAmount": 50, "DiscountRate": 10}, 2.0, 50.0, 90.0),
        ({"Quantity": 2, "UnitAmount": 50, "DiscountAmount": 1.5}, 2.0, 50.0, 98.5),
    ],
)
def test_two_of_quantity_price_and_amount_give_the_third(
    given: dict[str, Any], quantity: float, unit: float, amount: float
) -> None:
    row = {"Description": "x", "AccountCode": "200", **given}

    made = Office().invoice(LineItems=[row])["LineItems"][0]

    assert (made["Quantity"], made["UnitAmount"], made["LineAmount"]) == (quantity, unit, amount)


def test_bills_have_no_discounts() -> None:
    row = line(AccountCode="429", DiscountRate=10)

    made = Office().invoice(Type="ACCPAY", LineItems=[row])

    assert made["SubTotal"] == 100.0


def test_four_digits_of_a_unit_price_need_unitdp() -> None:
    """XQ-15."""
    office = Office()
    wanted = office.draft(LineItems=[line(Quantity=100, UnitAmount=0.1259)])

    two = office.one("PUT", "/Invoices", wanted)
    four = office.one("PUT", "/Invoices?unitdp=4", wanted)
    found = office.call("GET", f"/Invoices/{four['InvoiceID']}?unitdp=4").get_data(as_text=True)

    assert (two["SubTotal"], four["SubTotal"]) == (13.0, 12.59)
    assert '"UnitAmount":0.1259' in found
    kept = office.one("POST", f"/Invoices/{four['InvoiceID']}", {"DueDate": "2026-05-01"})
    assert kept["SubTotal"] == 12.59


def test_a_tax_amount_that_is_sent_is_kept_until_the_price_changes() -> None:
    office = Office()
    made = office.invoice(LineItems=[line(TaxAmount=19.99)])
    known = made["LineItems"][0]["LineItemID"]
    path = f"/Invoices/{made['InvoiceID']}"

    words = office.one("POST", path, {"LineItems": [{"LineItemID": known, "Description": "y"}]})
    price = office.one("POST", path, {"LineItems": [{"LineItemID": known, "UnitAmount": 50}]})

    assert (made["TotalTax"], words["TotalTax"], price["TotalTax"]) == (19.99, 19.99, 10.0)


def test_another_mode_works_tax_out_again() -> None:
    office = Office()
    made = office.invoice()

    found = office.one("POST", f"/Invoices/{made['InvoiceID']}", {"LineAmountTypes": "Inclusive"})

    assert amounts(found) == (83.33, 16.67, 100.0)
    assert found["LineItems"][0]["LineItemID"] == made["LineItems"][0]["LineItemID"]


def test_numbers_on_the_wire_have_fixed_digits() -> None:
    """Facts 2.4."""
    office = Office()
    invoice = office.invoice()["InvoiceID"]

    text = office.call("GET", f"/Invoices/{invoice}").get_data(as_text=True)

    for part in ('"Quantity":1.0000', '"UnitAmount":100.00', '"LineAmount":100.00',
                 '"TaxAmount":20.00', '"Total":120.00', '"CurrencyRate":1.000000'):  # fmt: skip
        assert part in text


def test_the_tax_type_defaults_from_the_account_and_codes_are_read_in_any_case() -> None:
    made = Office().invoice(LineItems=[line(AccountCode="270"), line(TaxType="zeroratedoutput")])

    assert [row["TaxType"] for row in made["LineItems"]] == ["NONE", "ZERORATEDOUTPUT"]


def test_an_archived_account_or_tax_rate_can_no_longer_be_used() -> None:
    """XE-16."""
    office = Office()
    draft = office.invoice(Status="DRAFT")["InvoiceID"]
    account = office.one("GET", '/Accounts?where=Code=="200"')["AccountID"]
    office.person("account.archive", account)
    no = [
        "Account code '200' has been archived, or has been deleted. "
        "Each line item must reference a valid account."
    ]

    assert office.no("PUT", "/Invoices", office.draft()) == no
    assert office.no("POST", f"/Invoices/{draft}", {"Status": "AUTHORISED"}) == no
    office.one("POST", f"/Invoices/{draft}", {"Reference": "R"})


def test_a_line_follows_its_account_when_that_gets_another_code() -> None:
    office = Office()
    invoice = office.invoice()["InvoiceID"]
    account = office.one("GET", '/Accounts?where=Code=="200"')["AccountID"]

    office.person("account.edit", account, Code="202")

    assert office.one("GET", f"/Invoices/{invoice}")["LineItems"][0]["AccountCode"] == "202"


def test_tracking_is_named_by_ids_or_by_names() -> None:
    office = Office()
    category = office.person("tracking_category.create", Name="Property")
    found = office.person("tracking_option.create", category["TrackingCategoryID"], Name="North")
    option = found["Options"][0]["TrackingOptionID"]
    ids = {"TrackingCategoryID": category["TrackingCategoryID"], "TrackingOptionID": option}

    by_ids = office.invoice(LineItems=[line(Tracking=[ids])])
    by_names = office.invoice(
        LineItems=[line(Tracking=[{"Name": "property", "Option": "NORTH", "Junk": 1}])]
    )
    page = office.ok("GET", "/Invoices?page=1")[0]["LineItems"][0]["Tracking"]

    for made in (by_ids, by_names):
        assert made["LineItems"][0]["Tracking"] == [{"Name": "Property", "Option": "North", **ids}]
    assert page == [{
        "Name": "Property", "Option": "North", "Options": [],
        "TrackingCategoryID": ids["TrackingCategoryID"],
    }]  # fmt: skip


def test_unknown_and_double_tracking_is_refused_or_dropped_by_switch() -> None:
    for reading in ("refused", "dropped"):
        office = Office(switches={"xero_unknown_tracking": reading})
        wanted = office.draft(LineItems=[line(Tracking=[{"Name": "No", "Option": "No"}])])
        if reading == "dropped":
            assert office.one("PUT", "/Invoices", wanted)["LineItems"][0]["Tracking"] == []
        else:
            no = ["The tracking category or option could not be found."]
            assert office.no("PUT", "/Invoices", wanted) == no
        made = office.person("tracking_category.create", Name="P")
        office.person("tracking_option.create", made["TrackingCategoryID"], Name="N")
        twice = office.draft(LineItems=[line(Tracking=[{"Name": "P", "Option": "N"}] * 2)])
        assert office.no("PUT", "/Invoices", twice) == [
            "A line can have at most one option of each of two categories."
        ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (line(Quantity=10_000, UnitAmount=1_000_000), "The line amount is too large."),
        (line(Quantity="1e12", UnitAmount="1e12"), "The line amount is too large."),
        (line(Description="x" * 4001), "Description must not be longer than 4000 characters."),
    ],
)
def test_what_is_too_large(row: dict[str, Any], message: str) -> None:
    office = Office()

    assert office.no("PUT", "/Invoices", office.draft(LineItems=[row])) == [message]

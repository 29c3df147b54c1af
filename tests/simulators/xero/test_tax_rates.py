"""Tax rates as calls write them. Facts 4.9."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office, line

VAT = {"Name": "VAT", "Rate": 12.5}
SYSTEM = ["System tax rates cannot be changed."]


def a_rate(office: Office, **fields: Any) -> Any:
    wanted = {"Name": "Reduced", "ReportTaxType": "OUTPUT", "TaxComponents": [VAT]}
    return office.one("PUT", "/TaxRates", {**wanted, **fields})


def test_put_creates_a_rate_of_the_users_own() -> None:
    office = Office()

    first = a_rate(office)
    second = a_rate(office, Name="Other", ReportTaxType="input")

    assert list(first) == [
        "Name", "TaxType", "ReportTaxType", "CanApplyToAssets", "CanApplyToEquity",
        "CanApplyToExpenses", "CanApplyToLiabilities", "CanApplyToRevenue", "DisplayTaxRate",
        "EffectiveRate", "Status", "TaxComponents",
    ]  # fmt: skip
    assert (first["TaxType"], first["EffectiveRate"], first["Status"]) == (
        "TAX001",
        12.5,
        "ACTIVE",
    )
    assert first["TaxComponents"] == [
        {"Name": "VAT", "Rate": 12.5, "IsCompound": False, "IsNonRecoverable": False}
    ]
    assert (second["TaxType"], second["ReportTaxType"]) == ("TAX002", "INPUT")
    assert b'"EffectiveRate":12.5000' in office.call("GET", "/TaxRates/TAX001").data


def test_a_compound_component_applies_to_the_amount_and_the_other_components() -> None:
    parts = [{"Name": "A", "Rate": "5"}, {"Name": "B", "Rate": "8", "IsCompound": True}]

    assert a_rate(Office(), TaxComponents=parts)["EffectiveRate"] == 13.4


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"Name": ""}, ["Please enter a Name."]),
        ({"Name": "no vat"}, ["Please enter a unique Name."]),
        ({"Name": "n" * 51}, ["Name must not be longer than 50 characters."]),
        ({"ReportTaxType": ""}, ["ReportTaxType must be specified."]),
        ({"ReportTaxType": "BASEXCLUDED"},
         ["ReportTaxType 'BASEXCLUDED' is not valid for this organisation."]),
        ({"TaxComponents": []}, ["At least one tax component must be specified."]),
        ({"TaxComponents": [{"Name": "VAT"}]},
         ["A tax component needs a Name and a Rate from 0 to 100."]),
        ({"TaxComponents": [{"Name": "VAT", "Rate": 100.01}]},
         ["A tax component needs a Name and a Rate from 0 to 100."]),
        ({"TaxComponents": [{**VAT, "IsCompound": True}, {**VAT, "IsCompound": True}]},
         ["At most one tax component can be compound."]),
    ],
)  # fmt: skip
def test_what_a_new_rate_may_not_be(fields: dict[str, Any], messages: list[str]) -> None:
    wanted = {"Name": "Reduced", "ReportTaxType": "OUTPUT", "TaxComponents": [VAT]}

    assert Office().no("PUT", "/TaxRates", {**wanted, **fields}) == messages


def test_a_component_of_a_hundred_percent_is_allowed() -> None:
    made = a_rate(Office(), TaxComponents=[{"Name": "All", "Rate": 100}])

    assert made["DisplayTaxRate"] == 100.0


def test_post_finds_a_rate_by_code_then_by_name_and_else_creates_one() -> None:
    office = Office()
    a_rate(office)
    parts = {"ReportTaxType": "OUTPUT", "TaxComponents": [{"Name": "VAT", "Rate": 13}]}

    by_code = office.one("POST", "/TaxRates", {"TaxType": "TAX001", "Name": "Low"})
    by_name = office.one("POST", "/TaxRates", {"TaxRates": [{"Name": "LOW", **parts}]})
    new = office.one("POST", "/TaxRates", {"Name": "Third", **parts})

    assert (by_code["Name"], by_code["EffectiveRate"]) == ("Low", 12.5)
    assert (by_name["TaxType"], by_name["EffectiveRate"]) == ("TAX001", 13.0)
    assert new["TaxType"] == "TAX002"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"TaxComponents": [{"Name": "GST", "Rate": 12.5}]},
         ["The tax component 'VAT' cannot be removed or renamed."]),
        ({"Name": "No VAT"}, ["Please enter a unique Name."]),
        ({"Status": "ARCHIVED"}, ["The status 'ARCHIVED' is not valid for tax rates"]),
        ({"TaxType": "OUTPUT2", "Name": "X"}, SYSTEM),
        ({"TaxType": "OUTPUT2", "Status": "DELETED"}, SYSTEM),
    ],
)  # fmt: skip
def test_what_a_rate_may_not_become(fields: dict[str, Any], messages: list[str]) -> None:
    office = Office()
    a_rate(office)

    assert office.no("POST", "/TaxRates", {"TaxType": "TAX001", **fields}) == messages


def test_a_rate_may_gain_a_component() -> None:
    office = Office()
    a_rate(office)

    parts = [VAT, {"Name": "Levy", "Rate": 1}]
    changed = office.one("POST", "/TaxRates", {"TaxType": "TAX001", "TaxComponents": parts})

    assert changed["EffectiveRate"] == 13.5


def test_an_unused_rate_is_deleted_by_its_status_and_frees_its_name() -> None:
    office = Office()
    a_rate(office)

    gone = office.one("POST", "/TaxRates", {"TaxType": "TAX001", "Status": "DELETED"})

    assert gone["Status"] == "DELETED"
    assert a_rate(office)["TaxType"] == "TAX002"
    assert office.one("GET", "/TaxRates/TAX001")["Status"] == "DELETED"
    assert office.no("POST", "/TaxRates", {"TaxType": "TAX001", "Name": "X"}) == [
        "The tax rate is not active."
    ]
    assert office.no("PUT", "/Invoices", office.draft(
        office.contact(), LineItems=[line(TaxType="TAX001")]
    ))  # fmt: skip


def test_a_used_rate_cannot_be_deleted() -> None:
    office = Office()
    used = ["The tax rate is used and cannot be deleted."]
    a_rate(office)
    invoice = office.invoice(LineItems=[line(TaxType="TAX001")])["InvoiceID"]
    asked = {"TaxType": "TAX001", "Status": "DELETED"}

    assert office.no("POST", "/TaxRates", asked) == used
    office.one("POST", f"/Invoices/{invoice}", {"Status": "VOIDED"})
    account = office.one("PUT", "/Accounts", {
        "Code": "201", "Name": "Fees", "Type": "REVENUE", "TaxType": "tax001"
    })["AccountID"]  # fmt: skip
    assert office.no("POST", "/TaxRates", asked) == used
    office.one("DELETE", f"/Accounts/{account}")
    assert office.person("tax_rate.delete", "TAX001")["Status"] == "DELETED"


def test_one_rate_for_each_request_and_a_refused_one_has_no_zero_id() -> None:
    office = Office()
    wanted = {"Name": "No VAT", "ReportTaxType": "OUTPUT", "TaxComponents": [VAT]}

    (element,) = office.call("PUT", "/TaxRates", wanted).get_json()["Elements"]

    assert "TaxType" not in element
    answer = office.call("POST", "/TaxRates", {"TaxRates": [wanted, wanted]})
    assert (answer.status_code, answer.get_json()["ErrorNumber"]) == (400, 17)

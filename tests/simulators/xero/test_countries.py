"""Books of several countries: currency, time zone, tax rates, chart. Facts 4.9 and 4.13."""

from typing import Any

import pytest

from simulators.kernel.registry import COUNTRIES as RECIPE_COUNTRIES
from simulators.released.vendor import COUNTRIES as RELEASED_COUNTRIES
from simulators.xero.countries import COUNTRIES
from simulators.xero.countries.country import LETTERS
from simulators.xero.countries.currencies import CURRENCIES
from simulators.xero.tax_rate import FLAGS
from tests.simulators.xero.office import Office

ORDER = list(COUNTRIES)


def offices() -> Office:
    return Office(organisations=3, countries=ORDER)


def the_organisation(office: Office, code: str) -> Any:
    return office.one("GET", "/Organisation", tenant=ORDER.index(code))


def test_a_recipe_offers_the_countries_that_both_vendors_know() -> None:
    assert set(RECIPE_COUNTRIES) == set(COUNTRIES) <= set(RELEASED_COUNTRIES)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("GB", ("UK", "GBP", "GMTSTANDARDTIME", 31, 3)),
        ("NZ", ("NZ", "NZD", "NEWZEALANDSTANDARDTIME", 31, 3)),
        ("AU", ("AU", "AUD", "AUSEASTERNSTANDARDTIME", 30, 6)),
    ],
)
def test_each_organisation_is_of_its_country(code: str, facts: tuple[Any, ...]) -> None:
    office = offices()

    row = the_organisation(office, code)
    (currency,) = office.ok("GET", "/Currencies", tenant=ORDER.index(code))

    assert row["CountryCode"] == code
    assert (
        row["Version"], row["BaseCurrency"], row["Timezone"],
        row["FinancialYearEndDay"], row["FinancialYearEndMonth"],
    ) == facts  # fmt: skip
    assert currency == {"Code": facts[1], "Description": CURRENCIES[facts[1]]}


@pytest.mark.parametrize(
    ("code", "percents"),
    [
        ("GB", {"OUTPUT2": 20, "INPUT2": 20, "RROUTPUT": 5, "RRINPUT": 5, "CAPEXINPUT2": 20,
                "CAPEXOUTPUT2": 20, "REVERSECHARGES": 20, "DRCHARGE20": 20,
                "DRCHARGESUPPLY20": 20, "ZERORATEDOUTPUT": 0, "ZERORATEDINPUT": 0,
                "EXEMPTOUTPUT": 0, "EXEMPTINPUT": 0, "NONE": 0, "GSTONIMPORTS": 0}),
        ("NZ", {"OUTPUT2": 15, "INPUT2": 15, "ZERORATED": 0, "NONE": 0, "GSTONIMPORTS": 0}),
        ("AU", {"OUTPUT": 10, "INPUT": 10, "CAPEXINPUT": 10, "EXEMPTOUTPUT": 0,
                "EXEMPTEXPENSES": 0, "EXEMPTEXPORT": 0, "EXEMPTCAPITAL": 0, "INPUTTAXED": 0,
                "BASEXCLUDED": 0, "GSTONIMPORTS": 0, "GSTONCAPIMPORTS": 0}),
    ],
)  # fmt: skip
def test_each_country_has_its_tax_rates(code: str, percents: dict[str, int]) -> None:
    """Facts 4.9: the percentage is the one that is shown; reverse charges add nothing."""
    rates = offices().ok("GET", "/TaxRates", tenant=ORDER.index(code))

    assert {row["TaxType"]: row["DisplayTaxRate"] for row in rates} == percents
    for row in rates:
        reverse = row["TaxType"].startswith(("DRCHARGE", "REVERSE"))
        assert row["EffectiveRate"] == (0 if reverse else row["DisplayTaxRate"])


UNITED_KINGDOM = {
    "OUTPUT2": "AELR", "RROUTPUT": "AELR", "ZERORATEDOUTPUT": "AELR", "EXEMPTOUTPUT": "AELR",
    "DRCHARGE20": "AELR", "INPUT2": "AEXL", "RRINPUT": "AEXL", "ZERORATEDINPUT": "AEXL",
    "EXEMPTINPUT": "AEXL", "REVERSECHARGES": "AEXL", "DRCHARGESUPPLY20": "AEXL", "NONE": "AEXLR",
    "GSTONIMPORTS": "L", "CAPEXINPUT2": "A", "CAPEXOUTPUT2": "A",
}  # fmt: skip


def test_every_rate_of_the_united_kingdom_goes_with_the_documented_accounts() -> None:
    rates = Office().ok("GET", "/TaxRates")

    assert {
        row["TaxType"]: "".join(sign for sign, name in LETTERS.items() if row[FLAGS[name]])
        for row in rates
    } == UNITED_KINGDOM


@pytest.mark.parametrize(
    ("code", "sales", "total"), [("GB", "OUTPUT2", 120.0), ("NZ", "OUTPUT2", 115.0),
                                 ("AU", "OUTPUT", 110.0)],
)  # fmt: skip
def test_a_sale_is_taxed_by_its_country(code: str, sales: str, total: float) -> None:
    office, tenant = offices(), ORDER.index(code)
    contact = office.one("PUT", "/Contacts", {"Name": "Acme"}, tenant=tenant)["ContactID"]

    made = office.one("PUT", "/Invoices", office.draft(contact), tenant=tenant)

    assert (made["LineItems"][0]["TaxType"], made["Total"]) == (sales, total)
    assert made["CurrencyCode"] == COUNTRIES[code].currency


@pytest.mark.parametrize(("code", "refused"), [("GB", "CAPEXINPUT"), ("NZ", "EXEMPTOUTPUT"),
                                               ("AU", "ECOUTPUT")])  # fmt: skip
def test_what_a_rate_is_reported_as_depends_on_the_country(code: str, refused: str) -> None:
    office, tenant = offices(), ORDER.index(code)
    body = {"Name": "Mine", "TaxComponents": [{"Name": "T", "Rate": 1}]}

    messages = office.no("PUT", "/TaxRates", {**body, "ReportTaxType": refused}, tenant=tenant)

    assert messages == [f"ReportTaxType '{refused}' is not valid for this organisation."]
    for good in COUNTRIES[code].reports:
        row = {**body, "Name": good, "ReportTaxType": good}
        assert office.one("PUT", "/TaxRates", row, tenant=tenant)["ReportTaxType"] == good


def test_the_chart_has_the_same_codes_everywhere_and_the_country_s_tax() -> None:
    office = offices()
    charts = [
        {row["Code"]: row for row in office.ok("GET", "/Accounts", tenant=tenant)}
        for tenant in range(3)
    ]

    assert set(charts[0]) == set(charts[1]) == set(charts[2])
    assert [chart["820"]["Name"] for chart in charts] == ["VAT", "GST", "GST"]
    assert [chart["400"]["TaxType"] for chart in charts] == ["INPUT2", "INPUT2", "INPUT"]
    assert [chart["090"]["CurrencyCode"] for chart in charts] == ["GBP", "NZD", "AUD"]


def test_a_missing_date_is_today_where_the_organisation_is() -> None:
    """XQ-13: at 21:00 UTC it is the next day in Auckland, in Sydney too, and not in London."""
    office = Office(organisations=3, countries=ORDER, now="2026-03-02T21:00:00Z")
    dates = []
    for tenant in range(3):
        contact = office.one("PUT", "/Contacts", {"Name": "A"}, tenant=tenant)["ContactID"]
        body = {k: v for k, v in office.draft(contact).items() if k != "Date"}
        made = office.one("PUT", "/Invoices", body, tenant=tenant)
        dates.append(made["DateString"][:10])

    assert dates == ["2026-03-02", "2026-03-03", "2026-03-03"]


def test_the_last_country_of_a_recipe_holds_for_the_rest() -> None:
    office = Office(organisations=3, countries=["NZ"])

    assert {the_organisation(office, code)["CountryCode"] for code in ORDER} == {"NZ"}


def test_batch_payment_details_are_those_of_the_country() -> None:
    """Facts 4.1."""
    office = offices()
    details = {"BankAccountName": "Acme", "Details": "Rent", "Code": "C", "Reference": "R"}

    shown = [
        office.one("PUT", "/Contacts", {"Name": "A", "BatchPayments": details}, tenant=tenant)
        for tenant in range(3)
    ]

    assert [list(row["BatchPayments"]) for row in shown] == [
        ["BankAccountName", "Details"],
        ["BankAccountName", "Code", "Reference"],
        ["BankAccountName", "Details"],
    ]

"""Accounts, tax rates, tracking and the small settings, read and as people change them."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office

UNIQUE = ["Please enter a unique Name."]


def test_the_uk_tax_rates_go_with_the_documented_accounts() -> None:
    """Facts 4.9."""
    rates = {row["TaxType"]: row for row in Office().ok("GET", "/TaxRates")}
    letters = {
        "A": "CanApplyToAssets", "E": "CanApplyToEquity", "X": "CanApplyToExpenses",
        "L": "CanApplyToLiabilities", "R": "CanApplyToRevenue",
    }  # fmt: skip

    def goes_with(name: str) -> str:
        return "".join(letter for letter, flag in letters.items() if rates[name][flag])

    assert len(rates) == 15
    assert goes_with("OUTPUT2") == "AELR"
    assert goes_with("INPUT2") == "AEXL"
    assert goes_with("NONE") == "AEXLR"
    assert goes_with("GSTONIMPORTS") == "L"
    assert rates["INPUT2"]["EffectiveRate"] == 20.0
    reverse = rates["REVERSECHARGES"]
    assert (reverse["EffectiveRate"], reverse["DisplayTaxRate"]) == (0.0, 20.0)


def test_settings_are_found_one_by_one_and_never_paged() -> None:
    office = Office()
    account = office.ok("GET", "/Accounts?page=1")[0]["AccountID"]
    theme = office.one("GET", "/BrandingThemes")["BrandingThemeID"]

    assert office.one("GET", f"/Accounts/{account}")["Code"] == "090"
    assert office.one("GET", "/TaxRates/output2")["TaxType"] == "OUTPUT2"
    assert office.one("GET", f"/BrandingThemes/{theme}")["SortOrder"] == 0
    assert office.one("GET", "/Currencies") == {"Code": "GBP", "Description": "British Pound"}
    assert "pagination" not in office.call("GET", "/Accounts?page=1").get_json()
    for path in ("/Accounts/x", "/TaxRates/x", "/TrackingCategories/x", "/BrandingThemes/x"):
        assert office.call("GET", path).status_code == 404


def test_the_organisation_writes_its_time_zone_in_microsofts_style() -> None:
    office = Office()
    office.person("organisation.lock_dates", PeriodLockDate="2026-01-31", EndOfYearLockDate="")

    row = office.one("GET", "/Organisation")

    assert row["OrganisationID"] == office.tenants[0]
    assert (row["Timezone"], row["Version"], row["BaseCurrency"]) == (
        "GMTSTANDARDTIME", "UK", "GBP"
    )  # fmt: skip
    assert row["PeriodLockDate"] == "/Date(1769817600000+0000)/"
    assert "EndOfYearLockDate" not in row
    assert "OfflineUntil" not in row
    assert office.refused("organisation.lock_dates", PeriodLockDate="soon")


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"Code": "200", "Name": "New", "Type": "REVENUE"}, ["Please enter a unique Code."]),
        ({"Code": "201", "Name": "sales", "Type": "REVENUE"}, UNIQUE),
        ({"Code": "201", "Name": "New", "Type": "SHOE"}, ["Account type 'SHOE' is not valid."]),
        ({"Code": "201", "Type": "REVENUE"}, ["Please enter a Name."]),
        ({"Name": "New", "Type": "REVENUE"}, ["Please enter a Code."]),
        ({"Name": "New", "Type": "BANK"}, ["Please enter a bank account number."]),
        ({"Code": "2" * 11, "Name": "New", "Type": "REVENUE"},
         ["Code must not be longer than 10 characters."]),
        ({"Code": "201", "Name": "New", "Type": "REVENUE", "TaxType": "X"},
         ["The TaxType code 'X' does not exist."]),
    ],
)  # fmt: skip
def test_what_an_account_may_not_be(fields: dict[str, Any], messages: list[str]) -> None:
    """XE-33."""
    assert Office().refused("account.create", **fields) == messages


def test_people_add_change_archive_and_restore_accounts() -> None:
    office = Office()
    made = office.person("account.create", Code="201", Name="Fees", Type="revenue")
    account = made["AccountID"]

    changed = office.person("account.edit", account, Code="202", Name="Charges", Type="EXPENSE")
    gone = office.person("account.archive", account)
    back = office.person("account.restore", account)

    assert (made["Class"], made["TaxType"]) == ("REVENUE", "OUTPUT2")
    assert (changed["Code"], changed["Name"], changed["Class"]) == ("202", "Charges", "EXPENSE")
    assert (gone["Status"], back["Status"]) == ("ARCHIVED", "ACTIVE")
    assert office.refused("account.restore", account) == ["The account is active already."]
    assert office.refused("account.edit", account, Name="") == ["Please enter a Name."]
    assert office.refused("account.edit", account, Type="X") == ["Account type 'X' is not valid."]
    debtors = office.one("GET", '/Accounts?where=SystemAccount=="DEBTORS"')["AccountID"]
    assert office.refused("account.archive", debtors) == ["System accounts cannot be archived."]
    office.person("account.archive", account)
    assert office.refused("account.archive", account) == ["The account is archived already."]


def test_people_add_change_and_archive_tax_rates_of_their_own() -> None:
    office = Office()
    component = {"Name": "VAT", "Rate": "12.5", "IsCompound": False}
    made = office.person("tax_rate.create", Name="Reduced", TaxComponents=[component])

    changed = office.person("tax_rate.edit", made["TaxType"], Name="Low")
    dearer = office.person("tax_rate.edit", "TAX001", TaxComponents=[{**component, "Rate": 13}])
    gone = office.person("tax_rate.archive", f"{office.tenants[0]}:TAX001")

    assert (made["TaxType"], made["EffectiveRate"]) == ("TAX001", "12.5000")
    assert (changed["Name"], dearer["EffectiveRate"], gone["Status"]) == (
        "Low", "13.0000", "ARCHIVED"
    )  # fmt: skip
    assert office.refused("tax_rate.archive", "TAX001") == ["The tax rate is not active."]
    assert office.refused("tax_rate.edit", "INPUT2", Name="X") == [
        "System tax rates cannot be changed."
    ]
    assert office.refused("tax_rate.edit", "TAX999", Name="X")
    assert office.refused("tax_rate.create", Name="no vat", TaxComponents=[component]) == UNIQUE
    assert office.refused("tax_rate.create") == [
        "Please enter a Name.", "At least one tax component must be specified."
    ]  # fmt: skip
    bad = [{"Name": "VAT", "Rate": "101"}]
    assert len(office.refused("tax_rate.create", Name="Much", TaxComponents=bad)) == 1


def test_tracking_shows_active_categories_and_options_unless_archived_ones_are_asked_for() -> None:
    """Facts 4.10."""
    office = Office()
    first = office.person("tracking_category.create", Name="Property")["TrackingCategoryID"]
    office.person("tracking_option.create", first, Name="North")
    options = office.person("tracking_option.create", first, Name="South")["Options"]
    second = office.person("tracking_category.create", Name="Person")["TrackingCategoryID"]
    north = options[0]["TrackingOptionID"]

    office.person("tracking_category.archive", second)
    office.person("tracking_option.archive", north)
    office.person("tracking_option.edit", options[1]["TrackingOptionID"], Name="West")
    office.person("tracking_category.edit", first, Name="Place")

    (active,) = office.ok("GET", "/TrackingCategories")
    everything = office.ok("GET", "/TrackingCategories?includeArchived=true")
    assert (active["Name"], [row["Name"] for row in active["Options"]]) == ("Place", ["West"])
    assert active["Options"][0]["IsActive"] is True
    assert [row["Status"] for row in everything] == ["ACTIVE", "ARCHIVED"]
    assert everything[0]["Options"][0]["IsArchived"] is True
    assert office.one("GET", f"/TrackingCategories/{second}")["Status"] == "ARCHIVED"


def test_at_most_two_categories_are_active_and_names_are_unique() -> None:
    office = Office()
    first = office.person("tracking_category.create", Name="A")["TrackingCategoryID"]
    office.person("tracking_category.create", Name="B")
    option = office.person("tracking_option.create", first, Name="N")["Options"][0]

    full = ["You can only have two active tracking categories."]
    assert office.refused("tracking_category.create", Name="C") == full
    assert office.refused("tracking_category.edit", first, Name="b") == UNIQUE
    assert office.refused("tracking_option.create", first, Name="n") == UNIQUE
    assert office.refused("tracking_option.create", first, Name=" ") == ["Please enter a Name."]
    assert office.refused("tracking_option.edit", "nothing", Name="X")
    office.person("tracking_option.edit", option["TrackingOptionID"], Name="n")
    for _ in range(3):
        office.person("tracking_category.archive", first)


def test_the_organisation_has_every_field_that_the_published_document_requires() -> None:
    """Facts 4.13."""
    row = Office().one("GET", "/Organisation")

    assert list(row) == [
        "OrganisationID", "Name", "LegalName", "PaysTax", "Version", "OrganisationType",
        "BaseCurrency", "CountryCode", "IsDemoCompany", "OrganisationStatus",
        "FinancialYearEndDay", "FinancialYearEndMonth", "SalesTaxBasis", "SalesTaxPeriod",
        "DefaultSalesTax", "DefaultPurchasesTax", "Timezone", "OrganisationEntityType",
        "ShortCode", "Class", "Edition", "CreatedDateUTC", "Addresses", "Phones",
        "ExternalLinks", "PaymentTerms",
    ]  # fmt: skip
    assert row["ShortCode"].startswith("!")
    assert row["PaymentTerms"] == {}


def test_everything_is_allowed_in_the_organisation() -> None:
    rows = Office().ok("GET", "/Organisation/Actions")

    assert {"Name": "CreateApprovedInvoice", "Status": "ALLOWED"} in rows
    assert {row["Status"] for row in rows} == {"ALLOWED"}


def test_a_currency_is_added_under_its_own_name_and_then_documents_may_be_made_in_it() -> None:
    """XE-21."""
    office = Office()
    contact = office.contact()
    asked = office.draft(contact, CurrencyCode="EUR")
    refused = ["Organisation is not subscribed to currency EUR"]

    assert office.no("PUT", "/Invoices", asked) == refused
    added = office.one("PUT", "/Currencies", {"Code": "eur", "Description": "Mine"})
    listed = office.one("PUT", "/Currencies", {"Currencies": [{"Code": "USD"}]})

    assert added == {"Code": "EUR", "Description": "Euro"}
    assert listed["Description"] == "United States Dollar"
    assert office.names("/Currencies", "Code") == ["GBP", "EUR", "USD"]
    assert office.one("PUT", "/Invoices", asked)["CurrencyCode"] == "EUR"
    assert office.no("PUT", "/Currencies", {"Code": "EUR"}) == [
        "The currency EUR has been added already."
    ]
    assert office.no("PUT", "/Currencies", {"Code": "XXX"}) == [
        "'XXX' is not a valid currency code."
    ]
    assert office.no("PUT", "/Currencies", {"Description": "?"}) == [
        "'' is not a valid currency code."
    ]
    assert office.person("currency.add", Code="NZD")["Code"] == "NZD"
    assert office.refused("currency.add", Code="NZD")


def test_users_are_read_by_calls_and_added_by_people() -> None:
    office = Office()
    office.world.clock.advance(60)

    made = office.person("user.add", EmailAddress="ada@books.example", FirstName="Ada")
    rows = office.ok("GET", "/Users")
    since = {"headers": {"If-Modified-Since": "2026-03-02T09:00:30"}}

    assert list(rows[0]) == [
        "UserID", "EmailAddress", "FirstName", "LastName", "UpdatedDateUTC", "IsSubscriber",
        "OrganisationRole",
    ]  # fmt: skip
    assert [row["IsSubscriber"] for row in rows] == [True, False]
    assert office.names("/Users", "FirstName", **since) == ["Ada"]
    one = office.one("GET", f"/Users/{made['UserID']}")
    assert (one["EmailAddress"], one["OrganisationRole"]) == ("ada@books.example", "STANDARD")
    assert office.names("/Users?where=IsSubscriber==true", "FirstName") == ["Morgan"]
    assert office.call("GET", "/Users/x").status_code == 404


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"EmailAddress": "nobody"}, ["Email address must be valid."]),
        ({}, ["Email address must be valid."]),
        ({"EmailAddress": "MORGAN.REED@books.example"}, ["The user has been added already."]),
        ({"EmailAddress": "a@b.example", "OrganisationRole": "KING"},
         ["OrganisationRole must be one of READONLY, INVOICEONLY, STANDARD, FINANCIALADVISER, "
          "MANAGEDCLIENT, CASHBOOKCLIENT."]),
        ({"EmailAddress": "a@b.example", "FirstName": "n" * 256},
         ["FirstName must not be longer than 255 characters."]),
    ],
)  # fmt: skip
def test_what_a_user_may_not_be(fields: dict[str, Any], messages: list[str]) -> None:
    assert Office().refused("user.add", **fields) == messages

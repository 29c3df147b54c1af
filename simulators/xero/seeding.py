"""Opens an organisation's books: connection, chart of accounts, tax rates, small settings."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.money import text4
from simulators.kernel.world import Change, World
from simulators.xero.account import CLASSES
from simulators.xero.books import SYSTEM
from simulators.xero.identity import tokens
from simulators.xero.tax_rate import FLAGS

COUNTRIES: Final = {
    #  country  version, currency, name of the currency, time zone
    "GB": ("UK", "GBP", "British Pound", "GMTSTANDARDTIME"),
}

CHART: Final = (
    #  code,  name,                            type,         tax type,   system account
    ("090", "Business Bank Account",         "BANK",       "NONE",     ""),
    ("200", "Sales",                         "REVENUE",    "OUTPUT2",  ""),
    ("260", "Other Revenue",                 "REVENUE",    "OUTPUT2",  ""),
    ("270", "Interest Income",               "REVENUE",    "NONE",     ""),
    ("310", "Cost of Goods Sold",            "DIRECTCOSTS", "INPUT2",  ""),
    ("400", "Advertising & Marketing",       "EXPENSE",    "INPUT2",   ""),
    ("404", "Bank Fees",                     "EXPENSE",    "EXEMPTINPUT", ""),
    ("408", "Cleaning",                      "EXPENSE",    "INPUT2",   ""),
    ("429", "General Expenses",              "EXPENSE",    "INPUT2",   ""),
    ("433", "Insurance",                     "EXPENSE",    "EXEMPTINPUT", ""),
    ("445", "Light, Power, Heating",         "EXPENSE",    "RRINPUT",  ""),
    ("469", "Rent",                          "EXPENSE",    "NONE",     ""),
    ("473", "Repairs & Maintenance",         "EXPENSE",    "INPUT2",   ""),
    ("610", "Accounts Receivable",           "CURRENT",    "NONE",     "DEBTORS"),
    ("710", "Office Equipment",              "FIXED",      "INPUT2",   ""),
    ("800", "Accounts Payable",              "CURRLIAB",   "NONE",     "CREDITORS"),
    ("820", "VAT",                           "CURRLIAB",   "NONE",     "GST"),
    ("835", "Directors' Loan Account",       "CURRLIAB",   "NONE",     ""),
    ("840", "Historical Adjustment",         "CURRLIAB",   "NONE",     "HISTORICAL"),
    ("860", "Rounding",                      "CURRLIAB",   "NONE",     "ROUNDING"),
    ("877", "Tracking Transfers",            "CURRLIAB",   "NONE",     "TRACKINGTRANSFERS"),
    ("960", "Retained Earnings",             "EQUITY",     "NONE",     "RETAINEDEARNINGS"),
)  # fmt: skip
PAYABLE: Final = "835"

ALL: Final = "AEXLR"
INCOME: Final = "AELR"
EXPENSE: Final = "AEXL"
LETTERS: Final = {"A": "ASSET", "E": "EQUITY", "X": "EXPENSE", "L": "LIABILITY", "R": "REVENUE"}

UK_TAX_RATES: Final = (
    #  tax type,          reported as,        name,                              %, shown, use
    ("OUTPUT2",          "OUTPUT",           "20% (VAT on Income)",               20, 20, INCOME),
    ("INPUT2",           "INPUT",            "20% (VAT on Expenses)",             20, 20, EXPENSE),
    ("RROUTPUT",         "OUTPUT",           "5% (VAT on Income)",                 5,  5, INCOME),
    ("RRINPUT",          "INPUT",            "5% (VAT on Expenses)",               5,  5, EXPENSE),
    ("ZERORATEDOUTPUT",  "ZERORATEDOUTPUT",  "Zero Rated Income",                  0,  0, INCOME),
    ("ZERORATEDINPUT",   "ZERORATEDINPUT",   "Zero Rated Expenses",                0,  0, EXPENSE),
    ("EXEMPTOUTPUT",     "EXEMPTOUTPUT",     "Exempt Income",                      0,  0, INCOME),
    ("EXEMPTINPUT",      "EXEMPTINPUT",      "Exempt Expenses",                    0,  0, EXPENSE),
    ("NONE",             "NONE",             "No VAT",                             0,  0, ALL),
    ("GSTONIMPORTS",     "GSTONIMPORTS",     "VAT on Imports",                     0,  0, "L"),
    ("CAPEXINPUT2",      "CAPEXINPUT",       "20% (VAT on Capital Purchases)",    20, 20, "A"),
    ("CAPEXOUTPUT2",     "CAPEXOUTPUT",      "20% (VAT on Capital Sales)",        20, 20, "A"),
    ("REVERSECHARGES",   "REVERSECHARGES",   "Reverse Charge Expenses (20%)",      0, 20, EXPENSE),
    ("DRCHARGE20",       "DRCHARGE",
     "Domestic Reverse Charge @ 20% (VAT on Income)",                              0, 20, INCOME),
    ("DRCHARGESUPPLY20", "DRCHARGESUPPLY",
     "Domestic Reverse Charge @ 20% (VAT on Expenses)",                            0, 20, EXPENSE),
)  # fmt: skip
"""Source: documented, facts 4.9."""


def add_organisation(world: World, name: str, country: str = "GB") -> str:
    """
    Open an organisation's books and connect the world's app to them.

    Args:
        world: where.
        name: what the organisation is called.
        country: its ISO country; only GB is known today.

    Returns:
        The tenant id.
    """
    tokens.make_client(world)
    organisation = _organisation(world, name, country)
    tenant = str(organisation["OrganisationID"])
    connection = new_connection(world, organisation)
    _, currency, description, _ = COUNTRIES[country]
    theme = _theme(world, tenant)
    origin = Origin(SYSTEM, tenant, Actor.SYSTEM)
    world.commit(
        origin,
        Change("organisation", tenant, organisation),
        Change("connection", connection["id"], connection),
        Change("currency", f"{tenant}:{currency}",
               {"owner": tenant, "Code": currency, "Description": description}),
        Change("branding_theme", theme["BrandingThemeID"], theme),
        *(_tax_rate(tenant, *row) for row in UK_TAX_RATES),
        *(_account(world, tenant, currency, *row) for row in CHART),
    )  # fmt: skip
    return tenant


def connection_of(world: World, tenant: str) -> Doc | None:
    """The app's connection to a tenant."""
    return world.table(SYSTEM, "connection").first("tenantId", tenant)


def new_connection(world: World, organisation: Doc) -> Doc:
    """A connection of the world's app. Source: recorded, facts 1.7."""
    stamp = f"{world.clock.text.removesuffix('Z')}0000"
    return {
        "id": world.ids.guid("xero.connection"),
        "owner": organisation["OrganisationID"],
        "authEventId": world.ids.guid("xero.auth_event"),
        "tenantId": organisation["OrganisationID"],
        "tenantType": "ORGANISATION",
        "tenantName": organisation["Name"],
        "createdDateUtc": stamp,
        "updatedDateUtc": stamp,
    }


def _organisation(world: World, name: str, country: str) -> Doc:
    version, currency, _, zone = COUNTRIES[country]
    tenant = world.ids.guid("xero.organisation")
    return {
        "OrganisationID": tenant,
        "owner": tenant,
        "Name": name,
        "LegalName": name,
        "PaysTax": True,
        "Version": version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": currency,
        "CountryCode": country,
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 3,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": world.clock.text,
        "Timezone": zone,
        "OrganisationEntityType": "COMPANY",
        "ShortCode": f"!{world.ids.token('xero.short_code', 5)}",
        "Class": "STANDARD",
        "Edition": "BUSINESS",
    }


def _theme(world: World, tenant: str) -> Doc:
    return {
        "BrandingThemeID": world.ids.guid("xero.branding_theme"),
        "owner": tenant,
        "Name": "Standard",
        "Type": "INVOICE",
        "SortOrder": 0,
        "CreatedDateUTC": world.clock.text,
    }


def _tax_rate(
    tenant: str, tax_type: str, report: str, name: str, percent: int, shown: int, letters: str
) -> Change:
    rate = text4(Decimal(percent))
    doc = {
        "TaxType": tax_type,
        "owner": tenant,
        "Name": name,
        "ReportTaxType": report,
        **{FLAGS[LETTERS[letter]]: letter in letters for letter in ALL},
        "DisplayTaxRate": text4(Decimal(shown)),
        "EffectiveRate": rate,
        "Status": "ACTIVE",
        "TaxComponents": [
            {"Name": "VAT", "Rate": rate, "IsCompound": False, "IsNonRecoverable": False}
        ],
    }
    return Change("tax_rate", f"{tenant}:{tax_type}", doc)


def _account(
    world: World,
    tenant: str,
    currency: str,
    code: str,
    name: str,
    kind: str,
    tax: str,
    system: str,
) -> Change:
    doc: Doc = {
        "AccountID": world.ids.guid("xero.account"),
        "owner": tenant,
        "Code": code,
        "Name": name,
        "Status": "ACTIVE",
        "Type": kind,
        "TaxType": tax,
        "Class": CLASSES[kind],
        "EnablePaymentsToAccount": code == PAYABLE,
        "ShowInExpenseClaims": False,
        "HasAttachments": False,
        "UpdatedDateUTC": world.clock.text,
        "AddToWatchlist": False,
    }
    if kind == "BANK":
        doc.update(
            BankAccountNumber="20-00-00 12345678", BankAccountType="BANK", CurrencyCode=currency
        )
    if system:
        doc["SystemAccount"] = system
    return Change("account", doc["AccountID"], doc)

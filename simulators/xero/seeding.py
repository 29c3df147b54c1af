"""Opens an organisation's books: connection, chart of accounts, tax rates, small settings."""

from __future__ import annotations

from decimal import Decimal

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.money import text4
from simulators.kernel.world import Change, World
from simulators.xero.account import CLASSES, REPORTING
from simulators.xero.books import SYSTEM
from simulators.xero.countries import COUNTRIES
from simulators.xero.countries.chart import CHART, PAYABLE
from simulators.xero.countries.country import ALL, LETTERS, Country, Rate
from simulators.xero.countries.currencies import CURRENCIES
from simulators.xero.identity import tokens
from simulators.xero.identity.connections import new_connection
from simulators.xero.tax_rate import FLAGS


def add_organisation(world: World, name: str, country: str = "GB") -> str:
    """
    Open an organisation's books and connect the world's app to them.

    Args:
        world: where.
        name: what the organisation is called.
        country: its ISO country, one of `COUNTRIES`.

    Returns:
        The tenant id.
    """
    client = tokens.make_client(world)
    organisation = _organisation(world, name, country)
    tenant = str(organisation["OrganisationID"])
    connection = new_connection(world, organisation, client["event"])
    code = COUNTRIES[country].currency
    theme, user = _theme(world, tenant), _user(world, tenant)
    origin = Origin(SYSTEM, tenant, Actor.SYSTEM)
    world.commit(
        origin,
        Change("organisation", tenant, organisation),
        Change("connection", connection["id"], connection),
        Change("currency", f"{tenant}:{code}",
               {"owner": tenant, "Code": code, "Description": CURRENCIES[code]}),
        Change("branding_theme", theme["BrandingThemeID"], theme),
        Change("user", user["UserID"], user),
        *(_tax_rate(tenant, COUNTRIES[country], row) for row in COUNTRIES[country].rates),
        *(_account(world, tenant, COUNTRIES[country], row) for row in CHART),
    )  # fmt: skip
    return tenant


def _organisation(world: World, name: str, country: str) -> Doc:
    known = COUNTRIES[country]
    day, month = known.year_end
    tenant = world.ids.guid("xero.organisation")
    return {
        "OrganisationID": tenant,
        "owner": tenant,
        "Name": name,
        "LegalName": name,
        "PaysTax": True,
        "Version": known.version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": known.currency,
        "CountryCode": country,
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": day,
        "FinancialYearEndMonth": month,
        "SalesTaxBasis": known.basis,
        "SalesTaxPeriod": known.period,
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": world.clock.text,
        "Timezone": known.zone,
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


def _user(world: World, tenant: str) -> Doc:
    """The subscriber, who opened the books."""
    return {
        "UserID": world.ids.guid("xero.user"),
        "owner": tenant,
        "EmailAddress": "morgan.reed@books.example",
        "FirstName": "Morgan",
        "LastName": "Reed",
        "UpdatedDateUTC": world.clock.text,
        "IsSubscriber": True,
        "OrganisationRole": "FINANCIALADVISER",
    }


def _tax_rate(tenant: str, country: Country, row: Rate) -> Change:
    tax_type, report, name, percent, shown, letters = row
    rate = text4(Decimal(percent))
    component = {"Name": country.tax, "Rate": rate}
    doc = {
        "TaxType": tax_type,
        "owner": tenant,
        "Name": name,
        "ReportTaxType": report,
        **{FLAGS[LETTERS[letter]]: letter in letters for letter in ALL},
        "DisplayTaxRate": text4(Decimal(shown)),
        "EffectiveRate": rate,
        "Status": "ACTIVE",
        "TaxComponents": [{**component, "IsCompound": False, "IsNonRecoverable": False}],
    }
    return Change("tax_rate", f"{tenant}:{tax_type}", doc)


def _account(
    world: World, tenant: str, country: Country, row: tuple[str, str, str, str, str]
) -> Change:
    code, name, kind, taxed, system = row
    doc: Doc = {
        "AccountID": world.ids.guid("xero.account"),
        "owner": tenant,
        "Code": code,
        "Name": name.format(tax=country.tax),
        "Status": "ACTIVE",
        "Type": kind,
        "TaxType": country.taxes[taxed],
        "Class": CLASSES[kind],
        "EnablePaymentsToAccount": code == PAYABLE,
        "ShowInExpenseClaims": False,
        "ReportingCode": REPORTING[CLASSES[kind]][0],
        "ReportingCodeName": REPORTING[CLASSES[kind]][1],
        "HasAttachments": False,
        "UpdatedDateUTC": world.clock.text,
        "AddToWatchlist": False,
    }
    if kind == "BANK":
        doc.update(
            BankAccountNumber=country.bank_number,
            BankAccountType="BANK",
            CurrencyCode=country.currency,
        )
    if system:
        doc["SystemAccount"] = system
    return Change("account", doc["AccountID"], doc)

"""Organisations and their settings as lists show them: fields, columns, resources."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Field, Kind
from simulators.xero.books import Books
from simulators.xero.wire.columns import columns, own_columns
from simulators.xero.wire.resource import Depth, Resource, View, parts, write
from simulators.xero.wire.values import bare_ticks

ORGANISATION_FIELDS: Final = (
    Field("OrganisationID", Kind.GUID),
    Field("APIKey"),
    Field("Name"),
    Field("LegalName"),
    Field("PaysTax", Kind.BOOLEAN),
    Field("Version"),
    Field("OrganisationType"),
    Field("BaseCurrency"),
    Field("CountryCode"),
    Field("IsDemoCompany", Kind.BOOLEAN),
    Field("OrganisationStatus"),
    Field("TaxNumber"),
    Field("FinancialYearEndDay", Kind.INTEGER),
    Field("FinancialYearEndMonth", Kind.INTEGER),
    Field("SalesTaxBasis"),
    Field("SalesTaxPeriod"),
    Field("DefaultSalesTax"),
    Field("DefaultPurchasesTax"),
    Field("PeriodLockDate", Kind.DATE),
    Field("EndOfYearLockDate", Kind.DATE),
    Field("CreatedDateUTC", Kind.TIMESTAMP),
    Field("Timezone"),
    Field("OrganisationEntityType"),
    Field("ShortCode"),
    Field("Class"),
    Field("Edition"),
)
CURRENCY_FIELDS: Final = (Field("Code"), Field("Description"))
THEME_FIELDS: Final = (
    Field("BrandingThemeID", Kind.GUID),
    Field("Name"),
    Field("LogoUrl"),
    Field("Type"),
    Field("SortOrder", Kind.INTEGER),
    Field("CreatedDateUTC", Kind.TIMESTAMP),
)

_ORGANISATION: Final = parts(ORGANISATION_FIELDS, without=("CreatedDateUTC",))
_CURRENCY: Final = parts(CURRENCY_FIELDS)
_THEME: Final = parts(THEME_FIELDS)


def render_organisation(_books: Books, doc: Doc, _view: View) -> Doc:
    """The organisation itself."""
    shown = write(_ORGANISATION, doc)
    shown["CreatedDateUTC"] = bare_ticks(doc["CreatedDateUTC"])
    return {**shown, "Addresses": [], "Phones": [], "ExternalLinks": [], "PaymentTerms": {}}


ORGANISATIONS: Final = Resource(
    plural="Organisations",
    singular="Organisation",
    kind="organisation",
    key="OrganisationID",
    columns=columns(*own_columns(ORGANISATION_FIELDS)),
    render=render_organisation,
)
CURRENCIES: Final = Resource(
    plural="Currencies",
    singular="Currency",
    kind="currency",
    key="Code",
    columns=columns(*own_columns(CURRENCY_FIELDS)),
    render=lambda _books, doc, _view: write(_CURRENCY, doc),
)
BRANDING_THEMES: Final = Resource(
    plural="BrandingThemes",
    singular="BrandingTheme",
    kind="branding_theme",
    key="BrandingThemeID",
    columns=columns(*own_columns(THEME_FIELDS)),
    render=lambda _books, doc, _view: write(_THEME, doc),
)
READ_ONE: Final = View(Depth.ONE)

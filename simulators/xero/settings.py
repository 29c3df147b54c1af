"""Organisations and branding themes as calls show them: fields, columns, resources."""

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
    Field("RegistrationNumber"),
    Field("EmployerIdentificationNumber"),
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
    Field("LineOfBusiness"),
)
THEME_FIELDS: Final = (
    Field("BrandingThemeID", Kind.GUID),
    Field("Name"),
    Field("LogoUrl"),
    Field("Type"),
    Field("SortOrder", Kind.INTEGER),
    Field("CreatedDateUTC", Kind.TIMESTAMP),
)

ACTIONS: Final = (
    "CreateApprovedInvoice",
    "CreateDraftPurchaseOrder",
    "CreateApprovedBill",
    "AttachFilesIntoInvoice",
    "UseMulticurrency",
    "CreateDraftInvoice",
    "CreateRepeatingInvoice",
    "CreateRepeatingBill",
    "CreateSentQuote",
    "CreateInvoicePayment",
    "CreateApprovedPurchaseOrder",
    "CreateDraftQuote",
    "CreateDraftBill",
)
"""What Xero says of an organisation's rights. Source: documented."""

_ORGANISATION: Final = parts(ORGANISATION_FIELDS, without=("CreatedDateUTC",))
_THEME: Final = parts(THEME_FIELDS)


def render_organisation(_books: Books, doc: Doc, _view: View) -> Doc:
    """The organisation itself."""
    shown = write(_ORGANISATION, doc)
    shown["CreatedDateUTC"] = bare_ticks(doc["CreatedDateUTC"])
    empty: Doc = {"Addresses": [], "Phones": [], "ExternalLinks": []}
    return {**shown, **empty, "PaymentTerms": doc.get("PaymentTerms", {})}


ORGANISATIONS: Final = Resource(
    plural="Organisations",
    singular="Organisation",
    kind="organisation",
    key="OrganisationID",
    columns=columns(*own_columns(ORGANISATION_FIELDS)),
    render=render_organisation,
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

"""Why our Xero document differs from the published one: a table, read from the top."""

from __future__ import annotations

from typing import Final

from contracts.upstream import Explained

COPIES: Final = (
    "Account|Allocations|BankAccount|BatchPayment|BrandingTheme|Contact|Contacts|CreditNote"
    "|CreditNotes|FromBankAccount|Invoice|LineItems|Overpayment|Overpayments|Payments|Prepayment|Prepayments|ToBankAccount"
)
NOT_SIMULATED: Final = (
    "Budgets|ExpenseClaims|InvoiceReminders|LinkedTransactions|ManualJournals|PaymentServices"
    "|PurchaseOrders|Quotes|Receipts|RepeatingInvoices|Setup"
)

EXPLAINED: Final = (
    Explained(NOT_SIMULATED, "operation", ".*",
              "not simulated: no part of a property manager's sync; answered 501"),
    Explained("Reports", "operation", ".*",
              "not simulated beyond the five that a reconciliation reads; 501"),
    Explained(".*", "operation", ".*PaymentServices|.*CISSettings|.*(BankTransfers).*",
              "not simulated: 501"),
    Explained(".*", "field", rf"({COPIES})\..*",
              "a record inside another is a short copy; theirs refers to the whole schema"),
    Explained(".*", "field|beyond",
              r"(.*\.)?(ValidationErrors|Warnings|StatusAttributeString|HasErrors"
              r"|HasValidationErrors)(\..*)?",
              "answers to writes carry these, and recorded answers of some lists do"),
    Explained(".*", "beyond", r"(.*\.)?\w*(Date|UTC|DateUTC)String",
              "recorded: answers carry ISO twins of dates in Microsoft's form"),
    Explained(".*", "beyond", "ID|.*LineItems.ValidationErrors|.*Options",
              "recorded in answers of the real service, absent from its document"),
    Explained(".*", "beyond", "(GET|PUT) .*/History",
              "the real service answers it, its document leaves it out"),
    Explained(".*", "field", r"Attachments(\..*)?",
              "files are listed by their own operation; records say HasAttachments"),
    Explained("Contacts", "field", r"(Balances|BatchPayments|BrandingTheme|PaymentTerms)(\..*)?"
              "|.*TrackingCategor.*|.*DefaultAccountCode|DefaultCurrency|Discount|Website"
              "|XeroNetworkKey|TaxNumberType|TrackingCategoryOption",
              "a contact's defaults and balances are Xero's own; no rule of the sync reads them"),
    Explained("Invoices", "beyond", "CreditNotes.*|InvoicePaymentServices",
              "recorded in answers of the real service, absent from its document"),
    Explained("CreditNotes|Invoices", "field", r"InvoiceAddresses\..*|TotalDiscount",
              "sent only where a country's invoices carry addresses, or discounts are used"),
    Explained("Organisation", "field", r"(Addresses|ExternalLinks|PaymentTerms|Phones)\..*",
              "an organisation of a world has none, so its lists are empty"),
    Explained("Organisations", "beyond", "GET .*",
              "the real service answers the plural too"),
    Explained("BankTransactions", "field", "CurrencyRate",
              "banks are in the organisation's own currency"),
    Explained("BatchPayments", "field", "Amount|Code",
              "the amount of a batch is TotalAmount; Code is of bank files of one country"),
    Explained("Payments", "field", "BankAccountNumber|Code|Details|Particulars",
              "written into bank files, asked for on bills of one country only"),
    Explained("Payments", "field", "CreditNote|CreditNoteNumber|InvoiceNumber"
              "|Overpayment|Prepayment",
              "ways to name what is paid in a request; our answers name it by Invoice"),
    Explained("CreditNotes|Overpayments|Prepayments", "field", "AppliedAmount|BrandingThemeID",
              "AppliedAmount is of requests, themes are of documents that are sent"),
    Explained("Items", "field", "InventoryAssetAccountCode|QuantityOnHand|TotalCostPool",
              "items with tracked stock are not simulated"),
    Explained("TrackingCategories", "field", "Option|TrackingOptionID|Options.TrackingCategoryID",
              "of tracking on lines, which theirs describes by the same schema"),
    Explained("TrackingCategories", "beyond", r"Options\.Is\w+",
              "recorded in answers of the real service, absent from its document"),
    Explained(".*", "enum", "BankAccountType|Type|.*PhoneType|OrganisationRole|SourceType",
              "values that nothing in a world of ours can make; ours are among theirs"),
    Explained("BankTransactions", "enum", "Status",
              "AUTHORISED and DELETED are what the service makes; VOIDED is of its older records"),
    Explained(".*", "field", "CIS.*|.*RepeatingInvoiceID|SalesTaxCodeId|TaxBreakdown|Taxability",
              "regimes and features that are not simulated"),
)  # fmt: skip
"""The first row that covers a difference is its reason."""

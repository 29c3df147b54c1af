"""Xero's suite."""

from typing import Any, Final

from contracts.suites.suite import Connection, Expect, Suite, Target

KINDS: Final = {
    "Accounts": ("account", "AccountID"),
    "TaxRates": ("tax_rate", "TaxType"),
    "TrackingCategories": ("tracking_category", "TrackingCategoryID"),
    "BrandingThemes": ("branding_theme", "BrandingThemeID"),
    "Users": ("user", "UserID"),
    "Contacts": ("contact", "ContactID"),
    "Invoices": ("invoice", "InvoiceID"),
    "CreditNotes": ("credit_note", "CreditNoteID"),
    "Payments": ("payment", "PaymentID"),
    "BatchPayments": ("batch_payment", "BatchPaymentID"),
    "BankTransactions": ("bank_transaction", "BankTransactionID"),
    "BankTransfers": ("bank_transfer", "BankTransferID"),
    "Prepayments": ("prepayment", "PrepaymentID"),
    "Overpayments": ("overpayment", "OverpaymentID"),
}
LANGUAGES: Final = ("where", "order", "IDs", "ContactIDs")
LENIENT: Final = "Xero takes what it understands and ignores the rest; it never insists on types"


def _headers(connection: Connection) -> dict[str, str]:
    token = connection["xero"]["access_token"]
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


def _values(target: Target) -> dict[str, dict[str, Any]]:
    """The first organisation, and its first record of each kind."""
    tenant = target.connection["xero"]["organisations"][0]["tenant_id"]
    owner = {"header.xero-tenant-id": tenant}
    first: dict[str, dict[str, Any]] = {}
    for path, (kind, key) in KINDS.items():
        rows = [row for row in target.state.get(kind, ()) if row["owner"] == tenant]
        if rows:
            first[rf"/{path}/\{{reference\}}"] = {**owner, "path.reference": rows[0][key]}
    return {**first, "/api.xro/": owner}


def _is_fair(case: Any) -> bool:
    """Whether it asks no question in a language of its own; the checks by hand do that."""
    asked = case.query or {}
    return not any(asked.get(name) for name in LANGUAGES)


XERO: Final = Suite(
    system="xero",
    headers=_headers,
    values=_values,
    unfit={
        "negative_data_rejection": LENIENT,
        "unsupported_method": "Xero answers 501 where others answer 405 (XE-40)",
    },
    expects=(
        Expect(
            "", "not_a_server_error", ("501",), "Xero's answer to a method that is not offered"
        ),
        Expect(
            "^(GET|POST) (/identity)?/connect/",
            "positive_data_acceptance",
            ("400",),
            "which clients, codes and tokens are good, a schema cannot say",
        ),
        Expect(
            "^(POST|PUT) /api.xro/",
            "positive_data_acceptance",
            ("400",),
            "what a row must carry depends on the books and on what it names",
        ),
        Expect(
            "^GET /api.xro/2.0/Reports/",
            "positive_data_acceptance",
            ("400",),
            "a report has a first day, and days that its periods can be counted from",
        ),
        Expect(
            "^GET /api.xro/.*/(History|OnlineInvoice)$",
            "positive_data_acceptance",
            ("400",),
            "some records have no history, and bills and drafts no page for the customer",
        ),
    ),
    is_fair=_is_fair,
)

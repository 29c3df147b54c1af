"""Xero's suite."""

from collections.abc import Iterator
from typing import Any, Final

from contracts.answers import Answer
from contracts.suites.suite import Connection, Expect, Made, Suite, Target

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
MADE: Final = {
    **{path.lower(): named for path, named in KINDS.items()},
    "items": ("item", "ItemID"),
    "contactgroups": ("contact_group", "ContactGroupID"),
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


def _made(answer: Answer, body: Any) -> Iterator[Made]:
    """The rows of an answer that are no refusals."""
    named = MADE.get(answer.path.rstrip("/").rpartition("/")[2].lower())
    if named is None or not isinstance(body, dict):
        return
    kind, key = named
    for rows in body.values():
        for row in rows if isinstance(rows, list) else ():
            refused = not isinstance(row, dict) or row.get("StatusAttributeString") == "ERROR"
            if not refused and key in row:
                yield kind, key, str(row[key])


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
            "^DELETE /api.xro/2.0/(Accounts|TrackingCategories)/",
            "positive_data_acceptance",
            ("400",),
            "what a live document uses stays, and an account of the system, too",
        ),
        Expect(
            "^DELETE /api.xro/2.0/ContactGroups/",
            "positive_data_acceptance",
            ("400",),
            "a group that was deleted is still found, and cannot be changed",
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
    made=_made,
    ends_access={
        "DELETE /connections/{connection_id}": "it takes the organisation away",
        "POST /connect/revocation": "it may take the token away",
    },
)

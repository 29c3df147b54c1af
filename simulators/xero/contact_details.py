"""What else a contact carries: payment terms, batch payments, defaults for new documents."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.xero.books import Books, plain

TERMS: Final = {
    #  type                days at most
    "DAYSAFTERBILLDATE":  999,
    "DAYSAFTERBILLMONTH": 999,
    "OFCURRENTMONTH":     31,
    "OFFOLLOWINGMONTH":   31,
}  # fmt: skip
DEFAULT_TRACKING: Final = ("SalesTrackingCategories", "PurchasesTrackingCategories")
MOST_TRACKING: Final = 2

TERM_FIELDS: Final = (Field("Day", Kind.INTEGER), Field("Type", Kind.ENUM, values=tuple(TERMS)))
BATCH_FIELDS: Final = (
    Field("BankAccountNumber"),
    Field("BankAccountName"),
    Field("Details"),
    Field("Code", limit=12),
    Field("Reference", limit=12),
)
THEME_FIELDS: Final = (Field("BrandingThemeID", Kind.GUID), Field("Name"))
TRACKING_FIELDS: Final = (Field("TrackingCategoryName"), Field("TrackingOptionName"))
FIELDS: Final = (
    Field(
        "PaymentTerms",
        Kind.OBJECT,
        fields=(
            Field("Bills", Kind.OBJECT, fields=TERM_FIELDS),
            Field("Sales", Kind.OBJECT, fields=TERM_FIELDS),
        ),
    ),
    Field("BatchPayments", Kind.OBJECT, fields=BATCH_FIELDS),
    Field("XeroNetworkKey", limit=100),
    Field("SalesDefaultAccountCode", limit=10),
    Field("PurchasesDefaultAccountCode", limit=10),
    *(Field(name, Kind.ROWS, fields=TRACKING_FIELDS) for name in DEFAULT_TRACKING),
    Field("Discount", Kind.DECIMAL, SetBy.SERVER),
    Field("BrandingTheme", Kind.OBJECT, SetBy.SERVER, fields=THEME_FIELDS),
)
SET_BY_PEOPLE: Final = (
    Field("Discount", Kind.DECIMAL),
    Field("BrandingTheme", Kind.OBJECT, fields=THEME_FIELDS),
)
"""What people may enter and calls may only read. Source: documented."""


ONLY_NEW_ZEALAND: Final = ("Code", "Reference")
NOT_NEW_ZEALAND: Final = ("Details",)


def kept(books: Books, doc: Doc) -> Doc:
    """
    The contact with what its organisation's country has of batch payments.

    Source: documented, facts 4.1: New Zealand has a code and a reference, others have details.
    """
    if "BatchPayments" not in doc:
        return doc
    dropped = NOT_NEW_ZEALAND if books.country.version == "NZ" else ONLY_NEW_ZEALAND
    batch = {name: v for name, v in doc["BatchPayments"].items() if name not in dropped}
    return {**doc, "BatchPayments": batch}


def refusals(books: Books, wanted: Doc) -> Iterator[Refusal]:
    """Everything that is wrong with these details."""
    yield from _term_refusals(wanted.get("PaymentTerms", {}))
    for name in ("SalesDefaultAccountCode", "PurchasesDefaultAccountCode"):
        code = wanted.get(name)
        account = books.account(code) if code else None
        if code and (account is None or account["Status"] != "ACTIVE"):
            yield Refusal("XE-15", f"Account code '{code}' is not a valid code.", name)
    if not 0 <= Decimal(wanted.get("Discount", "0")) <= 100:
        yield Refusal("contact", "Discount must lie between 0 and 100.", "Discount")
    theme = wanted.get("BrandingTheme", {}).get("BrandingThemeID")
    if theme and books.row("branding_theme", theme) is None:
        yield Refusal("contact", "The branding theme could not be found.", "BrandingTheme")
    for name in DEFAULT_TRACKING:
        if wanted.get(name):
            yield from _tracking_refusals(books, name, wanted[name])


def _term_refusals(terms: Doc) -> Iterator[Refusal]:
    for side, term in terms.items():
        kind = term.get("Type", "")
        if kind not in TERMS:
            text = f"Payment term type '{kind}' is not valid."
            yield Refusal("contact", text, f"PaymentTerms.{side}.Type")
        elif not 0 < term.get("Day", 0) <= TERMS[kind]:
            text = f"The day of payment terms must lie between 1 and {TERMS[kind]}."
            yield Refusal("contact", text, f"PaymentTerms.{side}.Day")


def _tracking_refusals(books: Books, name: str, rows: list[Doc]) -> Iterator[Refusal]:
    if len(rows) > MOST_TRACKING:
        yield Refusal("contact", f"{name} has at most {MOST_TRACKING} rows.", name)
    known = {plain(each["Name"]): each for each in books.all("tracking_category")}
    for row in rows:
        category = known.get(plain(row.get("TrackingCategoryName", "")))
        options = {plain(each["Name"]) for each in (category or {"Options": []})["Options"]}
        if plain(row.get("TrackingOptionName", "")) not in options:
            yield Refusal("tracking", "The tracking category or option could not be found.", name)

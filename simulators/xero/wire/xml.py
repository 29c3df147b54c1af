"""
XML bodies become the documents that JSON bodies become; one table says which elements are lists.

Source: documented and recorded, facts 2.8; refusal texts from public issues.
"""

from __future__ import annotations

import re
from typing import Any, Final
from xml.parsers import expat

SINGULARS: Final = {
    #  list                        its rows
    "Accounts":                   ("Account",),
    "Actions":                    ("Action",),
    "Addresses":                  ("Address",),
    "Allocations":                ("Allocation",),
    "Attachments":                ("Attachment",),
    "Attributes":                 ("Attribute",),
    "BankTransactions":           ("BankTransaction",),
    "BankTransfers":              ("BankTransfer",),
    "BatchPayments":              ("BatchPayment",),
    "BrandingThemes":             ("BrandingTheme",),
    "Cells":                      ("Cell",),
    "ContactGroups":              ("ContactGroup",),
    "ContactPersons":             ("ContactPerson",),
    "Contacts":                   ("Contact",),
    "CreditNotes":                ("CreditNote",),
    "Currencies":                 ("Currency",),
    "ExternalLinks":              ("ExternalLink",),
    "FromTracking":               ("TrackingCategory",),
    "HistoryRecords":             ("HistoryRecord",),
    "InvoiceAddresses":           ("InvoiceAddress",),
    "InvoicePaymentServices":     ("InvoicePaymentService",),
    "Invoices":                   ("Invoice",),
    "Items":                      ("Item",),
    "JournalLines":               ("JournalLine",),
    "Journals":                   ("Journal",),
    "LineItems":                  ("LineItem",),
    "OnlineInvoices":             ("OnlineInvoice",),
    "Options":                    ("Option", "TrackingOption"),
    "Organisations":              ("Organisation",),
    "Overpayments":               ("Overpayment",),
    "Payments":                   ("Payment",),
    "Phones":                     ("Phone",),
    "Prepayments":                ("Prepayment",),
    "PurchasesTrackingCategories": ("PurchasesTrackingCategory", "TrackingCategory"),
    "ReportTitles":               ("ReportTitle",),
    "Reports":                    ("Report",),
    "Rows":                       ("Row",),
    "SalesTrackingCategories":    ("SalesTrackingCategory", "TrackingCategory"),
    "TaxComponents":              ("TaxComponent",),
    "TaxRates":                   ("TaxRate",),
    "ToTracking":                 ("TrackingCategory",),
    "Tracking":                   ("TrackingCategory",),
    "TrackingCategories":         ("TrackingCategory",),
    "TrackingOptions":            ("TrackingOption", "Option"),
    "Users":                      ("User",),
    "ValidationErrors":           ("ValidationError",),
    "Warnings":                   ("Warning",),
}  # fmt: skip
"""What the rows of a list are called in XML: first as written, all of them as read."""

MOST_ELEMENTS: Final = 200_000
DEEPEST: Final = 24

NO_BODY: Final = "Xml for post data was invalid,{}"
NOT_A_DATE: Final = "The string '{}' is not a valid AllXsd value."
TWICE: Final = (
    "The element '{}' was not recognised. Ensure the element name has the correct case and that "
    "there are no duplicate elements of the same name."
)

_ROWS_OF: Final = {
    plural.lower(): frozenset(name.lower() for name in names)
    for plural, names in SINGULARS.items()
}
_BLANK_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d +\d\d:\d\d")
_RENAMED: Final = {("allocation", "appliedamount"): "Amount"}
"""Names that XML and JSON spell differently. Source: XeroAPI/xero-node#239."""


class BadXml(ValueError):  # noqa: N818 - becomes a refusal
    """A body that is no XML that Xero reads, in Xero's words."""


class _Element:
    __slots__ = ("is_null", "names", "tag", "text", "values")

    def __init__(self, tag: str, *, is_null: bool) -> None:
        self.tag = tag
        self.is_null = is_null
        self.text: list[str] = []
        self.names: list[str] = []
        self.values: list[Any] = []

    def value(self) -> Any:
        """What the element stands for: null, a list, an object or a text."""
        if self.is_null:
            return None
        rows = _ROWS_OF.get(self.tag.lower())
        if rows is not None and all(name.lower() in rows for name in self.names):
            return [{} if value == "" else value for value in self.values if value is not None]
        return self._object() if self.names else self._leaf()

    def _object(self) -> dict[str, Any]:
        found = dict(zip(self.names, self.values, strict=True))
        if len(found) < len(self.names):
            twice = next(name for name in self.names if self.names.count(name) > 1)
            raise BadXml(TWICE.format(twice))
        return found

    def _leaf(self) -> str:
        text = "".join(self.text)
        if "date" in self.tag.lower() and _BLANK_TIME.match(text):
            raise BadXml(NOT_A_DATE.format(text[:60]))
        return text


class _Reader:
    """Builds values as the parser walks; no document type, no entities, bounded in every way."""

    def __init__(self) -> None:
        self._open: list[_Element] = []
        self._count = 0
        self.root: Any = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) >= DEEPEST:
            raise BadXml(NO_BODY.format(" too many elements"))
        is_null = any(
            name.rpartition(":")[2] == "nil" and value.strip() in ("true", "1")
            for name, value in attributes.items()
        )
        self._open.append(_Element(tag.rpartition(":")[2], is_null=is_null))

    def text(self, text: str) -> None:
        self._open[-1].text.append(text)

    def end(self, _tag: str) -> None:
        done = self._open.pop()
        value = done.value()
        if not self._open:
            self.root = value
            return
        parent = self._open[-1]
        renamed = _RENAMED.get((parent.tag.lower(), done.tag.lower()), done.tag)
        parent.names.append(renamed)
        parent.values.append(value)

    def forbidden(self, *_: Any) -> None:
        raise BadXml(NO_BODY.format(" For security reasons DTD is prohibited"))


def read(data: bytes) -> Any:
    """
    The list or object that an XML body stands for: the root's name is not looked at.

    Raises:
        BadXml: when the body is no XML, or carries what no body may carry.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.forbidden
    parser.EntityDeclHandler = reader.forbidden
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeError, LookupError) as wrong:
        raise BadXml(NO_BODY.format(f" {wrong}")) from None
    return reader.root

"""How an invoice or bill is shown: in lists, alone, inside a payment, in answers to writes."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Kind
from simulators.xero import contact_view, lines
from simulators.xero.books import Books
from simulators.xero.invoice_rules import DEAD, FIELDS, STATUSES, TYPES
from simulators.xero.wire.columns import Column, Type, columns, own_columns, reader, through
from simulators.xero.wire.resource import Depth, Resource, View, echo_parts, parts, write
from simulators.xero.wire.values import (
    date_string,
    date_ticks,
    digits,
    instant_string,
    instant_ticks,
    money,
)

_HEAD: Final = parts(
    [
        field
        for field in FIELDS
        if field.name in ("Type", "InvoiceID", "InvoiceNumber", "Reference")
    ]
)
_AMOUNTS: Final = ("AmountDue", "AmountPaid", "AmountCredited")
_LINE: Final = parts(lines.FIELDS, without=("UnitAmount", "Tracking", "AccountCode"))


def render(books: Books, doc: Doc, view: View) -> Doc:
    """One invoice. Source: recorded, facts 2.6 and 4.2.4."""
    depth = view.depth
    shown = write(_HEAD, doc)
    if depth not in (Depth.ANSWER, Depth.SUMMARY):
        shown["Payments"] = _payments(books, doc)
        shown["CreditNotes"] = []
    if depth is not Depth.ANSWER:
        shown["Prepayments"] = []
        shown["Overpayments"] = []
    _add_amounts(shown, doc, depth)
    _add_flags(shown, doc, depth)
    shown["Contact"] = contact_view.inside(books, doc["ContactID"], depth)
    _add_dates(shown, doc)
    shown["Status"] = doc["Status"]
    shown["LineAmountTypes"] = doc["LineAmountTypes"]
    if depth is not Depth.SUMMARY:
        full = depth is not Depth.LIST
        shown["LineItems"] = [_line(books, row, view) for row in doc["LineItems"]] if full else []
    for name in ("SubTotal", "TotalTax", "Total"):
        shown[name] = money(doc[name])
    _add_updated(shown, doc)
    shown["CurrencyCode"] = doc["CurrencyCode"]
    if "FullyPaidOnDate" in doc:
        shown["FullyPaidOnDate"] = date_ticks(doc["FullyPaidOnDate"])
    if depth is Depth.ONE:
        shown["Attachments"] = []
    return shown


def short(books: Books, doc: Doc) -> Doc:
    """An invoice inside a payment of a list."""
    return {
        "Type": doc["Type"],
        "InvoiceID": doc["InvoiceID"],
        "InvoiceNumber": doc["InvoiceNumber"],
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "IsDiscounted": False,
        "HasErrors": False,
        "Contact": contact_view.inside(books, doc["ContactID"], Depth.LIST),
        "LineItems": [],
        "CurrencyCode": doc["CurrencyCode"],
    }


def _add_amounts(shown: Doc, doc: Doc, depth: Depth) -> None:
    """Source: recorded: the answer to a void still shows what was due (XQ-36)."""
    for name in _AMOUNTS:
        if name != "AmountCredited" or depth is not Depth.ANSWER:
            shown[name] = money(doc[name])
    if depth is Depth.ANSWER and doc["Status"] in DEAD:
        shown["AmountDue"] = money(doc["Total"])
    shown["CurrencyRate"] = digits(doc["CurrencyRate"], 6)


def _add_flags(shown: Doc, doc: Doc, depth: Depth) -> None:
    for name in ("Url", "BrandingThemeID"):
        if doc.get(name):
            shown[name] = doc[name]
    if doc.get("SentToContact") or depth in (Depth.ONE, Depth.ANSWER):
        shown["SentToContact"] = bool(doc.get("SentToContact"))
    shown["IsDiscounted"] = any("DiscountRate" in row for row in doc["LineItems"])
    if depth not in (Depth.ANSWER, Depth.SUMMARY):
        shown["HasAttachments"] = doc["HasAttachments"]
    shown["HasErrors"] = False
    if depth is not Depth.SUMMARY:
        shown["InvoicePaymentServices"] = []
        shown["InvoiceAddresses"] = []


def _add_dates(shown: Doc, doc: Doc) -> None:
    for name in ("Date", "DueDate"):
        if name in doc:
            shown[f"{name}String"] = date_string(doc[name])
            shown[name] = date_ticks(doc[name])
    for name in ("ExpectedPaymentDate", "PlannedPaymentDate"):
        if name in doc:
            shown[name] = date_ticks(doc[name])


def _add_updated(shown: Doc, doc: Doc) -> None:
    shown["UpdatedDateUTC"] = instant_ticks(doc["UpdatedDateUTC"])
    shown["UpdatedDateUTCString"] = instant_string(doc["UpdatedDateUTC"])


def _payments(books: Books, doc: Doc) -> list[Doc]:
    found = books.find("payment", "invoice", doc["InvoiceID"])
    return [
        {
            "PaymentID": row["PaymentID"],
            "Date": date_ticks(row["Date"]),
            "Amount": money(row["Amount"]),
            "Reference": row["Reference"],
            "CurrencyRate": digits(row["CurrencyRate"], 6),
            "HasAccount": False,
            "HasValidationErrors": False,
        }
        for row in found
        if row["Status"] != "DELETED"
    ]


def _line(books: Books, row: Doc, view: View) -> Doc:
    shown = write(_LINE, row)
    if "UnitAmount" in row:
        shown["UnitAmount"] = digits(row["UnitAmount"], view.places)
    if "AccountID" in row:
        account = books.table("account").row(row["AccountID"])
        shown["AccountCode"] = (account or row).get("Code", row.get("AccountCode", ""))
    one = view.depth in (Depth.ONE, Depth.ANSWER)
    shown["Tracking"] = [_tracking(books, entry, one=one) for entry in row["Tracking"]]
    if one:
        shown["ValidationErrors"] = []
    return shown


def _tracking(books: Books, entry: Doc, *, one: bool) -> Doc:
    """Source: recorded: lists name the option and leave out its id; single objects have it."""
    category: Doc = books.table("tracking_category").row(entry["TrackingCategoryID"]) or {}
    option = next(
        (
            option["Name"]
            for option in category.get("Options", ())
            if option["TrackingOptionID"] == entry["TrackingOptionID"]
        ),
        "",
    )
    shown: Doc = {
        "Name": category.get("Name", ""),
        "Option": option,
        "TrackingCategoryID": entry["TrackingCategoryID"],
    }
    if one:
        return {**shown, "TrackingOptionID": entry["TrackingOptionID"]}
    return {**shown, "Options": []}


def _contact_columns() -> list[Column]:
    return [
        Column("Contact.ContactID", Type.GUID, reader("ContactID", Kind.GUID), hashed="contact"),
        Column("Contact.Name", Type.TEXT, through("contact", "ContactID", "Name")),
        Column(
            "Contact.ContactNumber", Type.TEXT, through("contact", "ContactID", "ContactNumber")
        ),
        Column(
            "Contact.ContactStatus", Type.TEXT, through("contact", "ContactID", "ContactStatus")
        ),
    ]


def invoice_columns() -> list[Column]:
    """What filters and orders may name of an invoice."""
    return [
        *own_columns(FIELDS, except_=("ContactID",)),
        Column("InvoiceNumber", Type.TEXT, reader("InvoiceNumber", Kind.TEXT), hashed="number"),
        Column("Reference", Type.TEXT, reader("Reference", Kind.TEXT), hashed="reference"),
        Column("Type", Type.TEXT, reader("Type", Kind.TEXT), facet=True),
        Column("Status", Type.TEXT, reader("Status", Kind.TEXT), facet=True),
        *_contact_columns(),
    ]


INVOICES: Final = Resource(
    plural="Invoices",
    singular="Invoice",
    kind="invoice",
    key="InvoiceID",
    columns=columns(*invoice_columns()),
    render=render,
    paged=True,
    modified=True,
    facets=(("Type", TYPES), ("Status", STATUSES)),
    search=("InvoiceNumber", "Reference"),
    echo=echo_parts(FIELDS),
    lists={
        "ids": "InvoiceID",
        "invoicenumbers": "InvoiceNumber",
        "contactids": "Contact.ContactID",
        "statuses": "Status",
    },
)

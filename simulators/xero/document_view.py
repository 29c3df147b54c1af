"""What the forms of invoices and credit notes share: lines, payments, dates, columns."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Kind
from simulators.xero import contact_view, item, lines
from simulators.xero.balance import INSIDE, Target, payments_of
from simulators.xero.books import Books
from simulators.xero.document_kind import STATUSES, DocumentKind
from simulators.xero.wire.columns import (
    Column,
    Type,
    above_zero,
    columns,
    dated,
    found_in,
    own_columns,
    reader,
    through,
)
from simulators.xero.wire.resource import Depth, Render, Resource, View, echo_parts, parts, write
from simulators.xero.wire.values import (
    date_string,
    date_ticks,
    digits,
    instant_string,
    instant_ticks,
    money,
)

_LINE: Final = parts(lines.FIELDS, without=("UnitAmount", "Tracking", "AccountCode"))


def inside_payment(books: Books, target: Target, doc: Doc) -> Doc:
    """A document inside a payment of a list: any kind stands under Invoice. Facts 4.4."""
    return {
        "Type": INSIDE.get(doc["Type"], doc["Type"]),
        "InvoiceID": doc[target.key],
        "InvoiceNumber": doc.get(target.number, ""),
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


def add_content(books: Books, shown: Doc, doc: Doc, view: View) -> None:
    """From the contact to the end: what invoices and credit notes show alike."""
    depth = view.depth
    shown["Contact"] = contact_view.inside(books, doc["ContactID"], depth)
    _add_dates(shown, doc)
    shown["Status"] = doc["Status"]
    shown["LineAmountTypes"] = doc["LineAmountTypes"]
    if depth is not Depth.SUMMARY:
        full = depth is not Depth.LIST
        shown["LineItems"] = [line(books, row, view) for row in doc["LineItems"]] if full else []
    for name in ("SubTotal", "TotalTax", "Total"):
        shown[name] = money(doc[name])
    shown["UpdatedDateUTC"] = instant_ticks(doc["UpdatedDateUTC"])
    shown["UpdatedDateUTCString"] = instant_string(doc["UpdatedDateUTC"])
    shown["CurrencyCode"] = doc["CurrencyCode"]
    if "FullyPaidOnDate" in doc:
        shown["FullyPaidOnDate"] = date_ticks(doc["FullyPaidOnDate"])


def add_flags(shown: Doc, doc: Doc, depth: Depth) -> None:
    """Branding, and whether it was sent."""
    for name in ("Url", "BrandingThemeID"):
        if doc.get(name):
            shown[name] = doc[name]
    if doc.get("SentToContact") or depth in (Depth.ONE, Depth.ANSWER):
        shown["SentToContact"] = bool(doc.get("SentToContact"))


def _add_dates(shown: Doc, doc: Doc) -> None:
    for name in ("Date", "DueDate"):
        if name in doc:
            shown[f"{name}String"] = date_string(doc[name])
            shown[name] = date_ticks(doc[name])
    for name in ("ExpectedPaymentDate", "PlannedPaymentDate"):
        if name in doc:
            shown[name] = date_ticks(doc[name])


def payments(books: Books, record_id: str) -> list[Doc]:
    """The payments inside a document or credit. Source: recorded, facts 4.4."""
    return [
        {
            "PaymentID": row["PaymentID"],
            **({"BatchPaymentID": row["BatchPaymentID"]} if "BatchPaymentID" in row else {}),
            "Date": date_ticks(row["Date"]),
            "Amount": money(row["Amount"]),
            "Reference": row["Reference"],
            "CurrencyRate": digits(row["CurrencyRate"], 6),
            "HasAccount": False,
            "HasValidationErrors": False,
        }
        for row in payments_of(books, record_id)
    ]


def line(books: Books, row: Doc, view: View) -> Doc:
    """One line. Source: recorded, facts 2.6."""
    shown = write(_LINE, row)
    if "UnitAmount" in row:
        shown["UnitAmount"] = digits(row["UnitAmount"], view.places)
    if "AccountID" in row:
        account = books.table("account").row(row["AccountID"])
        shown["AccountCode"] = (account or row).get("Code", row.get("AccountCode", ""))
    named = item.coded(books, row.get("ItemCode", ""))
    if named is not None:
        shown["Item"] = {name: named[name] for name in item.NAMED if name in named}
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


def contact_columns() -> list[Column]:
    """What filters and orders may name of the contact of a record."""
    return [
        Column("Contact.ContactID", Type.GUID, reader("ContactID", Kind.GUID), hashed="contact"),
        Column(
            "Contact.Name",
            Type.TEXT,
            through("contact", "ContactID", "Name"),
            hashed="contact",
            via=found_in("contact", "name"),
        ),
        Column(
            "Contact.ContactNumber",
            Type.TEXT,
            through("contact", "ContactID", "ContactNumber"),
            hashed="contact",
            via=found_in("contact", "number"),
        ),
        Column(
            "Contact.ContactStatus", Type.TEXT, through("contact", "ContactID", "ContactStatus")
        ),
    ]


def document_resource(kind: DocumentKind, render: Render) -> Resource:
    """A kind of document as lists and lookups need it."""
    target = kind.target
    return Resource(
        plural=target.plural,
        singular=target.name,
        kind=target.table,
        key=target.key,
        columns=columns(
            *own_columns(kind.fields, except_=("ContactID",)),
            Column(target.number, Type.TEXT, reader(target.number, Kind.TEXT), hashed="number"),
            Column("Reference", Type.TEXT, reader("Reference", Kind.TEXT), hashed="reference"),
            dated("Date", "date"),
            dated("DueDate", "due"),
            *above_zero(target.left),
            *contact_columns(),
        ),
        render=render,
        paged=True,
        modified=True,
        facets=(("Type", kind.types), ("Status", STATUSES), (f"{target.left}>0", ("yes", "no"))),
        search=(target.number, "Reference"),
        echo=echo_parts(kind.fields),
        lists={
            "ids": target.key,
            f"{target.number.lower()}s": target.number,
            "contactids": "Contact.ContactID",
            "statuses": "Status",
        },
    )

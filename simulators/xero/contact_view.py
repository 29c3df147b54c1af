"""How a contact is shown: in lists, alone, inside a document, in answers to writes."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.money import ZERO, text
from simulators.kernel.wire import Kind
from simulators.xero import attachment, contact_group
from simulators.xero.balance import TARGETS
from simulators.xero.books import Books
from simulators.xero.contact import ACTIVE, FIELDS, STATUSES
from simulators.xero.contact_details import DEFAULT_TRACKING
from simulators.xero.wire.columns import Column, Type, columns, own_columns, reader
from simulators.xero.wire.resource import Depth, Pins, Resource, View, echo_parts, parts, write
from simulators.xero.wire.values import money

_LONG: Final = (
    "MergedToContactID",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
)
_ALONE: Final = (
    "Website",
    "PaymentTerms",
    "BatchPayments",
    "DefaultCurrency",
    "XeroNetworkKey",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "Discount",
    "BrandingTheme",
)
_PLACED: Final = (
    "Addresses",
    "Phones",
    "UpdatedDateUTC",
    "IsSupplier",
    "IsCustomer",
    "ContactPersons",
    *DEFAULT_TRACKING,
)

_LIST: Final = parts(FIELDS, without=(*_LONG, *_ALONE, *_PLACED))
_PAGE: Final = parts(FIELDS, without=(*_ALONE, *_PLACED))
_FULL: Final = parts(FIELDS, without=_PLACED)
_SUMMARY: Final = parts(
    [
        field
        for field in FIELDS
        if field.name in ("ContactID", "ContactStatus", "Name", "EmailAddress")
    ]
)
_TAIL: Final = parts([field for field in FIELDS if field.name in ("UpdatedDateUTC",)])

_READ_ORDER: Final = (
    ("POBOX", "STREET"),
    ("DDI", "DEFAULT", "FAX", "MOBILE"),
)
_ANSWER_ORDER: Final = (
    ("STREET", "POBOX"),
    ("DEFAULT", "DDI", "FAX", "MOBILE"),
)


def render(books: Books, doc: Doc, view: View) -> Doc:
    """One contact. Source: recorded, facts 4.1."""
    depth = view.depth
    if depth is Depth.SUMMARY:
        shown = write(_SUMMARY, doc)
        shown.update(write(_TAIL, doc))
        return {**shown, "IsSupplier": doc["IsSupplier"], "IsCustomer": doc["IsCustomer"]}
    table = _LIST if depth is Depth.LIST else _PAGE if depth is Depth.PAGE else _FULL
    shown = write(table, {"BankAccountDetails": "", **doc})
    _add_slots(shown, doc, answer=depth is Depth.ANSWER)
    shown.update(write(_TAIL, doc))
    shown["ContactGroups"] = contact_group.shown_on(books, doc["ContactID"])
    shown["IsSupplier"] = doc["IsSupplier"]
    shown["IsCustomer"] = doc["IsCustomer"]
    for name in DEFAULT_TRACKING:
        if (doc.get(name) and depth is Depth.ONE) or depth is Depth.ANSWER:
            shown[name] = doc.get(name, [])
    shown["ContactPersons"] = doc["ContactPersons"]
    if depth is Depth.ONE:
        shown["Attachments"] = attachment.shown_on(books, "contact", doc)
        balances = _balances(books, doc["ContactID"])
        if balances is not None:
            shown["Balances"] = balances
    shown["HasAttachments"] = doc.get("HasAttachments", False)
    shown["HasValidationErrors"] = False
    return shown


def inside(books: Books, contact_id: str, depth: Depth) -> Doc:
    """A contact as part of a document. Source: recorded, facts 2.6."""
    doc = books.table("contact").row(contact_id)
    if doc is None:
        return {"ContactID": contact_id}
    if depth in (Depth.ONE, Depth.ANSWER):
        return render(books, doc, View(Depth.PAGE))
    short = {"ContactID": contact_id, "Name": doc["Name"]}
    if depth is Depth.PAGE:
        short.update(Addresses=[], Phones=[], ContactGroups=[], ContactPersons=[])
    return {**short, "HasValidationErrors": False}


def _add_slots(shown: Doc, doc: Doc, *, answer: bool) -> None:
    addresses, phones = _ANSWER_ORDER if answer else _READ_ORDER
    written = {row["AddressType"]: row for row in doc["Addresses"]}
    shown["Addresses"] = [written.get(kind) or {"AddressType": kind} for kind in addresses]
    written = {row["PhoneType"]: row for row in doc["Phones"]}
    shown["Phones"] = [written.get(kind) or {"PhoneType": kind} for kind in phones]


def _balances(books: Books, contact_id: str) -> Doc | None:
    """What is open on each side: what is due less what is credited and not used yet."""
    sums = {(side, kind): ZERO for side in ("ACCREC", "ACCPAY") for kind in ("all", "late")}
    today = books.today
    filed = (books.owner, contact_id)
    if not any(books.table(target.table).has("contact", filed) for target in TARGETS):
        return None
    open_ones = (
        (target, doc)
        for target in TARGETS
        for doc in books.table(target.table).find("open", filed)
    )
    for target, doc in open_ones:
        left, side = Decimal(doc[target.left]), target.invoices.get(doc["Type"], doc["Type"])
        sums[side, "all"] += -left if target.invoices else left
        if not target.invoices and doc.get("DueDate", today) < today:
            sums[side, "late"] += left
    return {
        name: {
            "Outstanding": money(text(sums[side, "all"])),
            "Overdue": money(text(sums[side, "late"])),
        }
        for name, side in (("AccountsReceivable", "ACCREC"), ("AccountsPayable", "ACCPAY"))
    }


def _shown(_books: Books, archived: bool) -> Pins:  # noqa: FBT001 - a table's column
    """Archived contacts are hidden unless they are asked for."""
    return {} if archived else {"contactstatus": frozenset((ACTIVE.lower(), "gdprrequest"))}


CONTACTS: Final = Resource(
    plural="Contacts",
    singular="Contact",
    kind="contact",
    key="ContactID",
    columns=columns(
        *own_columns(FIELDS),
        Column("Name", Type.TEXT, reader("Name", Kind.TEXT), hashed="name"),
        Column("ContactNumber", Type.TEXT, reader("ContactNumber", Kind.TEXT), hashed="number"),
        Column("AccountNumber", Type.TEXT, reader("AccountNumber", Kind.TEXT), hashed="account"),
        Column("EmailAddress", Type.TEXT, reader("EmailAddress", Kind.TEXT), hashed="email"),
        Column("ContactStatus", Type.TEXT, reader("ContactStatus", Kind.TEXT)),
    ),
    render=render,
    paged=True,
    modified=True,
    facets=(("ContactStatus", STATUSES),),
    search=("Name", "FirstName", "LastName", "ContactNumber", "CompanyNumber", "EmailAddress"),
    errors_flag="HasValidationErrors",
    echo=echo_parts(FIELDS),
    lists={"ids": "ContactID"},
    shown=_shown,
)

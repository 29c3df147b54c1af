"""How a payment is shown."""

from __future__ import annotations

from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Kind
from simulators.xero import invoice_view
from simulators.xero.books import Books
from simulators.xero.payment import FIELDS, STATUSES
from simulators.xero.wire.columns import Column, Type, columns, own_columns, reader, through
from simulators.xero.wire.resource import Depth, Pins, Resource, View, echo_parts, parts, write
from simulators.xero.wire.values import digits, instant_string, instant_ticks

_HEAD: Final = parts(
    [
        field
        for field in FIELDS
        if field.name
        in ("PaymentID", "Date", "BankAmount", "Amount", "Reference", "PaymentType", "Status")
    ]
)


def render(books: Books, doc: Doc, view: View) -> Doc:
    """One payment. Source: recorded, facts 4.4."""
    shown = write(_HEAD, doc)
    shown["CurrencyRate"] = digits(doc["CurrencyRate"], 6)
    shown["UpdatedDateUTC"] = instant_ticks(doc["UpdatedDateUTC"])
    shown["UpdatedDateUTCString"] = instant_string(doc["UpdatedDateUTC"])
    shown["HasAccount"] = True
    shown["IsReconciled"] = doc["IsReconciled"]
    shown["Account"] = _account(books, doc["AccountID"], view)
    document = books.table("invoice").row(doc["InvoiceID"])
    if document is not None:
        whole = view.depth is Depth.ANSWER
        shown["Invoice"] = (
            invoice_view.render(books, document, view)
            if whole
            else invoice_view.short(books, document)
        )
    shown["HasValidationErrors"] = False
    return shown


def _account(books: Books, account_id: str, view: View) -> Doc:
    account: Doc = books.table("account").row(account_id) or {}
    shown = {"AccountID": account_id}
    names = ("Code", "Name") if view.depth is not Depth.LIST else ("Code",)
    shown.update({name: account[name] for name in names if account.get(name)})
    return shown


def _through_invoice(path: str, kind: Type, name: str) -> Column:
    return Column(path, kind, through("invoice", "InvoiceID", name))


def _shown(books: Books, _archived: bool) -> Pins:  # noqa: FBT001 - a table's column
    """Source: decisions D5, switch xero_deleted_payments."""
    hidden = books.switch("xero_deleted_payments") == "hidden"
    return {"status": frozenset(("authorised",))} if hidden else {}


def _invoice_contact(books: Books, doc: Doc) -> Any:
    document = books.row("invoice", doc["InvoiceID"])
    return document["ContactID"] if document is not None else None


PAYMENTS: Final = Resource(
    plural="Payments",
    singular="Payment",
    kind="payment",
    key="PaymentID",
    columns=columns(
        *own_columns(FIELDS, except_=("InvoiceID", "InvoiceNumber", "AccountID", "Code")),
        Column("Status", Type.TEXT, reader("Status", Kind.TEXT), facet=True),
        Column("Invoice.InvoiceID", Type.GUID, reader("InvoiceID", Kind.GUID), hashed="invoice"),
        _through_invoice("Invoice.InvoiceNumber", Type.TEXT, "InvoiceNumber"),
        _through_invoice("Invoice.Type", Type.TEXT, "Type"),
        Column("Invoice.Contact.ContactID", Type.GUID, _invoice_contact),
        Column("Account.AccountID", Type.GUID, reader("AccountID", Kind.GUID)),
        Column("Account.Code", Type.TEXT, through("account", "AccountID", "Code")),
    ),
    render=render,
    paged=True,
    modified=True,
    facets=(("Status", STATUSES),),
    errors_flag="HasValidationErrors",
    echo=echo_parts(FIELDS),
    shown=_shown,
)

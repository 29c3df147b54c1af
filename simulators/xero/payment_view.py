"""How a payment is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Kind
from simulators.xero import bank_credit_view, batch_payment_view, credit_note_view, invoice_view
from simulators.xero.balance import INSIDE, INVOICES, TARGETS, target_of
from simulators.xero.books import Books
from simulators.xero.document_view import inside_payment
from simulators.xero.payment import FIELDS, STATUSES
from simulators.xero.wire.columns import (
    Column,
    Read,
    Type,
    columns,
    dated,
    own_columns,
    reader,
    through,
)
from simulators.xero.wire.resource import (
    Depth,
    Pins,
    Render,
    Resource,
    View,
    echo_parts,
    parts,
    write,
)
from simulators.xero.wire.values import digits, instant_string, instant_ticks

_HEAD: Final = parts(
    [
        field
        for field in FIELDS
        if field.name
        in ("PaymentID", "Date", "BankAmount", "Amount", "Reference", "PaymentType", "Status")
    ]
)

_WHOLE: Final[Mapping[str, Render]] = {
    "invoice": invoice_view.render,
    "credit_note": credit_note_view.render,
    "prepayment": bank_credit_view.PREPAYMENTS.render,
    "overpayment": bank_credit_view.OVERPAYMENTS.render,
}
"""How the answer to a payment shows what it is for, by table."""

_CREDIT_ONLY: Final = ("ID", "RemainingCredit", "Allocations")
_NAMES: Final = tuple(
    name for target in TARGETS for name in (target.key, target.number, "AccountID", "Code")
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
    shown["Invoice"] = _paid_for(books, doc, view)
    if "BatchPaymentID" in doc:
        shown["BatchPaymentID"] = doc["BatchPaymentID"]
        shown["BatchPayment"] = batch_payment_view.within_payment(books, doc["BatchPaymentID"])
    shown["HasValidationErrors"] = False
    return shown


def _paid_for(books: Books, doc: Doc, view: View) -> Doc:
    """What is paid or refunded: it stands under Invoice, whatever it is. Facts 4.4."""
    target = target_of(doc)
    document: Doc = books.table(target.table).row(doc[target.key]) or {}
    if view.depth is not Depth.ANSWER:
        return inside_payment(books, target, document)
    shown = _WHOLE[target.table](books, document, view)
    if target is INVOICES:
        return shown
    named = {
        "Type": INSIDE.get(document["Type"], shown.pop("Type")),
        "InvoiceID": shown.pop(target.key),
        "InvoiceNumber": shown.pop(target.number, ""),
    }
    return {**named, **{name: v for name, v in shown.items() if name not in _CREDIT_ONLY}}


def _account(books: Books, account_id: str, view: View) -> Doc:
    account: Doc = books.table("account").row(account_id) or {}
    shown = {"AccountID": account_id}
    names = ("Code", "Name") if view.depth is not Depth.LIST else ("Code",)
    shown.update({name: account[name] for name in names if account.get(name)})
    return shown


def _of_target(name: str) -> Read:
    """Reads a field of what a payment is for."""
    return lambda books, doc: _target_row(books, doc).get(name)


def _type(books: Books, doc: Doc) -> Any:
    kind = _target_row(books, doc).get("Type")
    return INSIDE.get(str(kind), kind)


def _number(books: Books, doc: Doc) -> Any:
    return _target_row(books, doc).get(target_of(doc).number)


def _contact_name(books: Books, doc: Doc) -> Any:
    return (books.row("contact", _target_row(books, doc).get("ContactID")) or {}).get("Name")


def _numbered(books: Books, number: str) -> list[str]:
    """The ids of what a payment may be for, by its number."""
    found = (
        (target, books.find(target.table, "number", number)) for target in TARGETS if target.number
    )
    return [str(doc[target.key]) for target, docs in found for doc in docs]


def _target_row(books: Books, doc: Doc) -> Doc:
    target = target_of(doc)
    return books.row(target.table, doc[target.key]) or {}


def _shown(books: Books, _archived: bool) -> Pins:  # noqa: FBT001 - a table's column
    """Source: decisions D5, switch xero_deleted_payments."""
    hidden = books.switch("xero_deleted_payments") == "hidden"
    return {"status": frozenset(("authorised",))} if hidden else {}


PAYMENTS: Final = Resource(
    plural="Payments",
    singular="Payment",
    kind="payment",
    key="PaymentID",
    columns=columns(
        *own_columns(FIELDS, except_=_NAMES),
        dated("Date", "date"),
        Column("Reference", Type.TEXT, reader("Reference", Kind.TEXT), hashed="reference"),
        Column("Invoice.InvoiceID", Type.GUID, lambda _, d: d[target_of(d).key], hashed="target"),
        Column("Invoice.InvoiceNumber", Type.TEXT, _number, hashed="target", via=_numbered),
        Column("Invoice.Type", Type.TEXT, _type),
        Column("Invoice.Contact.ContactID", Type.GUID, _of_target("ContactID")),
        Column("Invoice.Contact.Name", Type.TEXT, _contact_name),
        Column("Account.AccountID", Type.GUID, reader("AccountID", Kind.GUID)),
        Column("Account.Code", Type.TEXT, through("account", "AccountID", "Code")),
        Column("BatchPaymentID", Type.GUID, reader("BatchPaymentID", Kind.GUID), hashed="batch"),
    ),
    render=render,
    paged=True,
    modified=True,
    facets=(("Status", STATUSES),),
    errors_flag="HasValidationErrors",
    echo=echo_parts(FIELDS),
    shown=_shown,
)

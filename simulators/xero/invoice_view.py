"""How an invoice or bill is shown: in lists, alone, inside a payment, in answers to writes."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc
from simulators.xero import allocation_view, attachment
from simulators.xero.balance import DEAD
from simulators.xero.books import Books
from simulators.xero.document_view import add_content, add_flags, document_resource, payments
from simulators.xero.invoice import FIELDS, INVOICE
from simulators.xero.wire.resource import Depth, View, parts, write
from simulators.xero.wire.values import digits, money

_HEAD: Final = parts(
    [
        field
        for field in FIELDS
        if field.name in ("Type", "InvoiceID", "InvoiceNumber", "Reference")
    ]
)
_AMOUNTS: Final = ("AmountDue", "AmountPaid", "AmountCredited")


def render(books: Books, doc: Doc, view: View) -> Doc:
    """One invoice. Source: recorded, facts 2.6 and 4.2.4."""
    depth = view.depth
    shown = write(_HEAD, doc)
    if depth not in (Depth.ANSWER, Depth.SUMMARY):
        is_paid = doc["AmountPaid"] != "0.00"
        shown["Payments"] = payments(books, doc["InvoiceID"]) if is_paid else []
    allocation_view.add_credits(books, shown, doc, depth)
    _add_amounts(shown, doc, depth)
    add_flags(shown, doc, depth)
    shown["IsDiscounted"] = any("DiscountRate" in row for row in doc["LineItems"])
    if depth not in (Depth.ANSWER, Depth.SUMMARY):
        shown["HasAttachments"] = doc["HasAttachments"]
    shown["HasErrors"] = False
    if depth is not Depth.SUMMARY:
        shown["InvoicePaymentServices"] = []
        shown["InvoiceAddresses"] = []
    add_content(books, shown, doc, view)
    if depth is Depth.ONE:
        shown["Attachments"] = attachment.shown_on(books, "invoice", doc)
    return shown


def _add_amounts(shown: Doc, doc: Doc, depth: Depth) -> None:
    """Source: recorded: the answer to a void still shows what was due (XQ-36)."""
    for name in _AMOUNTS:
        if name != "AmountCredited" or depth is not Depth.ANSWER:
            shown[name] = money(doc[name])
    if depth is Depth.ANSWER and doc["Status"] in DEAD:
        shown["AmountDue"] = money(doc["Total"])
    shown["CurrencyRate"] = digits(doc["CurrencyRate"], 6)


INVOICES: Final = document_resource(INVOICE, render)

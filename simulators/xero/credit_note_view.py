"""How a credit note is shown: in lists, alone, inside a payment, in answers to writes."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc
from simulators.xero import allocation_view, attachment
from simulators.xero.balance import DEAD
from simulators.xero.books import Books
from simulators.xero.credit_note import CREDIT_NOTE
from simulators.xero.document_view import add_content, add_flags, document_resource, payments
from simulators.xero.wire.resource import Depth, View
from simulators.xero.wire.values import digits, money


def render(books: Books, doc: Doc, view: View) -> Doc:
    """One credit note. Source: recorded, facts 4.3; documented."""
    depth = view.depth
    shown: Doc = {
        "CreditNoteID": doc["CreditNoteID"],
        "CreditNoteNumber": doc["CreditNoteNumber"],
    }
    if depth is not Depth.SUMMARY:
        shown["Payments"] = payments(books, doc["CreditNoteID"])
    shown["ID"] = doc["CreditNoteID"]
    shown["CurrencyRate"] = digits(doc["CurrencyRate"], 6)
    shown["Type"] = doc["Type"]
    shown["Reference"] = doc["Reference"]
    add_flags(shown, doc, depth)
    stale = depth is Depth.ANSWER and doc["Status"] in DEAD
    shown["RemainingCredit"] = money(doc["Total" if stale else "RemainingCredit"])
    if depth is not Depth.SUMMARY:
        shown["Allocations"] = allocation_view.of_credit(books, doc["CreditNoteID"])
    if depth not in (Depth.ANSWER, Depth.SUMMARY):
        shown["HasAttachments"] = doc["HasAttachments"]
    shown["HasErrors"] = False
    if depth is not Depth.SUMMARY:
        shown["InvoiceAddresses"] = []
    add_content(books, shown, doc, view)
    if depth is Depth.ONE:
        shown["Attachments"] = attachment.shown_on(books, "credit_note", doc)
    return shown


CREDIT_NOTES: Final = document_resource(CREDIT_NOTE, render)

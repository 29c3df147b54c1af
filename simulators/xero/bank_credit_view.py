"""How prepayments and overpayments are shown."""

from __future__ import annotations

from functools import partial
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Kind
from simulators.xero import allocation_view
from simulators.xero.balance import OVERPAYMENTS as OVER
from simulators.xero.balance import PREPAYMENTS as PRE
from simulators.xero.balance import Target
from simulators.xero.bank_credit import STATUSES, fields
from simulators.xero.books import Books
from simulators.xero.document_view import add_content, contact_columns, payments
from simulators.xero.wire.columns import Column, Type, columns, own_columns, reader
from simulators.xero.wire.resource import Depth, Resource, View, echo_parts
from simulators.xero.wire.values import digits, money


def render(target: Target, books: Books, doc: Doc, view: View) -> Doc:
    """One prepayment or overpayment. Source: documented, facts 4.6."""
    depth, record_id = view.depth, doc[target.key]
    shown: Doc = {target.key: record_id, "ID": record_id, "Type": doc["Type"]}
    shown["Reference"] = doc["Reference"]
    if "InvoiceNumber" in doc:
        shown["InvoiceNumber"] = doc["InvoiceNumber"]
    shown["CurrencyRate"] = digits(doc["CurrencyRate"], 6)
    shown["RemainingCredit"] = money(doc["RemainingCredit"])
    if depth is not Depth.SUMMARY:
        shown["Allocations"] = allocation_view.of_credit(books, record_id)
        shown["Payments"] = payments(books, record_id)
        shown["HasAttachments"] = doc["HasAttachments"]
    add_content(books, shown, doc, view)
    shown.pop("FullyPaidOnDate", None)
    if depth is Depth.ONE:
        shown["Attachments"] = []
    return shown


def _resource(target: Target, hashed: str, named: str) -> Resource:
    own = fields(target.table)
    return Resource(
        plural=target.plural,
        singular=target.name,
        kind=target.table,
        key=target.key,
        columns=columns(
            *own_columns(own),
            *contact_columns(),
            Column(named, Type.TEXT, reader(named, Kind.TEXT), hashed=hashed),
            Column("HasAttachments", Type.BOOLEAN, reader("HasAttachments", Kind.BOOLEAN)),
        ),
        render=partial(render, target),
        paged=True,
        modified=True,
        facets=(("Status", STATUSES),),
        echo=echo_parts(own),
        lists={f"{named.lower()}s": named, "references": "Reference"},
    )


PREPAYMENTS: Final = _resource(PRE, "number", "InvoiceNumber")
OVERPAYMENTS: Final = _resource(OVER, "reference", "Reference")

"""Money spent or received without a document: it exists in Xero and must not cross."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.money import text
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero import contact_view, lines
from simulators.xero.books import Books, Writing
from simulators.xero.invoice_rules import line_refusals, lock_refusals
from simulators.xero.wire.columns import Column, Type, columns, own_columns, reader
from simulators.xero.wire.resource import Depth, Resource, View, echo_parts, parts, write
from simulators.xero.wire.values import date_string

TYPES: Final = ("SPEND", "RECEIVE")
FIELDS: Final = (
    Field("BankTransactionID", Kind.GUID),
    Field("Type", Kind.ENUM, values=TYPES),
    Field("Reference", limit=255),
    Field("IsReconciled", Kind.BOOLEAN),
    Field("ContactID", Kind.GUID),
    Field("AccountID", Kind.GUID),
    Field("Code"),
    Field("Date", Kind.DATE),
    Field("Status", Kind.ENUM, SetBy.SERVER),
    Field("LineAmountTypes", Kind.ENUM),
    Field("LineItems", Kind.ROWS, fields=lines.FIELDS),
    Field("SubTotal", Kind.MONEY, SetBy.SERVER),
    Field("TotalTax", Kind.MONEY, SetBy.SERVER),
    Field("Total", Kind.MONEY, SetBy.SERVER),
    Field("CurrencyCode", Kind.ENUM, SetBy.SERVER),
    Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
)
_PARTS: Final = parts(FIELDS, without=("ContactID", "AccountID", "Code", "LineItems"))
_LINE: Final = parts(lines.FIELDS, without=("Tracking",))


def create(books: Books, wanted: Doc) -> Writing:
    """
    Money spent or received, AUTHORISED at once.

    Raises:
        Refused: with everything that is wrong.
    """
    mode = wanted.get("LineAmountTypes", "Exclusive")
    terms = lines.Terms(mode, wanted.get("Type") == "RECEIVE", approved=True)
    rows = lines.merged([], wanted.get("LineItems", []), 2)
    account = _account(books, wanted)
    faults = line_refusals(books, rows, terms)
    refuse_if([*_refusals(books, wanted, account), *faults])
    done = [{"LineItemID": books.new_id("line"), **lines.completed(books, r, terms)} for r in rows]
    sub_total, tax, total = lines.totals(done, mode)
    doc: Doc = {
        "BankTransactionID": books.new_id("bank_transaction"),
        "owner": books.owner,
        "Type": wanted["Type"],
        "Reference": wanted.get("Reference", ""),
        "IsReconciled": False,
        "ContactID": wanted["ContactID"],
        "AccountID": (account or {})["AccountID"],
        "Date": wanted.get("Date", books.today),
        "Status": "AUTHORISED",
        "LineAmountTypes": mode,
        "LineItems": done,
        "SubTotal": text(sub_total),
        "TotalTax": text(tax),
        "Total": text(total),
        "CurrencyCode": books.organisation["BaseCurrency"],
        "UpdatedDateUTC": books.now,
    }
    return Writing(doc, (Change("bank_transaction", doc["BankTransactionID"], doc),))


def _account(books: Books, wanted: Doc) -> Doc | None:
    if "AccountID" in wanted:
        return books.row("account", wanted["AccountID"])
    return books.account(wanted["Code"]) if wanted.get("Code") else None


def _refusals(books: Books, wanted: Doc, account: Doc | None) -> Iterator[Refusal]:
    if wanted.get("Type") not in TYPES:
        yield Refusal("bank", "Type must be SPEND or RECEIVE", "Type")
    if account is None or account["Type"] != "BANK":
        yield Refusal("bank", "BankAccount must be specified", "AccountID")
    if books.row("contact", wanted.get("ContactID")) is None:
        yield Refusal("XE-07", "A Contact must be specified for this type of transaction")
    if not wanted.get("LineItems"):
        yield Refusal("XE-08", "One or more line items must be specified", "LineItems")
    if wanted.get("LineAmountTypes", "Exclusive") not in ("Exclusive", "Inclusive", "NoTax"):
        yield Refusal("bank", "LineAmountTypes is not valid", "LineAmountTypes")
    yield from lock_refusals(books, wanted.get("Date", books.today))


def render(books: Books, doc: Doc, view: View) -> Doc:
    """One bank transaction."""
    shown = write(_PARTS, doc)
    shown["DateString"] = date_string(doc["Date"])
    shown["Contact"] = contact_view.inside(books, doc["ContactID"], view.depth)
    account: Doc = books.table("account").row(doc["AccountID"]) or {}
    shown["BankAccount"] = {
        name: account[name] for name in ("AccountID", "Code", "Name") if account.get(name)
    }
    rows = doc["LineItems"] if view.depth is not Depth.LIST else []
    shown["LineItems"] = [{**write(_LINE, row), "Tracking": []} for row in rows]
    return {**shown, "HasAttachments": False}


BANK_TRANSACTIONS: Final = Resource(
    plural="BankTransactions",
    singular="BankTransaction",
    kind="bank_transaction",
    key="BankTransactionID",
    columns=columns(
        *own_columns(FIELDS, except_=("ContactID", "AccountID", "Code")),
        Column("Contact.ContactID", Type.GUID, reader("ContactID", Kind.GUID)),
        Column("BankAccount.AccountID", Type.GUID, reader("AccountID", Kind.GUID)),
        Column("Status", Type.TEXT, reader("Status", Kind.TEXT), facet=True),
    ),
    render=render,
    paged=True,
    modified=True,
    facets=(("Status", ("AUTHORISED", "DELETED")),),
    echo=echo_parts(FIELDS),
)

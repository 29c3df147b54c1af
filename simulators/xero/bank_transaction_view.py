"""How bank transactions and the accounts they name are shown."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Kind
from simulators.xero import contact_view, document_view
from simulators.xero.bank_transaction_rules import FIELDS, STATUSES
from simulators.xero.books import Books
from simulators.xero.wire.columns import Column, Type, columns, dated, own_columns, reader, through
from simulators.xero.wire.resource import Depth, Resource, View, echo_parts, parts, write
from simulators.xero.wire.values import date_string

_HEAD: Final = ("Type", "Reference", "IsReconciled", "PrepaymentID", "OverpaymentID", "Url")
_TAIL: Final = (
    "Date", "Status", "LineAmountTypes", "SubTotal", "TotalTax", "Total", "UpdatedDateUTC",
    "CurrencyCode",
)  # fmt: skip
_FIRST: Final = parts([field for field in FIELDS if field.name in _HEAD])
_LAST: Final = parts([field for field in FIELDS if field.name in _TAIL])
_FLAT: Final = ("ContactID", "AccountID", "Code")


def render(books: Books, doc: Doc, view: View) -> Doc:
    """One bank transaction. Source: documented, facts 4.7."""
    shown: Doc = {
        "BankTransactionID": doc["BankTransactionID"],
        "BankAccount": bank_account(books, doc["AccountID"]),
        **write(_FIRST, doc),
        "HasAttachments": bool(doc.get("HasAttachments")),
    }
    if doc.get("ContactID"):
        shown["Contact"] = contact_view.inside(books, doc["ContactID"], view.depth)
    shown["DateString"] = date_string(doc["Date"])
    shown.update(write(_LAST, doc))
    full = view.depth not in (Depth.LIST, Depth.SUMMARY)
    rows = doc["LineItems"] if full else []
    shown["LineItems"] = [document_view.line(books, row, view) for row in rows]
    return shown


def bank_account(books: Books, account_id: str) -> Doc:
    """An account by its id, code and name."""
    account: Doc = books.table("account").row(account_id) or {"AccountID": account_id}
    return {name: account[name] for name in ("AccountID", "Code", "Name") if account.get(name)}


def account_columns(path: str, key: str) -> list[Column]:
    """What filters may name of an account that a record points to."""
    return [
        Column(f"{path}.AccountID", Type.GUID, reader(key, Kind.GUID)),
        Column(f"{path}.Code", Type.TEXT, through("account", key, "Code")),
        Column(f"{path}.Name", Type.TEXT, through("account", key, "Name")),
    ]


BANK_TRANSACTIONS: Final = Resource(
    plural="BankTransactions",
    singular="BankTransaction",
    kind="bank_transaction",
    key="BankTransactionID",
    columns=columns(
        *own_columns(FIELDS, except_=_FLAT),
        dated("Date", "date"),
        *document_view.contact_columns(),
        *account_columns("BankAccount", "AccountID"),
        Column("HasAttachments", Type.BOOLEAN, reader("HasAttachments", Kind.BOOLEAN)),
    ),
    render=render,
    paged=True,
    modified=True,
    facets=(("Status", STATUSES),),
    lists={"references": "Reference"},
    echo=echo_parts(FIELDS),
)

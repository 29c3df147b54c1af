"""How batches of payments are shown."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Doc
from simulators.xero.bank_transaction_view import account_columns
from simulators.xero.batch_payment import FIELDS, TEXTS, is_reconciled, payments_in
from simulators.xero.books import Books
from simulators.xero.payment import STATUSES
from simulators.xero.wire.columns import Column, Type, columns, own_columns
from simulators.xero.wire.resource import Resource, View, echo_parts
from simulators.xero.wire.values import date_string, date_ticks, instant_ticks, money


def render(books: Books, doc: Doc, _view: View) -> Doc:
    """One batch with its live payments. Source: documented, facts 4.5."""
    account: Doc = books.table("account").row(doc["AccountID"]) or {}
    names = ("AccountID", "Code", "Name", "CurrencyCode")
    return {
        "Account": {name: account[name] for name in names if account.get(name)},
        **{name: doc[name] for name in TEXTS if name in doc},
        "BatchPaymentID": doc["BatchPaymentID"],
        "DateString": date_string(doc["Date"]),
        "Date": date_ticks(doc["Date"]),
        "Payments": [_payment(books, row) for row in payments_in(books, doc)],
        **_facts(books, doc),
    }


def within_payment(books: Books, batch_id: str) -> Doc:
    """The batch that a payment belongs to, as the payment shows it."""
    doc: Doc = books.table("batch_payment").row(batch_id) or {}
    return {
        "Account": {"AccountID": doc["AccountID"]},
        "BatchPaymentID": batch_id,
        "Date": date_ticks(doc["Date"]),
        **_facts(books, doc),
    }


def _facts(books: Books, doc: Doc) -> Doc:
    return {
        "Type": doc["Type"],
        "Status": doc["Status"],
        "TotalAmount": money(doc["TotalAmount"]),
        "UpdatedDateUTC": instant_ticks(doc["UpdatedDateUTC"]),
        "IsReconciled": is_reconciled(books, doc),
    }


def _payment(books: Books, row: Doc) -> Doc:
    document: Doc = books.table("invoice").row(row["InvoiceID"]) or {}
    return {
        "Invoice": {
            "InvoiceID": row["InvoiceID"],
            "InvoiceNumber": document["InvoiceNumber"],
            "CurrencyCode": document["CurrencyCode"],
            "Payments": [],
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "HasErrors": False,
            "IsDiscounted": False,
            "LineItems": [],
        },
        "PaymentID": row["PaymentID"],
        "Amount": money(row["Amount"]),
        "BankAmount": money(row["BankAmount"]),
    }


BATCH_PAYMENTS: Final = Resource(
    plural="BatchPayments",
    singular="BatchPayment",
    kind="batch_payment",
    key="BatchPaymentID",
    columns=columns(
        *own_columns(FIELDS, except_=("AccountID", "Code", "IsReconciled")),
        *account_columns("Account", "AccountID"),
        Column("IsReconciled", Type.BOOLEAN, is_reconciled),
    ),
    render=render,
    modified=True,
    facets=(("Status", STATUSES),),
    errors_flag="HasErrors",
    echo=echo_parts(FIELDS),
)

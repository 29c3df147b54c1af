"""Prepayments and overpayments: the credit that a bank transaction leaves with a contact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero import lines
from simulators.xero.balance import applied, target_of
from simulators.xero.books import Books

AUTHORISED: Final = "AUTHORISED"
VOIDED: Final = "VOIDED"
STATUSES: Final = (AUTHORISED, "PAID", VOIDED)
KEYS: Final = {"prepayment": "PrepaymentID", "overpayment": "OverpaymentID"}
"""The id of each kind, which the bank transaction behind it carries as well."""

MIRRORED: Final = (
    "owner", "Type", "Reference", "ContactID", "Date", "LineAmountTypes", "LineItems",
    "SubTotal", "TotalTax", "Total", "CurrencyCode", "UpdatedDateUTC", "CreatedByApp",
)  # fmt: skip
"""What a credit has from its bank transaction."""


def fields(kind: str) -> tuple[Field, ...]:
    """The fields of one kind, in the order of answers."""
    return (
        Field(KEYS[kind], Kind.GUID),
        Field("Type", Kind.ENUM, SetBy.SERVER),
        Field("Reference", set_by=SetBy.SERVER),
        *((Field("InvoiceNumber", set_by=SetBy.SERVER),) if kind == "prepayment" else ()),
        Field("CurrencyRate", Kind.DECIMAL, SetBy.SERVER),
        Field("RemainingCredit", Kind.MONEY, SetBy.SERVER),
        Field("Date", Kind.DATE, SetBy.SERVER),
        Field("Status", Kind.ENUM, SetBy.SERVER),
        Field("LineAmountTypes", Kind.ENUM, SetBy.SERVER),
        Field("LineItems", Kind.ROWS, SetBy.SERVER, fields=lines.FIELDS),
        Field("SubTotal", Kind.MONEY, SetBy.SERVER),
        Field("TotalTax", Kind.MONEY, SetBy.SERVER),
        Field("Total", Kind.MONEY, SetBy.SERVER),
        Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
        Field("CurrencyCode", Kind.ENUM, SetBy.SERVER),
    )


def behind(books: Books, transaction: Doc) -> Doc | None:
    """The credit that a bank transaction made; None when it makes none."""
    for kind, key in KEYS.items():
        if key in transaction:
            return books.row(kind, transaction[key])
    return None


def is_used(credit: Doc | None) -> bool:
    """Whether some of it is allocated or refunded."""
    if credit is None or credit["Status"] == VOIDED:
        return False
    return bool(applied(target_of(credit), credit))


def follow(books: Books, kind: str, transaction: Doc) -> Iterator[Change]:
    """
    The credit as a new or edited bank transaction has it; nothing of it is used.

    Args:
        books: where.
        kind: prepayment, overpayment, or empty for a transaction that makes no credit.
        transaction: the bank transaction as it will be, the credit's id included.
    """
    if not kind:
        return
    key = KEYS[kind]
    live = transaction["Status"] == AUTHORISED
    doc: Doc = {
        "CurrencyRate": "1.000000",
        "AppliedAmount": "0.00",
        "HasAttachments": False,
        **(books.row(kind, transaction[key]) or {}),
        key: transaction[key],
        **{name: transaction[name] for name in MIRRORED if name in transaction},
        "BankTransactionID": transaction["BankTransactionID"],
        "Status": AUTHORISED if live else VOIDED,
        "RemainingCredit": transaction["Total"] if live else "0.00",
    }
    if doc["Type"] == "RECEIVE-PREPAYMENT":
        doc["InvoiceNumber"] = doc["Reference"]
    yield Change(kind, doc[key], doc)

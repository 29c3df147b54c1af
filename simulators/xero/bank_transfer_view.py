"""How transfers between bank accounts are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.xero import document_view
from simulators.xero.bank_transaction_rules import STATUSES
from simulators.xero.bank_transaction_view import account_columns, bank_account
from simulators.xero.bank_transfer import FIELDS, SIDES, transactions
from simulators.xero.books import Books
from simulators.xero.wire.columns import Column, Type, columns, own_columns
from simulators.xero.wire.resource import Pins, Resource, View, echo_parts, write
from simulators.xero.wire.resource import parts as parts_of
from simulators.xero.wire.values import date_string, digits

_COMPUTED: Final = ("FromIsReconciled", "ToIsReconciled")
_PARTS: Final = parts_of(
    FIELDS,
    without=(
        "FromBankAccount", "ToBankAccount", "FromTracking", "ToTracking", "CurrencyRate",
        *_COMPUTED,
    ),
)  # fmt: skip


def render(books: Books, doc: Doc, view: View) -> Doc:
    """One transfer; whether its ends are reconciled is what its transactions say."""
    shown = write(_PARTS, doc)
    shown["CreatedDateUTCString"] = doc["CreatedDateUTC"][:19]
    shown["DateString"] = date_string(doc["Date"])
    shown["CurrencyRate"] = digits(doc["CurrencyRate"], 6)
    for (side, _), end in zip(SIDES, transactions(books, doc), strict=True):
        (row,) = end["LineItems"]
        shown[f"{side}BankAccount"] = bank_account(books, doc[f"{side}AccountID"])
        shown[f"{side}IsReconciled"] = end["IsReconciled"]
        tracking = document_view.line(books, row, view)["Tracking"]
        shown[f"{side}Tracking"] = [_named(entry) for entry in tracking]
    return shown


def _named(entry: Doc) -> Doc:
    return {name: value for name, value in entry.items() if name != "Options"}


def _reconciled(position: int) -> Callable[[Books, Doc], Any]:
    return lambda books, doc: transactions(books, doc)[position]["IsReconciled"]


def _shown(_books: Books, deleted: bool) -> Pins:  # noqa: FBT001 - a table's column
    """Deleted transfers are hidden unless they are asked for. Source: documented."""
    return {} if deleted else {"status": frozenset(("authorised",))}


BANK_TRANSFERS: Final = Resource(
    plural="BankTransfers",
    singular="BankTransfer",
    kind="bank_transfer",
    key="BankTransferID",
    columns=columns(
        *own_columns(FIELDS, except_=_COMPUTED),
        *account_columns("FromBankAccount", "FromAccountID"),
        *account_columns("ToBankAccount", "ToAccountID"),
        Column("FromIsReconciled", Type.BOOLEAN, _reconciled(0)),
        Column("ToIsReconciled", Type.BOOLEAN, _reconciled(1)),
    ),
    render=render,
    modified=True,
    facets=(("Status", STATUSES),),
    echo=echo_parts(FIELDS),
    shown=_shown,
    hidden="includedeleted",
)

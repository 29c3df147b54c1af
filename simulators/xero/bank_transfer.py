"""Money moved between two bank accounts: a transfer, and the two bank transactions it makes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.money import cents, text, text4
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero import account as accounts
from simulators.xero import lines
from simulators.xero.bank_transaction_rules import (
    ACCOUNT_FIELDS,
    AUTHORISED,
    DELETED,
    RECONCILED,
    STATUSES,
)
from simulators.xero.books import Books, Writing
from simulators.xero.document_rules import distinct, lock_refusals
from simulators.xero.wire.lengths import too_long

FIELDS: Final = (
    Field("BankTransferID", Kind.GUID, SetBy.SERVER),
    Field("CreatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
    Field("Date", Kind.DATE),
    Field("Status", Kind.ENUM, SetBy.SERVER, values=STATUSES),
    Field("FromBankAccount", Kind.OBJECT, fields=ACCOUNT_FIELDS),
    Field("ToBankAccount", Kind.OBJECT, fields=ACCOUNT_FIELDS),
    Field("Amount", Kind.MONEY),
    Field("FromBankTransactionID", Kind.GUID, SetBy.SERVER),
    Field("ToBankTransactionID", Kind.GUID, SetBy.SERVER),
    Field("FromIsReconciled", Kind.BOOLEAN),
    Field("ToIsReconciled", Kind.BOOLEAN),
    Field("Reference", limit=255),
    Field("CurrencyRate", Kind.DECIMAL, SetBy.SERVER),
    Field("HasAttachments", Kind.BOOLEAN, SetBy.SERVER),
    Field("FromTracking", Kind.ROWS, fields=lines.TRACKING_FIELDS),
    Field("ToTracking", Kind.ROWS, fields=lines.TRACKING_FIELDS),
)

SIDES: Final = (
    #  side    type of the transaction
    ("From", "SPEND-TRANSFER"),
    ("To", "RECEIVE-TRANSFER"),
)
NOT_A_BANK: Final = "{}BankAccount must be an active bank account"
SAME_ACCOUNT: Final = "Money cannot be transferred to the account that it comes from."
NOT_POSITIVE: Final = "The transfer amount must be greater than zero."


def create(books: Books, wanted: Doc) -> Writing:
    """
    A transfer, AUTHORISED at once, and its two bank transactions. Source: documented, facts 4.7.

    Raises:
        Refused: with everything that is wrong.
    """
    ends = {side: accounts.named(books, wanted.get(f"{side}BankAccount", {})) for side, _ in SIDES}
    refuse_if(distinct([*_refusals(books, wanted, ends)]))
    transfer_id, changes = books.new_id("bank_transfer"), []
    doc: Doc = {
        "BankTransferID": transfer_id,
        "owner": books.owner,
        "Amount": text(cents(Decimal(wanted["Amount"]))),
        "Date": wanted.get("Date", books.today),
        "Reference": wanted.get("Reference", ""),
        "CurrencyRate": "1.000000",
        "Status": AUTHORISED,
        "HasAttachments": False,
        "CreatedDateUTC": books.now,
        "UpdatedDateUTC": books.now,
    }
    if books.actor == "sync":
        doc["CreatedByApp"] = True
    for side, kind in SIDES:
        made = _transaction(books, wanted, doc, ends[side] or {}, side, kind)
        doc[f"{side}AccountID"] = made["AccountID"]
        doc[f"{side}BankTransactionID"] = made["BankTransactionID"]
        changes.append(Change("bank_transaction", made["BankTransactionID"], made))
    return Writing(doc, (Change("bank_transfer", transfer_id, doc), *changes))


def delete(books: Books, transaction: Doc) -> Writing:
    """
    A transfer deleted, given one of its bank transactions, and the other with it.

    Raises:
        Refused: when either is reconciled.
    """
    transfer = books.row("bank_transfer", transaction["BankTransferID"])
    if transfer is None:
        raise AssertionError("a transfer is never removed")
    sides = transactions(books, transfer)
    if any(side["IsReconciled"] for side in sides):
        refuse_if([Refusal("bank", RECONCILED, "IsReconciled")])
    gone = {"Status": DELETED, "UpdatedDateUTC": books.now}
    after = {**transfer, **gone}
    changes = [
        Change("bank_transaction", side["BankTransactionID"], {**side, **gone}) for side in sides
    ]
    return Writing(after, (*changes, Change("bank_transfer", after["BankTransferID"], after)))


def transactions(books: Books, transfer: Doc) -> list[Doc]:
    """The bank transactions of a transfer: spent, then received."""
    found = [books.row("bank_transaction", transfer[f"{side}BankTransactionID"])
             for side, _ in SIDES]  # fmt: skip
    return [doc for doc in found if doc is not None]


def _transaction(
    books: Books, wanted: Doc, transfer: Doc, account: Doc, side: str, kind: str
) -> Doc:
    amount = transfer["Amount"]
    rows = [lines.tracked(books, row) for row in wanted.get(f"{side}Tracking", ())]
    line = {
        "LineItemID": books.new_id("line"),
        "Description": "",
        "Quantity": "1.0000",
        "UnitAmount": text4(Decimal(amount)),
        "LineAmount": amount,
        "TaxType": "NONE",
        "TaxAmount": "0.00",
        "Tracking": [row for row in rows if row],
    }
    return {
        "BankTransactionID": books.new_id("bank_transaction"),
        "owner": books.owner,
        "BankTransferID": transfer["BankTransferID"],
        "Type": kind,
        "Reference": transfer["Reference"],
        "IsReconciled": bool(wanted.get(f"{side}IsReconciled", False)),
        "AccountID": account["AccountID"],
        "Date": transfer["Date"],
        "Status": AUTHORISED,
        "LineAmountTypes": "NoTax",
        "LineItems": [line],
        "SubTotal": amount,
        "TotalTax": "0.00",
        "Total": amount,
        "CurrencyCode": account.get("CurrencyCode") or books.organisation["BaseCurrency"],
        "HasAttachments": False,
        "UpdatedDateUTC": books.now,
    }


def _refusals(books: Books, wanted: Doc, ends: dict[str, Doc | None]) -> Iterator[Refusal]:
    for side, account in ends.items():
        if account is None or account["Type"] != "BANK" or account["Status"] != "ACTIVE":
            yield Refusal("bank", NOT_A_BANK.format(side), f"{side}BankAccount")
    if ends["From"] is not None and ends["From"] == ends["To"]:
        yield Refusal("bank", SAME_ACCOUNT, "ToBankAccount")
    if cents(Decimal(wanted.get("Amount", "0"))) <= 0:
        yield Refusal("bank", NOT_POSITIVE, "Amount")
    yield from too_long(FIELDS, wanted)
    yield from _tracking_refusals(books, wanted)
    yield from lock_refusals(books, wanted.get("Date", books.today))


def _tracking_refusals(books: Books, wanted: Doc) -> Iterator[Refusal]:
    for side, _ in SIDES:
        yield from lines.tracking_refusals(books, {"Tracking": wanted.get(f"{side}Tracking", ())})

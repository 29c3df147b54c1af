"""What a bank transaction is, and what Xero refuses to do with it: fields, types, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.transitions import Move, find_move
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.xero import bank_credit, contact, lines
from simulators.xero import document_rules as rules
from simulators.xero.books import Books, Writing, changed_fields
from simulators.xero.wire.lengths import too_long

AUTHORISED: Final = "AUTHORISED"
DELETED: Final = "DELETED"
STATUSES: Final = (AUTHORISED, DELETED)


@dataclass(frozen=True, slots=True)
class BankType:
    """
    One type of bank transaction.

    Args:
        name: as on the wire.
        credit: the table of the credit that it makes; empty for none.
        control: the only account that its lines may name; empty for any but those.
        modes: what LineAmountTypes may be, the default first.
        by_hand: whether a caller or a person may make it; if not, a transfer does.
    """

    name: str
    credit: str
    control: str
    modes: tuple[str, ...]
    by_hand: bool = True


ANY: Final = ("Exclusive", "Inclusive", "NoTax")
UNTAXED: Final = ("NoTax",)
BANK_TYPES: Final = (
    #        name                   credit         lines name   amounts   by hand
    BankType("SPEND",               "",            "",          ANY),
    BankType("RECEIVE",             "",            "",          ANY),
    BankType("SPEND-OVERPAYMENT",   "overpayment", "CREDITORS", UNTAXED),
    BankType("RECEIVE-OVERPAYMENT", "overpayment", "DEBTORS",   UNTAXED),
    BankType("SPEND-PREPAYMENT",    "prepayment",  "",          ANY),
    BankType("RECEIVE-PREPAYMENT",  "prepayment",  "",          ANY),
    BankType("SPEND-TRANSFER",      "",            "",          UNTAXED,  False),
    BankType("RECEIVE-TRANSFER",    "",            "",          UNTAXED,  False),
)  # fmt: skip
"""Source: documented, facts 4.6 and 4.7."""

TYPES: Final = {each.name: each for each in BANK_TYPES}
BY_HAND: Final = tuple(each.name for each in BANK_TYPES if each.by_hand)

ACCOUNT_FIELDS: Final = (Field("AccountID", Kind.GUID), Field("Code"))
FIELDS: Final = (
    Field("BankTransactionID", Kind.GUID),
    Field("Type", Kind.ENUM, values=tuple(TYPES)),
    Field("Reference", limit=255),
    Field("IsReconciled", Kind.BOOLEAN),
    Field("Url"),
    Field("Contact", Kind.OBJECT, fields=contact.FIELDS),
    Field("ContactID", Kind.GUID),
    Field("BankAccount", Kind.OBJECT, fields=ACCOUNT_FIELDS),
    Field("AccountID", Kind.GUID),
    Field("Code"),
    Field("Date", Kind.DATE),
    Field("Status", Kind.ENUM, values=STATUSES),
    Field("LineAmountTypes", Kind.ENUM, values=ANY),
    Field("LineItems", Kind.ROWS, fields=lines.FIELDS),
    Field("SubTotal", Kind.MONEY),
    Field("TotalTax", Kind.MONEY),
    Field("Total", Kind.MONEY),
    Field("CurrencyCode", Kind.ENUM),
    Field("PrepaymentID", Kind.GUID, SetBy.SERVER),
    Field("OverpaymentID", Kind.GUID, SetBy.SERVER),
    Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
)

NOT_CREATABLE: Final = "Bank Transaction not of valid status for creation"
NOT_CHANGEABLE: Final = "Bank Transaction not of valid status for modification"
RECONCILED: Final = (
    "This Bank Transaction cannot be edited as it has been reconciled with a Bank Statement."
)
OF_TRANSFER: Final = "A Bank Transaction that belongs to a transfer cannot be changed here."
WRONG_TYPE: Final = f"Type must be one of {', '.join(BY_HAND)}"
SAME_TYPE: Final = "The Type of a Bank Transaction cannot be changed."
NO_BANK_ACCOUNT: Final = "BankAccount must be specified"
BANK_ACCOUNT_GONE: Final = "The bank account has been archived."
NOTHING: Final = "The total must be greater than zero."
UNKNOWN: Final = (
    "An existing Bank Transaction with the specified BankTransactionID could not be found"
)
TAKEN: Final = "BankTransactionID must be unique."


def always(_doc: Doc) -> bool:
    """The move needs nothing."""
    return True


BOTH: Final = ("user", "sync")
MOVES: Final = (
    #    from         to           who   only if source
    Move("",          AUTHORISED, BOTH, always, "documented"),
    Move(AUTHORISED,  AUTHORISED, BOTH, always, "documented"),
    Move(AUTHORISED,  DELETED,    BOTH, always, "documented"),
)  # fmt: skip


def creation_refusals(
    books: Books, wanted: Doc, doc: Doc, party: Writing | None, account: Doc | None
) -> Iterator[Refusal]:
    """Everything but lines that forbids a creation."""
    if doc["Type"] not in BY_HAND:
        yield Refusal("bank", WRONG_TYPE, "Type")
    if find_move(MOVES, "", doc["Status"], books.actor.value) is None:
        yield Refusal("bank", NOT_CREATABLE, "Status")
    yield from account_refusals(account)
    if party is None:
        yield Refusal("XE-07", rules.NO_CONTACT, "Contact")
    if not wanted.get("LineItems"):
        yield Refusal("XE-08", rules.NO_LINES, "LineItems")
    yield from content_refusals(books, doc)


def account_refusals(account: Doc | None) -> Iterator[Refusal]:
    """What is wrong with the account that money is spent from or received into."""
    if account is None or account["Type"] != "BANK":
        yield Refusal("bank", NO_BANK_ACCOUNT, "BankAccount")
    elif account["Status"] != "ACTIVE":
        yield Refusal("bank", BANK_ACCOUNT_GONE, "BankAccount")


def touch_refusals(books: Books, before: Doc, status: str) -> Iterator[Refusal]:
    """What forbids any change, a deletion included. Source: documented, facts 4.7; recorded."""
    if find_move(MOVES, before["Status"], status, books.actor.value) is None:
        yield Refusal("bank", NOT_CHANGEABLE, "Status")
    if not TYPES[before["Type"]].by_hand and (status != DELETED or books.actor == "sync"):
        yield Refusal("bank", OF_TRANSFER, "Type")
    if before["IsReconciled"]:
        yield Refusal("bank", RECONCILED, "IsReconciled")
    if bank_credit.is_used(bank_credit.behind(books, before)):
        yield Refusal("XE-11", rules.SETTLED)
    yield from rules.lock_refusals(books, before["Date"])


def edit_refusals(
    books: Books, before: Doc, after: Doc, wanted: Doc, party: Writing | None
) -> Iterator[Refusal]:
    """Everything but lines that forbids an edit, besides what forbids any change."""
    if str(wanted.get("Type", before["Type"])).upper() != before["Type"]:
        yield Refusal("bank", SAME_TYPE, "Type")
    if wanted.keys() & {"Contact", "ContactID"} and party is None:
        yield Refusal("XE-07", rules.NO_CONTACT, "Contact")
    if not after["LineItems"]:
        yield Refusal("XE-08", rules.NO_LINES, "LineItems")
    if changed_fields(before, after):
        yield from content_refusals(books, after)


def content_refusals(books: Books, doc: Doc) -> Iterator[Refusal]:
    """What is wrong with a transaction apart from its account, lines and totals."""
    yield from too_long(FIELDS, {**doc, "LineItems": ()})
    kind = TYPES.get(doc["Type"])
    if doc["LineAmountTypes"] not in (kind.modes if kind is not None else ANY):
        message = f"'{doc['LineAmountTypes']}' is not valid for LineAmountTypes"
        yield Refusal("bank", message, "LineAmountTypes")
    if doc["CurrencyCode"] not in {row["Code"] for row in books.all("currency")}:
        message = f"Organisation is not subscribed to currency {doc['CurrencyCode']}"
        yield Refusal("XE-21", message, "CurrencyCode")
    if "xero" in doc.get("Url", "").lower():
        yield Refusal("bank", "The Url must not contain xero.", "Url")
    yield from rules.lock_refusals(books, doc["Date"])


def total_refusals(doc: Doc, wanted: Doc) -> Iterator[Refusal]:
    """What is wrong with the sums of a transaction whose lines are in order."""
    yield from rules.total_refusals(doc, wanted)
    if TYPES[doc["Type"]].credit and Decimal(doc["Total"]) <= 0:
        yield Refusal("totals", NOTHING, "Total")

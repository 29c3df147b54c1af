"""
The general ledger: what every approved record posts, in double entry.

Computed from the records when somebody reads it; nothing is stored, so no write is slower for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.money import ZERO
from simulators.xero.books import Books

DEBTORS: Final = "DEBTORS"
CREDITORS: Final = "CREDITORS"
TAX: Final = "GST"
RETAINED: Final = "RETAINEDEARNINGS"


@dataclass(frozen=True, slots=True)
class Posting:
    """
    One line of an entry.

    Args:
        account: the account's id.
        net: what it is debited with; below zero, credited.
        tax: the tax that belongs to the line and is posted by another one.
        of: the line of the record, empty for what the product posts by itself.
    """

    account: str
    net: Decimal
    tax: Decimal = ZERO
    of: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """
    What one record posts; its lines add up to zero.

    Args:
        source: the kind of transaction, as Xero's journals call it.
        record: the record's id.
        date: the calendar date.
        reference: the record's own.
        lines: debits and credits.
    """

    source: str
    record: str
    date: str
    reference: str
    lines: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The accounts of an organisation, by id, and the ids of those that the product posts to."""

    accounts: Mapping[str, Doc]
    system: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """
    How a type of record posts.

    Args:
        control: the system account, DEBTORS or CREDITORS; empty for none.
        sign: 1 when that account, or the bank, is debited with the total, -1 when credited.
        source: the journals' word for it.
    """

    control: str
    sign: int
    source: str


DOCUMENTS: Final = {
    "ACCREC": Side(DEBTORS, 1, "ACCREC"),
    "ACCPAY": Side(CREDITORS, -1, "ACCPAY"),
    "ACCRECCREDIT": Side(DEBTORS, -1, "ACCRECCREDIT"),
    "ACCPAYCREDIT": Side(CREDITORS, 1, "ACCPAYCREDIT"),
}
PAYMENTS: Final = {
    "ACCRECPAYMENT": Side(DEBTORS, 1, "ACCRECPAYMENT"),
    "ACCPAYPAYMENT": Side(CREDITORS, -1, "ACCPAYPAYMENT"),
    "ARCREDITPAYMENT": Side(DEBTORS, -1, "ARCREDITPAYMENT"),
    "APCREDITPAYMENT": Side(CREDITORS, 1, "APCREDITPAYMENT"),
    "ARPREPAYMENTPAYMENT": Side(DEBTORS, -1, "ARPREPAYMENT"),
    "APPREPAYMENTPAYMENT": Side(CREDITORS, 1, "APPREPAYMENT"),
    "AROVERPAYMENTPAYMENT": Side(DEBTORS, -1, "AROVERPAYMENT"),
    "APOVERPAYMENTPAYMENT": Side(CREDITORS, 1, "APOVERPAYMENT"),
}
BANK: Final = {
    "RECEIVE": Side("", 1, "CASHREC"),
    "SPEND": Side("", -1, "CASHPAID"),
    "RECEIVE-PREPAYMENT": Side(DEBTORS, 1, "ARPREPAYMENT"),
    "SPEND-PREPAYMENT": Side(CREDITORS, -1, "APPREPAYMENT"),
    "RECEIVE-OVERPAYMENT": Side(DEBTORS, 1, "AROVERPAYMENT"),
    "SPEND-OVERPAYMENT": Side(CREDITORS, -1, "APOVERPAYMENT"),
}
"""
A credit stays in the control account until it is allocated or refunded, a prepayment as a whole,
so that an allocation posts nothing. Transfers post once, as what they are.
"""
CASH: Final = frozenset(side.source for table in (PAYMENTS, BANK) for side in table.values())


def chart_of(books: Books) -> Chart:
    """The organisation's chart as it is."""
    accounts = {row["AccountID"]: row for row in books.all("account")}
    system = {
        row["SystemAccount"]: row["AccountID"]
        for row in accounts.values()
        if row.get("SystemAccount")
    }
    return Chart(accounts, system)


def entry_of(chart: Chart, kind: str, doc: Doc | None) -> Entry | None:
    """What a record of a table posts; None for one that posts nothing, such as a draft."""
    poster = POSTERS.get(kind)
    if poster is None or doc is None or doc["Status"] not in ("AUTHORISED", "PAID"):
        return None
    return poster(chart, doc)


def _of_document(chart: Chart, doc: Doc) -> Entry:
    """Source: standard: the total on the control account, lines and tax against it."""
    side = DOCUMENTS[doc["Type"]]
    total = side.sign * Decimal(doc["Total"])
    lines = (Posting(chart.system[side.control], total), *_lines(chart, doc, -side.sign))
    key = "InvoiceID" if "InvoiceID" in doc else "CreditNoteID"
    return Entry(side.source, doc[key], doc["Date"], doc["Reference"], lines)


def _of_payment(chart: Chart, doc: Doc) -> Entry:
    side = PAYMENTS[doc["PaymentType"]]
    amount = side.sign * Decimal(doc["Amount"])
    lines = (
        Posting(doc["AccountID"], amount),
        Posting(chart.system[side.control], -amount),
    )
    return Entry(side.source, doc["PaymentID"], doc["Date"], doc["Reference"], lines)


def _of_bank_transaction(chart: Chart, doc: Doc) -> Entry | None:
    side = BANK.get(doc["Type"])
    if side is None:
        return None
    total = side.sign * Decimal(doc["Total"])
    against = (
        (Posting(chart.system[side.control], -total),)
        if side.control
        else _lines(chart, doc, -side.sign)
    )
    return Entry(
        side.source,
        doc["BankTransactionID"],
        doc["Date"],
        doc["Reference"],
        (Posting(doc["AccountID"], total), *against),
    )


def _of_transfer(_chart: Chart, doc: Doc) -> Entry:
    amount = Decimal(doc["Amount"])
    lines = (Posting(doc["FromAccountID"], -amount), Posting(doc["ToAccountID"], amount))
    return Entry("TRANSFER", doc["BankTransferID"], doc["Date"], doc["Reference"], lines)


def _lines(chart: Chart, doc: Doc, sign: int) -> tuple[Posting, ...]:
    """The lines net of tax, and their tax together."""
    inside = doc["LineAmountTypes"] == "Inclusive"
    postings, taxes = [], ZERO
    for row in doc["LineItems"]:
        tax = sign * Decimal(row["TaxAmount"])
        amount = sign * Decimal(row["LineAmount"])
        taxes += tax
        if "AccountID" in row:
            postings.append(Posting(row["AccountID"], amount - tax * inside, tax, row))
    if taxes:
        postings.append(Posting(chart.system[TAX], taxes))
    return tuple(postings)


POSTERS: Final[Mapping[str, Callable[[Chart, Doc], Entry | None]]] = {
    "invoice": _of_document,
    "credit_note": _of_document,
    "payment": _of_payment,
    "bank_transaction": _of_bank_transaction,
    "bank_transfer": _of_transfer,
}
"""By table. Allocations, credits and batches post nothing that these do not."""


def entries(books: Books, chart: Chart) -> Iterator[Entry]:
    """Everything that is posted in an organisation's books."""
    mine = (books.owner,)
    for kind in POSTERS:
        for doc in books.table(kind).between("changed", mine, mine):
            entry = entry_of(chart, kind, doc)
            if entry is not None:
                yield entry


def balances(found: Iterable[Entry]) -> dict[str, Decimal]:
    """The sum of debits less credits of each account that is posted to, by id."""
    sums: dict[str, Decimal] = {}
    for entry in found:
        for line in entry.lines:
            sums[line.account] = sums.get(line.account, ZERO) + line.net
    return sums


def reversed_entry(entry: Entry) -> Entry:
    """The entry that takes another one back."""
    lines = tuple(replace(line, net=-line.net, tax=-line.tax) for line in entry.lines)
    return replace(entry, lines=lines)

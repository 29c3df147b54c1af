"""Money spent or received without a document: it exists in Xero and must not cross."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.world import Change
from simulators.xero import account as accounts
from simulators.xero import bank_credit, bank_transfer, document, lines
from simulators.xero import bank_transaction_rules as rules
from simulators.xero.bank_transaction_rules import AUTHORISED, DELETED, TYPES
from simulators.xero.books import Books, Writing, changed_fields
from simulators.xero.document_kind import MODES
from simulators.xero.document_rules import distinct, line_refusals

PLACES: Final = 4
RESOLVED: Final = (
    "BankTransactionID", "Type", "Contact", "ContactID", "BankAccount", "AccountID", "Code",
    "IsReconciled", "LineItems", "SubTotal", "TotalTax", "Total", "CurrencyCode",
)  # fmt: skip
"""What a caller sends that is not simply stored."""


def put(books: Books, wanted: Doc, places: int) -> Writing:
    """Create a bank transaction; an id that is taken is refused."""
    if books.row("bank_transaction", wanted.get("BankTransactionID")) is not None:
        refuse_if([Refusal("bank", rules.TAKEN, "BankTransactionID")])
    return create(books, wanted, places)


def post(books: Books, wanted: Doc, places: int) -> Writing:
    """
    Change the bank transaction of that id, or create one. Source: documented, facts 3.1.

    Raises:
        Refused: when it names an id that is not there, or with everything that is wrong.
    """
    if "BankTransactionID" not in wanted:
        return create(books, wanted, places)
    before = books.row("bank_transaction", wanted["BankTransactionID"])
    if before is None:
        refuse_if([Refusal("bank", rules.UNKNOWN, "BankTransactionID")])
        raise AssertionError("refused above")
    return update(books, before, wanted, places)


def create(books: Books, wanted: Doc, places: int = PLACES) -> Writing:
    """
    Money spent or received, AUTHORISED at once; some of it becomes a credit of the contact.

    Raises:
        Refused: with everything that is wrong.
    """
    party = document.party_of(books, wanted, None)
    account = _account(books, wanted)
    doc = _changed(_blank(books, wanted, account), wanted, places)
    refuse_if(
        distinct(
            [
                *rules.creation_refusals(books, wanted, doc, party, account),
                *line_refusals(books, doc["LineItems"], _terms(doc)),
            ]
        )
    )
    doc = _counted(books, doc, wanted)
    if account is None or party is None:
        raise AssertionError("refused above")
    doc["ContactID"], doc["AccountID"] = party.doc["ContactID"], account["AccountID"]
    return _written(books, None, doc, party)


def update(books: Books, before: Doc, wanted: Doc, places: int = PLACES) -> Writing:
    """
    A bank transaction with the sent fields changed, or deleted when that is the status asked for.

    Raises:
        Refused: with everything that is wrong.
    """
    status = str(wanted.get("Status", before["Status"])).upper()
    refuse_if(rules.touch_refusals(books, before, status))
    if status == DELETED:
        return delete(books, before)
    party = document.party_of(books, wanted, before if "ContactID" in before else None)
    after = _changed(before, wanted, places)
    if party is not None:
        after["ContactID"] = party.doc["ContactID"]
    faults: list[Refusal] = []
    if wanted.keys() & {"BankAccount", "AccountID", "Code"}:
        account = _account(books, wanted)
        faults += rules.account_refusals(account)
        after["AccountID"] = (account or before)["AccountID"]
    faults += rules.edit_refusals(books, before, after, wanted, party)
    if after["LineItems"] is not before["LineItems"]:
        faults += line_refusals(books, after["LineItems"], _terms(after))
    refuse_if(distinct(faults))
    return _written(books, before, _counted(books, after, wanted), party)


def delete(books: Books, before: Doc) -> Writing:
    """
    A bank transaction deleted, the credit or the transfer that it belongs to with it.

    Raises:
        Refused: when it is deleted or reconciled already, locked, or its credit is used.
    """
    refuse_if(rules.touch_refusals(books, before, DELETED))
    if "BankTransferID" in before:
        return bank_transfer.delete(books, before)
    return _written(books, before, {**before, "Status": DELETED}, None)


def reconcile(books: Books, before: Doc, value: bool) -> Writing:  # noqa: FBT001 - what it becomes
    """
    A bank transaction matched with the bank statement, or not any more: only people do that.

    Raises:
        Refused: when it is deleted.
    """
    if before["Status"] == DELETED:
        refuse_if([Refusal("bank", rules.NOT_CHANGEABLE, "Status")])
    return _written(books, before, {**before, "IsReconciled": value}, None)


def _blank(books: Books, wanted: Doc, account: Doc | None) -> Doc:
    """A new transaction before anything is filled in; it has no ids yet."""
    kind = str(wanted.get("Type", "")).upper()
    base = (account or {}).get("CurrencyCode") or books.organisation["BaseCurrency"]
    doc: Doc = {
        "owner": books.owner,
        "Type": kind,
        "Reference": "",
        "IsReconciled": bool(wanted.get("IsReconciled", False)),
        "ContactID": "",
        "AccountID": "",
        "Date": books.today,
        "Status": AUTHORISED,
        "LineAmountTypes": TYPES[kind].modes[0] if kind in TYPES else "Exclusive",
        "LineItems": [],
        "CurrencyCode": str(wanted.get("CurrencyCode") or base).upper(),
        "HasAttachments": False,
    }
    if books.actor == "sync":
        doc["CreatedByApp"] = True
    return doc


def _changed(before: Doc, wanted: Doc, places: int) -> Doc:
    """The transaction with the sent fields, lines merged but not worked out yet."""
    after = {**before, **{n: value for n, value in wanted.items() if n not in RESOLVED}}
    after["Status"] = str(after["Status"]).upper()
    mode = str(after["LineAmountTypes"])
    after["LineAmountTypes"] = MODES.get(mode.lower(), mode)
    remode = after["LineAmountTypes"] != before["LineAmountTypes"]
    if "LineItems" in wanted or remode:
        ids = [{"LineItemID": line["LineItemID"]} for line in before["LineItems"]]
        rows = wanted.get("LineItems", ids)
        after["LineItems"] = lines.merged(before["LineItems"], rows, places, remode=remode)
    return after


def _terms(doc: Doc) -> lines.Terms:
    """What the transaction's lines take from it."""
    kind = TYPES.get(doc["Type"])
    control = kind.control if kind is not None else ""
    is_sale = doc["Type"].startswith("RECEIVE")
    return lines.Terms(doc["LineAmountTypes"], is_sale, approved=True, control=control)


def _counted(books: Books, doc: Doc, wanted: Doc) -> Doc:
    """
    The transaction with complete lines and totals.

    Raises:
        Refused: with what is wrong with its totals.
    """
    counted = document.counted(books, doc, _terms(doc))
    refuse_if(rules.total_refusals(counted, wanted))
    return counted


def _account(books: Books, wanted: Doc) -> Doc | None:
    flat: Doc = {name: wanted[name] for name in ("AccountID", "Code") if name in wanted}
    return accounts.named(books, {**flat, **wanted.get("BankAccount", {})})


def _written(books: Books, before: Doc | None, after: Doc, party: Writing | None) -> Writing:
    after = _with_ids(books, after)
    moves = before is None or books.switch("xero_same_data_moves") == "on"
    if before is None or moves or changed_fields(before, after):
        after["UpdatedDateUTC"] = books.now
    edited = party.own if party is not None else ()
    return Writing(after, (*edited, *_changes(books, before, after)))


def _changes(books: Books, before: Doc | None, after: Doc) -> Iterator[Change]:
    yield Change("bank_transaction", after["BankTransactionID"], after)
    told = before is None or changed_fields(before, after, ("IsReconciled", "UpdatedDateUTC"))
    if told:
        yield from bank_credit.follow(books, TYPES[after["Type"]].credit, after)


def _with_ids(books: Books, doc: Doc) -> Doc:
    """The accepted transaction with the ids that it, its lines and its credit lack."""
    after = dict(doc)
    if "BankTransactionID" not in after:
        after["BankTransactionID"] = books.new_id("bank_transaction")
    after["LineItems"] = [
        line if "LineItemID" in line else {"LineItemID": books.new_id("line"), **line}
        for line in after["LineItems"]
    ]
    credit = TYPES[after["Type"]].credit
    if credit and bank_credit.KEYS[credit] not in after:
        after[bank_credit.KEYS[credit]] = books.new_id(credit)
    return after

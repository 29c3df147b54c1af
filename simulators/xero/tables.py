"""The tables of Xero's side of a world, each with the indexes that serve its queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from simulators.kernel.store import Hash, Ordered
from simulators.xero.books import plain
from simulators.xero.uses import INDEX, READS, used_by
from simulators.xero.wire.columns import is_above

UPDATED: Final = "UpdatedDateUTC"

Key = Callable[[Mapping[str, Any]], Iterable[Any]]


def _text(index: str, name: str) -> Hash:
    """Files a record under a text as Xero compares it; one without the text is not filed."""

    def keys(doc: Mapping[str, Any]) -> Iterable[Any]:
        text = doc.get(name)
        return ((doc["owner"], plain(text)),) if text else ()

    return Hash(index, keys, (name,))


def _ids(*names: str) -> Key:
    """Files a record under each of these ids that it has."""
    return lambda doc: tuple((doc["owner"], doc[name]) for name in names if name in doc)


def _changed(key: str) -> Key:
    return lambda doc: (doc["owner"], doc[UPDATED], doc[key])


def _state(key: str, facet: str = "Status") -> Key:
    return lambda doc: (doc["owner"], doc[facet], doc[UPDATED], doc[key])


def _document_state(key: str, left: str) -> Key:
    """Keeps documents apart by type, by status, and by whether anything is left of them."""

    def keys(doc: Mapping[str, Any]) -> Iterable[Any]:
        is_left = is_above(doc[left])
        return doc["owner"], doc["Type"], doc["Status"], is_left, doc[UPDATED], doc[key]

    return keys


def _date(index: str, key: str, name: str = "Date") -> Ordered:
    return Ordered(index, lambda doc: (doc["owner"], doc.get(name, ""), doc[key]), (name,))


def _members(doc: Mapping[str, Any]) -> Iterable[Any]:
    return ((doc["owner"], contact_id) for contact_id in doc["ContactIDs"])


def _open(doc: Mapping[str, Any]) -> Iterable[Any]:
    """Files what is still due, or not used yet, under its contact."""
    return ((doc["owner"], doc["ContactID"]),) if doc["Status"] == "AUTHORISED" else ()


_OWNED: Final = (Hash("owner"),)
_OPEN: Final = Hash("open", _open, ("Status", "ContactID"))
_USES: Final = Hash(INDEX, used_by, READS)
_SETTLED: Final = ("InvoiceID", "CreditNoteID", "PrepaymentID", "OverpaymentID")

TABLES: Final[Mapping[str, tuple[Hash | Ordered, ...]]] = {
    "_client": (),
    "_token": (),
    "_connected": (),
    "_content": (),
    "attachment": (Hash("ParentID"),),
    "history_record": (Hash("ParentID"),),
    "organisation": _OWNED,
    "connection": (Hash("tenantId"),),
    "account": (*_OWNED, _text("code", "Code"), _text("name", "Name")),
    "tax_rate": _OWNED,
    "tracking_category": _OWNED,
    "currency": _OWNED,
    "branding_theme": _OWNED,
    "user": _OWNED,
    "item": (*_OWNED, _text("code", "Code")),
    "contact_group": (*_OWNED, Hash("member", _members, ("ContactIDs",))),
    "contact": (
        _text("name", "Name"),
        _text("number", "ContactNumber"),
        _text("account", "AccountNumber"),
        _text("email", "EmailAddress"),
        Ordered("changed", _changed("ContactID")),
        Ordered("state", _state("ContactID", "ContactStatus")),
    ),
    "invoice": (
        _USES,
        _text("number", "InvoiceNumber"),
        _text("reference", "Reference"),
        _text("contact", "ContactID"),
        _OPEN,
        Ordered("changed", _changed("InvoiceID")),
        Ordered("state", _document_state("InvoiceID", "AmountDue")),
        _date("date", "InvoiceID"),
        _date("due", "InvoiceID", "DueDate"),
    ),
    "credit_note": (
        _USES,
        _text("number", "CreditNoteNumber"),
        _text("reference", "Reference"),
        _text("contact", "ContactID"),
        _OPEN,
        Ordered("changed", _changed("CreditNoteID")),
        Ordered("state", _document_state("CreditNoteID", "RemainingCredit")),
        _date("date", "CreditNoteID"),
        _date("due", "CreditNoteID", "DueDate"),
    ),
    "allocation": (Hash("party", _ids(*_SETTLED), _SETTLED),),
    "payment": (
        _USES,
        Hash("target", _ids(*_SETTLED), _SETTLED),
        Hash("batch", _ids("BatchPaymentID"), ("BatchPaymentID",)),
        _text("reference", "Reference"),
        _date("date", "PaymentID"),
        Ordered("changed", _changed("PaymentID")),
        Ordered("state", _state("PaymentID")),
    ),
    "bank_transaction": (
        _USES,
        _text("contact", "ContactID"),
        Ordered("changed", _changed("BankTransactionID")),
        Ordered("state", _state("BankTransactionID")),
        _date("date", "BankTransactionID"),
    ),
    "bank_transfer": (
        Ordered("changed", _changed("BankTransferID")),
        Ordered("state", _state("BankTransferID")),
    ),
    "batch_payment": (
        Ordered("changed", _changed("BatchPaymentID")),
        Ordered("state", _state("BatchPaymentID")),
    ),
    "prepayment": (
        _text("contact", "ContactID"),
        _OPEN,
        _text("number", "InvoiceNumber"),
        Ordered("changed", _changed("PrepaymentID")),
        Ordered("state", _state("PrepaymentID")),
    ),
    "overpayment": (
        _text("contact", "ContactID"),
        _OPEN,
        _text("reference", "Reference"),
        Ordered("changed", _changed("OverpaymentID")),
        Ordered("state", _state("OverpaymentID")),
    ),
}

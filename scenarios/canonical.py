"""
Canonical forms: what both vendors' records have in common, written one way.

A projection is a dict of *units*: the smallest parts that travel, conflict and agree by
themselves. Texts are trimmed, with single blanks, in NFC; empty is None; money is whole cents;
ids that belong to one side are replaced through `Names`.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final, Protocol
from unicodedata import is_normalized, normalize

Doc = Mapping[str, Any]
Units = dict[str, Any]

XERO: Final = "xero"
RELEASED: Final = "released"

KINDS: Final[Mapping[tuple[str, str], str]] = {
    (XERO, "contact"): "contact",
    (RELEASED, "contact"): "contact",
    (XERO, "invoice"): "document",
    (RELEASED, "document"): "document",
    (XERO, "payment"): "payment",
    (RELEASED, "payment"): "payment",
}
"""The kind of record that a vendor's type is, for the kinds that have copies in both systems."""

TYPES: Final[Mapping[tuple[str, str], str]] = {
    (system, kind): type_ for (system, type_), kind in KINDS.items()
}
"""The vendor's type of a kind."""

LADDER: Final[Mapping[str, int]] = {"draft": 0, "awaiting": 1, "approved": 2, "paid": 3}
"""The ladder of a live document; void and deleted stand outside it."""

_RELEASED_STATUS: Final = {
    "Draft": "draft",
    "AwaitingApproval": "awaiting",
    "Approved": "approved",
    "Paid": "paid",
    "Voided": "void",
    "Deleted": "deleted",
}
_XERO_STATUS: Final = {
    "DRAFT": "draft",
    "SUBMITTED": "awaiting",
    "AUTHORISED": "approved",
    "PAID": "paid",
    "VOIDED": "void",
    "DELETED": "void",
}
_CONTACT_STATUS: Final = {
    "ACTIVE": "active",
    "Active": "active",
    "ARCHIVED": "archived",
    "Archived": "archived",
    "GDPRREQUEST": "archived",
}
_DOCUMENT_KIND: Final = {
    "ACCREC": "income",
    "IncomeInvoice": "income",
    "ACCPAY": "expense",
    "ExpenseInvoice": "expense",
    "ACCRECCREDIT": "income credit",
    "IncomeCreditNote": "income credit",
    "ACCPAYCREDIT": "expense credit",
    "ExpenseCreditNote": "expense credit",
}
_TAX_MODE: Final = {
    "Exclusive": "exclusive",
    "Inclusive": "inclusive",
    "NoTax": "no tax",
    "EXCLUSIVE": "exclusive",
    "INCLUSIVE": "inclusive",
    "NOTAX": "no tax",
}

CONTACT_UNITS: Final = (
    "name",
    "first_name",
    "last_name",
    "email",
    "tax_number",
    "phone.mobile",
    "phone.default",
    "phone.ddi",
    "phone.fax",
    "address.postal",
    "address.physical",
)
"""The units of a contact that both sides own."""

DOCUMENT_UNITS: Final = ("contact", "issue_date", "due_date", "reference", "tax_mode", "lines")
"""The units of a document that both sides own."""

MONEY_UNITS: Final = ("amounts", "sub_total", "tax_total", "total")
"""What follows from a document's lines."""

SETTLEMENT_UNITS: Final = ("paid", "credited", "due")
"""What follows from a document's payments and allocations."""

CONTENT: Final[Mapping[str, tuple[str, ...]]] = {
    "contact": CONTACT_UNITS,
    "document": DOCUMENT_UNITS,
    "payment": (),
}
"""The units that people write and the sync carries, by kind of record."""

_PHONES: Final = ("mobile", "default", "ddi", "fax")
_ADDRESSES: Final = (("postal", "POBOX"), ("physical", "STREET"))
_XERO_ADDRESS: Final = (
    "AddressLine1",
    "AddressLine2",
    "AddressLine3",
    "AddressLine4",
    "City",
    "Region",
    "PostalCode",
    "Country",
)
_RELEASED_ADDRESS: Final = (
    "line1",
    "line2",
    "line3",
    "line4",
    "city",
    "region",
    "postalCode",
    "country",
)
_NO_ADDRESS: Final = (None,) * 8


class Names(Protocol):
    """What one side's ids and codes stand for, the same text for both sides."""

    def contact(self, system: str, id_: str) -> str:
        """The root of a contact."""

    def document(self, system: str, owner: str, id_: str) -> str:
        """The root of a document."""

    def option(self, system: str, owner: str, option_id: str) -> str:
        """A tracking option, by Xero's id."""

    def account(self, system: str, owner: str, code: str | None) -> str | None:
        """An account, by the first code it had."""

    def account_code(self, owner: str, account_id: str) -> str | None:
        """The code of the Xero account with this id."""


@lru_cache(maxsize=32_768)
def _spaced(value: str) -> str | None:
    if not is_normalized("NFC", value):
        value = normalize("NFC", value)
    return " ".join(value.split()) or None


def text(value: Any) -> str | None:
    """A text without outer and double blanks, in NFC; None when nothing is left."""
    if value is None or value == "":
        return None
    return _spaced(value if isinstance(value, str) else str(value))


def _email(value: Any) -> str | None:
    plain = text(value)
    return plain.lower() if plain else None


def _digits(value: str) -> str | None:
    return "".join(letter for letter in value if letter.isdigit()) or None


@lru_cache(maxsize=32_768)
def _scaled(value: str, factor: int) -> int | str:
    try:
        scaled = Decimal(value) * factor
    except InvalidOperation:
        return value
    whole = int(scaled)
    return whole if whole == scaled else value


def cents(value: Any) -> Any:
    """An amount in whole cents; a text that is none stays as it is; None stays None."""
    return None if value is None else _scaled(str(value), 100)


def _fine(value: Any) -> Any:
    """A quantity or a price in ten-thousandths."""
    return None if value is None else _scaled(str(value), 10_000)


def _address(row: Doc, fields: tuple[str, ...]) -> tuple[str | None, ...] | None:
    values = tuple([text(row.get(field)) for field in fields])
    return None if values == _NO_ADDRESS else values


def _xero_contact(doc: Doc) -> Units:
    units: Units = {
        "name": text(doc.get("Name")),
        "first_name": text(doc.get("FirstName")),
        "last_name": text(doc.get("LastName")),
        "email": _email(doc.get("EmailAddress")),
        "tax_number": text(doc.get("TaxNumber")),
        "phone.mobile": None,
        "phone.default": None,
        "phone.ddi": None,
        "phone.fax": None,
        "address.postal": None,
        "address.physical": None,
        "status": _CONTACT_STATUS.get(doc.get("ContactStatus") or "ACTIVE", "active"),
        "merged_into": doc.get("MergedToContactID") or None,
    }
    for row in doc.get("Phones") or ():
        unit = "phone." + (row.get("PhoneType") or "").lower()
        if unit in units:
            country, area = row.get("PhoneCountryCode") or "", row.get("PhoneAreaCode") or ""
            units[unit] = _digits(country + area + (row.get("PhoneNumber") or ""))
    for row in doc.get("Addresses") or ():
        for name, type_ in _ADDRESSES:
            if row.get("AddressType") == type_:
                units["address." + name] = _address(row, _XERO_ADDRESS)
    return units


def _released_contact(doc: Doc) -> Units:
    merged = doc.get("mergedIntoId")
    units: Units = {
        "name": text(doc.get("name")),
        "first_name": text(doc.get("firstName")),
        "last_name": text(doc.get("lastName")),
        "email": _email(doc.get("email")),
        "tax_number": text(doc.get("taxNumber")),
        "phone.mobile": None,
        "phone.default": None,
        "phone.ddi": None,
        "phone.fax": None,
        "address.postal": None,
        "address.physical": None,
        "status": _CONTACT_STATUS.get(doc.get("status") or "Active", "active"),
        "merged_into": None if merged is None else str(merged),
    }
    for row in doc.get("phones") or ():
        unit = "phone." + (row.get("type") or "").lower()
        if unit in units:
            units[unit] = _digits(row.get("number") or "")
    for row in doc.get("addresses") or ():
        unit = "address." + (row.get("type") or "").lower()
        if unit in units:
            units[unit] = _address(row, _RELEASED_ADDRESS)
    return units


def contact(system: str, doc: Doc) -> Units:
    """A contact: the units that both sides own, `status` and `merged_into`."""
    return _xero_contact(doc) if system == XERO else _released_contact(doc)


def _options(system: str, owner: str, rows: Any, key: str, names: Names) -> frozenset[str]:
    return frozenset([names.option(system, owner, str(row.get(key))) for row in rows or ()])


def _xero_line(line: Doc, owner: str, names: Names) -> tuple[Any, ...]:
    return (
        text(line.get("Description")),
        _fine(line.get("Quantity")),
        _fine(line.get("UnitAmount")),
        names.account(XERO, owner, line.get("AccountCode") or None),
        line.get("TaxType") or None,
        _options(XERO, owner, line.get("Tracking"), "TrackingOptionID", names),
    )


def _xero_document(doc: Doc, owner: str, names: Names) -> Units:
    lines = doc.get("LineItems") or ()
    kind = _DOCUMENT_KIND.get(doc["Type"], doc["Type"])
    return {
        "kind": kind,
        "contact": names.contact(XERO, str(doc.get("ContactID"))),
        "issue_date": doc.get("Date") or None,
        "due_date": doc.get("DueDate") or None,
        "reference": text(doc.get("Reference")) if kind == "income" else None,
        "tax_mode": _TAX_MODE.get(doc.get("LineAmountTypes") or "Exclusive"),
        "lines": tuple([_xero_line(line, owner, names) for line in lines]),
        "amounts": tuple([(cents(x.get("TaxAmount")), cents(x.get("LineAmount"))) for x in lines]),
        "sub_total": cents(doc.get("SubTotal")),
        "tax_total": cents(doc.get("TotalTax")),
        "total": cents(doc.get("Total")),
        "paid": cents(doc.get("AmountPaid") or "0"),
        "credited": cents(doc.get("AmountCredited") or "0"),
        "due": cents(doc.get("AmountDue")),
        "status": _XERO_STATUS.get(doc.get("Status") or "DRAFT"),
        "number": text(doc.get("InvoiceNumber")),
        "currency": doc.get("CurrencyCode") or None,
    }


def _released_line(line: Doc, owner: str, names: Names) -> tuple[Any, ...]:
    return (
        text(line.get("description")),
        _fine(line.get("quantity")),
        _fine(line.get("unitPrice")),
        names.account(RELEASED, owner, line.get("accountCode") or None),
        line.get("taxType") or None,
        _options(RELEASED, owner, line.get("tracking"), "optionId", names),
    )


def _released_document(doc: Doc, owner: str, names: Names) -> Units:
    lines = doc.get("lines") or ()
    kind = _DOCUMENT_KIND.get(doc["kind"], doc["kind"])
    return {
        "kind": kind,
        "contact": names.contact(RELEASED, str(doc.get("contactId"))),
        "issue_date": doc.get("issueDate") or None,
        "due_date": doc.get("dueDate") or None,
        "reference": text(doc.get("reference")) if kind == "income" else None,
        "tax_mode": _TAX_MODE.get(doc.get("taxMode") or "Exclusive"),
        "lines": tuple([_released_line(line, owner, names) for line in lines]),
        "amounts": tuple([(cents(x.get("taxAmount")), cents(x.get("lineAmount"))) for x in lines]),
        "sub_total": cents(doc.get("subTotal")),
        "tax_total": cents(doc.get("taxTotal")),
        "total": cents(doc.get("total")),
        "paid": cents(doc.get("amountPaid") or "0"),
        "credited": cents(doc.get("amountCredited") or "0"),
        "due": cents(doc.get("amountDue")),
        "status": _RELEASED_STATUS.get(doc.get("status") or "Draft"),
        "number": text(doc.get("externalNumber")),
        "currency": None,
    }


def document(system: str, doc: Doc, owner: str, names: Names) -> Units:
    """An invoice or bill: the shared units, what follows from them, status, number, currency."""
    project = _xero_document if system == XERO else _released_document
    return project(doc, owner, names)


def _xero_payment(doc: Doc, owner: str, names: Names) -> Units:
    code = names.account_code(owner, str(doc.get("AccountID")))
    return {
        "document": names.document(XERO, owner, str(doc.get("InvoiceID"))),
        "cents": cents(doc.get("Amount")),
        "date": doc.get("Date") or None,
        "account": names.account(XERO, owner, code),
        "status": "reversed" if doc.get("Status") == "DELETED" else "live",
    }


def _released_payment(doc: Doc, owner: str, names: Names) -> Units:
    return {
        "document": names.document(RELEASED, owner, str(doc.get("documentId"))),
        "cents": cents(doc.get("amount")),
        "date": doc.get("date") or None,
        "account": names.account(RELEASED, owner, doc.get("accountCode") or None),
        "status": "reversed" if doc.get("status") == "Reversed" else "live",
    }


def payment(system: str, doc: Doc, owner: str, names: Names) -> Units:
    """A payment: the root of its document, cents, date, account and whether it is live."""
    project = _xero_payment if system == XERO else _released_payment
    return project(doc, owner, names)


def _project_contact(system: str, doc: Doc, _owner: str, _names: Names) -> Units:
    return contact(system, doc)


_PROJECTIONS: Final[Mapping[str, Callable[[str, Doc, str, Names], Units]]] = {
    "contact": _project_contact,
    "document": document,
    "payment": payment,
}


def project(kind: str, system: str, doc: Doc, owner: str, names: Names) -> Units:
    """The canonical form of a record of a kind."""
    return _PROJECTIONS[kind](system, doc, owner, names)

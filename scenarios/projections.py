"""
Each vendor's records in the canonical form: contact, document, allocation, payment, file as units.

What belongs to one side alone, such as ids and codes, is written as what it stands for (`Names`).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol
from unicodedata import normalize

from scenarios.canonical import (
    CREDITS,
    RELEASED,
    XERO,
    Doc,
    Units,
    cents,
    digits,
    email,
    fine,
    text,
)

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
_REFERRING: Final = ("income", "income credit")
_TAX_MODE: Final = {
    "Exclusive": "exclusive",
    "Inclusive": "inclusive",
    "NoTax": "no tax",
    "EXCLUSIVE": "exclusive",
    "INCLUSIVE": "inclusive",
    "NOTAX": "no tax",
}
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


def _address(row: Doc, fields: tuple[str, ...]) -> tuple[str | None, ...] | None:
    values = tuple([text(row.get(field)) for field in fields])
    return None if values == _NO_ADDRESS else values


def _xero_contact(doc: Doc) -> Units:
    units: Units = {
        "name": text(doc.get("Name")),
        "first_name": text(doc.get("FirstName")),
        "last_name": text(doc.get("LastName")),
        "email": email(doc.get("EmailAddress")),
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
            units[unit] = digits(country + area + (row.get("PhoneNumber") or ""))
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
        "email": email(doc.get("email")),
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
            units[unit] = digits(row.get("number") or "")
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
        fine(line.get("Quantity")),
        fine(line.get("UnitAmount")),
        names.account(XERO, owner, line.get("AccountCode") or None),
        line.get("TaxType") or None,
        _options(XERO, owner, line.get("Tracking"), "TrackingOptionID", names),
    )


def _xero_document(doc: Doc, owner: str, names: Names) -> Units:
    lines = doc.get("LineItems") or ()
    kind = _DOCUMENT_KIND.get(doc["Type"], doc["Type"])
    is_credit = kind in CREDITS
    return {
        "kind": kind,
        "contact": names.contact(XERO, str(doc.get("ContactID"))),
        "issue_date": doc.get("Date") or None,
        "due_date": None if is_credit else doc.get("DueDate") or None,
        "reference": text(doc.get("Reference")) if kind in _REFERRING else None,
        "tax_mode": _TAX_MODE.get(doc.get("LineAmountTypes") or "Exclusive"),
        "lines": tuple([_xero_line(line, owner, names) for line in lines]),
        "amounts": tuple([(cents(x.get("TaxAmount")), cents(x.get("LineAmount"))) for x in lines]),
        "sub_total": cents(doc.get("SubTotal")),
        "tax_total": cents(doc.get("TotalTax")),
        "total": cents(doc.get("Total")),
        **(_xero_credit(doc) if is_credit else _xero_settlement(doc)),
        "status": _XERO_STATUS.get(doc.get("Status") or "DRAFT"),
        "number": text(doc.get("CreditNoteNumber") if is_credit else doc.get("InvoiceNumber")),
        "currency": doc.get("CurrencyCode") or None,
    }


def _xero_settlement(doc: Doc) -> Units:
    return {
        "paid": cents(doc.get("AmountPaid") or "0"),
        "credited": cents(doc.get("AmountCredited") or "0"),
        "due": cents(doc.get("AmountDue")),
    }


def _xero_credit(doc: Doc) -> Units:
    """What is refunded of a credit note follows from what is left and what is allocated."""
    left, applied = cents(doc.get("RemainingCredit")), cents(doc.get("AppliedAmount") or "0")
    total, is_alive = cents(doc.get("Total")), doc.get("Status") in ("AUTHORISED", "PAID")
    known = all(isinstance(value, int) for value in (total, left, applied))
    refunded = total - left - applied if is_alive and known else 0
    return {"paid": refunded, "credited": applied, "due": left}


def _released_line(line: Doc, owner: str, names: Names) -> tuple[Any, ...]:
    return (
        text(line.get("description")),
        fine(line.get("quantity")),
        fine(line.get("unitPrice")),
        names.account(RELEASED, owner, line.get("accountCode") or None),
        line.get("taxType") or None,
        _options(RELEASED, owner, line.get("tracking"), "optionId", names),
    )


def _released_document(doc: Doc, owner: str, names: Names) -> Units:
    lines = doc.get("lines") or ()
    kind = _DOCUMENT_KIND.get(doc["kind"], doc["kind"])
    is_credit = kind in CREDITS
    return {
        "kind": kind,
        "contact": names.contact(RELEASED, str(doc.get("contactId"))),
        "issue_date": doc.get("issueDate") or None,
        "due_date": None if is_credit else doc.get("dueDate") or None,
        "reference": text(doc.get("reference")) if kind in _REFERRING else None,
        "tax_mode": _TAX_MODE.get(doc.get("taxMode") or "Exclusive"),
        "lines": tuple([_released_line(line, owner, names) for line in lines]),
        "amounts": tuple([(cents(x.get("taxAmount")), cents(x.get("lineAmount"))) for x in lines]),
        "sub_total": cents(doc.get("subTotal")),
        "tax_total": cents(doc.get("taxTotal")),
        "total": cents(doc.get("total")),
        "paid": cents(doc.get("amountPaid") or "0"),
        "credited": cents(doc.get("amountCredited") or "0"),
        "due": cents(doc.get("remainingCredit") if is_credit else doc.get("amountDue")),
        "status": _RELEASED_STATUS.get(doc.get("status") or "Draft"),
        "number": text(doc.get("externalNumber")),
        "currency": None,
    }


def document(system: str, doc: Doc, owner: str, names: Names) -> Units:
    """An invoice or bill: the shared units, what follows from them, status, number, currency."""
    project = _xero_document if system == XERO else _released_document
    return project(doc, owner, names)


def _settled_in_xero(doc: Doc) -> str:
    """The id of what a payment pays or an allocation uses up."""
    keys = ("CreditNoteID", "OverpaymentID", "PrepaymentID", "InvoiceID")
    return str(next((doc[key] for key in keys if doc.get(key)), None))


def _xero_allocation(doc: Doc, owner: str, names: Names) -> Units:
    return {
        "document": names.document(XERO, owner, _settled_in_xero(doc)),
        "invoice": names.document(XERO, owner, str(doc.get("InvoiceID"))),
        "cents": cents(doc.get("Amount")),
        "date": doc.get("Date") or None,
        "status": "live",
    }


def _released_allocation(doc: Doc, owner: str, names: Names) -> Units:
    return {
        "document": names.document(RELEASED, owner, str(doc.get("creditNoteId"))),
        "invoice": names.document(RELEASED, owner, str(doc.get("invoiceId"))),
        "cents": cents(doc.get("amount")),
        "date": doc.get("date") or None,
        "status": "live",
    }


def allocation(system: str, doc: Doc, owner: str, names: Names) -> Units:
    """An allocation: the roots of credit note (`document`) and invoice, cents and date."""
    project = _xero_allocation if system == XERO else _released_allocation
    return project(doc, owner, names)


def _xero_payment(doc: Doc, owner: str, names: Names) -> Units:
    code = names.account_code(owner, str(doc.get("AccountID")))
    return {
        "document": names.document(XERO, owner, _settled_in_xero(doc)),
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


_WITH_COPIES: Final = ("invoice", "credit_note")


def _xero_file(doc: Doc, owner: str, names: Names) -> Units:
    crosses = doc.get("ParentType") in _WITH_COPIES
    return {
        "document": names.document(XERO, owner, str(doc.get("ParentID"))) if crosses else None,
        "name": normalize("NFC", str(doc.get("FileName"))),
        "digest": doc.get("sha256"),
        "status": "live",
    }


def _released_file(doc: Doc, owner: str, names: Names) -> Units:
    return {
        "document": names.document(RELEASED, owner, str(doc.get("documentId"))),
        "name": normalize("NFC", str(doc.get("fileName"))),
        "digest": doc.get("sha256"),
        "status": "deleted" if doc.get("deletedAt") else "live",
    }


def attachment(system: str, doc: Doc, owner: str, names: Names) -> Units:
    """A file: the root of its document, None for what never crosses, its name, its SHA-256."""
    project = _xero_file if system == XERO else _released_file
    return project(doc, owner, names)


def _project_contact(system: str, doc: Doc, _owner: str, _names: Names) -> Units:
    return contact(system, doc)


_PROJECTIONS: Final[Mapping[str, Callable[[str, Doc, str, Names], Units]]] = {
    "contact": _project_contact,
    "document": document,
    "allocation": allocation,
    "payment": payment,
    "attachment": attachment,
}


def project(kind: str, system: str, doc: Doc, owner: str, names: Names) -> Units:
    """The canonical form of a record of a kind."""
    return _PROJECTIONS[kind](system, doc, owner, names)

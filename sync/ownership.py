"""
Which side owns each field, by what name each system calls it, and in which form it is compared.

A field that stands in no table belongs to the system that has it and is never written by the sync.

Rule: R1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sync.forms import (
    ADDRESS,
    DATE,
    EMAIL,
    FILE_NAME,
    MONEY,
    NUMBER,
    PHONE,
    REFUNDED,
    SETTLES,
    TEXT,
    Form,
    mapped,
    milliseconds,
    note,
    text,
)
from sync.kinds import KINDS

Picture = dict[str, Any]
"""One record as the sync sees it: every field of its table under the unit's name, in its form."""


class Owner(StrEnum):
    """Who may change a field after pairing."""

    BOTH = "both"
    XERO = "Xero, mirrored in Re-Leased"
    LADDER = "both, by the rules of its ladder"
    SEEN = "read only: it decides, it is never written"


BOTH, XERO, LADDER, SEEN = Owner.BOTH, Owner.XERO, Owner.LADDER, Owner.SEEN


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry of a list whose entries are told apart by a tag, such as a phone of one type."""

    name: str
    tag: str
    value: str

    def read(self, record: Mapping[str, Any]) -> Any:
        """The first entry with this tag, or None."""
        for entry in record.get(self.name) or ():
            if entry.get(self.tag) == self.value:
                return entry
        return None

    def write(self, body: dict[str, Any], value: Any) -> None:
        """Add the entry to the body's list."""
        body.setdefault(self.name, []).append({self.tag: self.value, **value})


@dataclass(frozen=True, slots=True)
class Path:
    """A field of the record, or of one object inside it: `Contact.ContactID`."""

    names: tuple[str, ...]

    def read(self, record: Mapping[str, Any]) -> Any:
        """The value, or None where any part of the way is absent."""
        value: Any = record
        for name in self.names:
            value = value.get(name) if value else None
        return value

    def write(self, body: dict[str, Any], value: Any) -> None:
        """Set the value, making the objects on the way."""
        for name in self.names[:-1]:
            body = body.setdefault(name, {})
        body[self.names[-1]] = value


Place = Path | Slot | None


@dataclass(frozen=True, slots=True, init=False)
class Field:
    """One row of the ownership table. A side whose place is None does not have the field."""

    unit: str
    owner: Owner
    form: Form
    released: Place
    xero: Place

    def __init__(
        self, unit: str, owner: Owner, form: Form, released: str | Slot, xero: str | Slot
    ) -> None:
        for name, value in (("unit", unit), ("owner", owner), ("form", form)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "released", _place(released))
        object.__setattr__(self, "xero", _place(xero))


def _place(written: str | Slot) -> Place:
    if isinstance(written, Slot):
        return written
    return Path(tuple(written.split("."))) if written else None


def _phone(released: str, xero: str) -> tuple[Slot, Slot]:
    return Slot("phones", "type", released), Slot("Phones", "PhoneType", xero)


def _postal(released: str, xero: str) -> tuple[Slot, Slot]:
    return Slot("addresses", "type", released), Slot("Addresses", "AddressType", xero)


CONTACT_STATUS: Final = mapped((("Active", "ACTIVE"), ("Archived", "ARCHIVED")))
KIND: Final = mapped(tuple((kind.released, kind.xero) for kind in KINDS))
TAX_MODE: Final = mapped(
    (("Exclusive", "Exclusive"), ("Inclusive", "Inclusive"), ("NoTax", "NoTax"))
)
PAYMENT_STATUS: Final = mapped((("Applied", "AUTHORISED"), ("Reversed", "DELETED")))
FILE_STATUS: Final = Form(
    lambda deleted: "Deleted" if deleted else "Active", lambda word: word or "Active"
)
ALLOCATION_STATUS: Final = Form(*[lambda value: value or "Applied"] * 2)
MIRROR_STATUS: Final = mapped(
    (
        ("Active", "ACTIVE"),
        ("Archived", "ARCHIVED"),
        ("Archived", "DELETED"),
        ("Archived", "PENDING"),
    )
)
DOCUMENT_STATUS: Final = mapped(
    (
        ("Draft", "DRAFT"),
        ("AwaitingApproval", "SUBMITTED"),
        ("Approved", "AUTHORISED"),
        ("Approved", "PAID"),
        ("Voided", "VOIDED"),
        ("Voided", "DELETED"),
    ),
    # Paid follows from payments and is never written; a deleted draft is as dead as a void.
    spoken=lambda word: {"Paid": "Approved", "Deleted": "Voided"}.get(word, word),
)
CREDIT_KIND: Final = Form(from_xero=lambda type_: type_.rpartition("-")[2].capitalize())
CREDIT_SIDE: Final = Form(
    from_xero=lambda type_: "Income" if type_.startswith("RECEIVE") else "Expense"
)
CREDIT_STATUS: Final = mapped(
    (("Approved", "AUTHORISED"), ("Approved", "PAID"), ("Voided", "VOIDED")),
    spoken=lambda word: "Approved" if word == "Paid" else word,
)
DESCRIPTION: Final = Form(note, note, text, to_xero=lambda value: value or "")
STAMP: Final = Form(*[lambda value: milliseconds(value) if value else 0] * 2)
RELEASED_ID: Final = Form(lambda value: None if value is None else str(value), to_released=int)


CONTACT_FIELDS: Final = (
    #     unit              owner   form             Re-Leased                        Xero
    Field("name",          BOTH,   TEXT,           "name",         "Name"),
    Field("firstName",     BOTH,   TEXT,           "firstName",    "FirstName"),
    Field("lastName",      BOTH,   TEXT,           "lastName",     "LastName"),
    Field("email",         BOTH,   EMAIL,          "email",        "EmailAddress"),
    Field("taxNumber",     BOTH,   TEXT,           "taxNumber",    "TaxNumber"),
    Field("phone.mobile",  BOTH,   PHONE,          *_phone("mobile",                "MOBILE")),
    Field("phone.default", BOTH,   PHONE,          *_phone("default",               "DEFAULT")),
    Field("phone.ddi",     BOTH,   PHONE,          *_phone("ddi",                   "DDI")),
    Field("phone.fax",     BOTH,   PHONE,          *_phone("fax",                   "FAX")),
    Field("postal",        BOTH,   ADDRESS,        *_postal("postal",               "POBOX")),
    Field("street",        BOTH,   ADDRESS,        *_postal("physical",             "STREET")),
    Field("status",        LADDER, CONTACT_STATUS, "status",       "ContactStatus"),
    Field("merged",        XERO,   RELEASED_ID,    "mergedIntoId", "MergedToContactID"),
    Field("marker",        SEEN,   Form(),         "",             "ContactNumber"),
    Field("updated",       SEEN,   STAMP,          "updatedAt",    "UpdatedDateUTC"),
)  # fmt: skip

DOCUMENT_FIELDS: Final = (
    #     unit              owner   form             Re-Leased                        Xero
    Field("kind",      SEEN,   KIND,            "kind",           "Type"),
    Field("contact",   BOTH,   RELEASED_ID,     "contactId",      "Contact.ContactID"),
    Field("issueDate", BOTH,   DATE,            "issueDate",      "Date"),
    Field("dueDate",   BOTH,   DATE,            "dueDate",        "DueDate"),
    Field("reference", BOTH,   TEXT,            "reference",      "Reference"),
    Field("taxMode",   BOTH,   TAX_MODE,        "taxMode",        "LineAmountTypes"),
    Field("status",    LADDER, DOCUMENT_STATUS, "status",         "Status"),
    Field("number",    XERO,   TEXT,            "externalNumber", "InvoiceNumber"),
    Field("currency",  SEEN,   Form(),          "",               "CurrencyCode"),
    Field("paid",      SEEN,   MONEY,           "amountPaid",     "AmountPaid"),
    Field("credited",  SEEN,   MONEY,           "amountCredited", "AmountCredited"),
    Field("due",       SEEN,   MONEY,           "amountDue",      "AmountDue"),
    Field("updated",   SEEN,   STAMP,           "updatedAt",      "UpdatedDateUTC"),
)  # fmt: skip
"""The header. The lines are one more unit of the document, described by `LINE_FIELDS`."""

LINE_FIELDS: Final = (
    #     unit              owner   form             Re-Leased                        Xero
    Field("description", BOTH, DESCRIPTION, "description", "Description"),
    Field("quantity",    BOTH, NUMBER,      "quantity",    "Quantity"),
    Field("unitPrice",   BOTH, NUMBER,      "unitPrice",   "UnitAmount"),
    Field("account",     BOTH, TEXT,        "accountCode", "AccountCode"),
    Field("tax",         BOTH, TEXT,        "taxType",     "TaxType"),
    Field("lineAmount",  BOTH, MONEY,       "lineAmount",  "LineAmount"),
    Field("taxAmount",   BOTH, MONEY,       "taxAmount",   "TaxAmount"),
)  # fmt: skip

PAYMENT_FIELDS: Final = (
    #     unit              owner   form             Re-Leased                        Xero
    Field("document",  BOTH,   RELEASED_ID,    "documentId",  "Invoice.InvoiceID"),
    Field("amount",    BOTH,   MONEY,          "amount",      "Amount"),
    Field("date",      BOTH,   DATE,           "date",        "Date"),
    Field("account",   BOTH,   TEXT,           "accountCode", "Account.Code"),
    Field("status",    LADDER, PAYMENT_STATUS, "status",      "Status"),
    Field("accountId", SEEN,   Form(),         "",            "Account.AccountID"),
    Field("reference", SEEN,   TEXT,           "",            "Reference"),
    Field("type",      SEEN,   Form(),         "",            "PaymentType"),
)  # fmt: skip

ALLOCATION_FIELDS: Final = (
    #     unit              owner   form             Re-Leased                        Xero
    Field("creditNote", BOTH,   RELEASED_ID,       "creditNoteId", "CreditNote.CreditNoteID"),
    Field("invoice",    BOTH,   RELEASED_ID,       "invoiceId",    "Invoice.InvoiceID"),
    Field("amount",     BOTH,   MONEY,             "amount",       "Amount"),
    Field("date",       BOTH,   DATE,              "date",         "Date"),
    Field("status",     LADDER, ALLOCATION_STATUS, "status",       "Status"),
)  # fmt: skip
"""An allocation that is there has no status in either system; one that was removed is Reversed."""

CREDIT_FIELDS: Final = (
    #     unit              owner   form             Re-Leased                        Xero
    Field("kind",     XERO, CREDIT_KIND,   "kind",           "Type"),
    Field("side",     XERO, CREDIT_SIDE,   "side",           "Type"),
    Field("contact",  XERO, RELEASED_ID,   "contactId",      "Contact.ContactID"),
    Field("date",     XERO, DATE,          "date",           "Date"),
    Field("total",    XERO, MONEY,         "total",          "Total"),
    Field("refunded", XERO, REFUNDED,      "amountRefunded", "Payments"),
    Field("settles",  XERO, SETTLES,       "allocations",    "Allocations"),
    Field("status",   XERO, CREDIT_STATUS, "status",         "Status"),
    Field("currency", SEEN, Form(),        "",               "CurrencyCode"),
)  # fmt: skip
"""
An over- or prepayment, which is Xero's with all that it settles. Its reference is the bank's and
stays there (R49).
"""

ATTACHMENT_FIELDS: Final = (
    #     unit              owner   form             Re-Leased                        Xero
    Field("document", SEEN,   RELEASED_ID, "documentId", "ParentID"),
    Field("name",     SEEN,   FILE_NAME,   "fileName",   "FileName"),
    Field("digest",   BOTH,   Form(),      "sha256",     "sha256"),
    Field("status",   LADDER, FILE_STATUS, "deletedAt",  "Status"),
    Field("type",     SEEN,   Form(),      "mimeType",   "MimeType"),
    Field("size",     SEEN,   Form(),      "size",       "ContentLength"),
    Field("online",   SEEN,   Form(),      "",           "IncludeOnline"),
    Field("shelf",    SEEN,   Form(),      "",           "Shelf"),
)  # fmt: skip
"""
The bytes travel, and are compared by their SHA-256, which of Xero's files is worked out.
`shelf` is where they are read there.
"""

TAX_TYPE_FIELDS: Final = (
    Field("name",   XERO, TEXT,          "name",   "Name"),
    Field("rate",   XERO, NUMBER,        "rate",   "EffectiveRate"),
    Field("status", XERO, MIRROR_STATUS, "status", "Status"),
)  # fmt: skip

ACCOUNT_FIELDS: Final = (
    Field("code",    XERO, TEXT,          "code",           "Code"),
    Field("name",    XERO, TEXT,          "name",           "Name"),
    Field("class",   XERO, TEXT,          "class",          "Class"),
    Field("type",    XERO, TEXT,          "type",           "Type"),
    Field("taxType", XERO, TEXT,          "taxTypeDefault", "TaxType"),
    Field("status",  XERO, MIRROR_STATUS, "status",         "Status"),
)  # fmt: skip

TRACKING_CATEGORY_FIELDS: Final = (
    Field("name",   XERO, TEXT,          "name",   "Name"),
    Field("status", XERO, MIRROR_STATUS, "status", "Status"),
)  # fmt: skip

TRACKING_OPTION_FIELDS: Final = (
    Field("category", SEEN, RELEASED_ID,   "categoryId", "TrackingCategoryID"),
    Field("name",     XERO, TEXT,          "name",       "Name"),
    Field("status",   XERO, MIRROR_STATUS, "status",     "Status"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entity:
    """One type of record: its place in the order of work and its fields."""

    type: str
    fields: tuple[Field, ...]
    parent: str = ""  # the unit that names the record this one hangs on
    parent_type: str = ""
    other: str = ""  # the unit that names a second record of that type


ENTITIES: Final = (
    # in the order of work: what is named comes before what names it (R47)
    Entity("tax_type", TAX_TYPE_FIELDS),
    Entity("account", ACCOUNT_FIELDS),
    Entity("tracking_category", TRACKING_CATEGORY_FIELDS),
    Entity("tracking_option", TRACKING_OPTION_FIELDS, "category", "tracking_category"),
    Entity("contact", CONTACT_FIELDS, "merged", "contact"),
    Entity("document", DOCUMENT_FIELDS, "contact", "contact"),
    Entity("allocation", ALLOCATION_FIELDS, "creditNote", "document", "invoice"),
    Entity("payment", PAYMENT_FIELDS, "document", "document"),
    Entity("credit", CREDIT_FIELDS, "contact", "contact"),
    Entity("attachment", ATTACHMENT_FIELDS, "document", "document"),
)

"""
Canonical forms: what both vendors' records have in common, written one way.

A projection is a dict of *units*: the smallest parts that travel, conflict and agree by
themselves. Texts are trimmed, with single blanks, in NFC; empty is None; money is whole cents;
`scenarios.projections` writes each vendor's records so.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final
from unicodedata import is_normalized, normalize

Doc = Mapping[str, Any]
Units = dict[str, Any]

XERO: Final = "xero"
RELEASED: Final = "released"

KINDS: Final[Mapping[tuple[str, str], str]] = {
    (XERO, "contact"): "contact",
    (RELEASED, "contact"): "contact",
    (XERO, "credit_note"): "document",
    (XERO, "invoice"): "document",
    (RELEASED, "document"): "document",
    (XERO, "allocation"): "allocation",
    (RELEASED, "allocation"): "allocation",
    (XERO, "payment"): "payment",
    (RELEASED, "payment"): "payment",
    (XERO, "attachment"): "attachment",
    (RELEASED, "attachment"): "attachment",
}
"""The kind of record that a vendor's type is, for the kinds that have copies in both systems."""

TYPES: Final[Mapping[tuple[str, str], str]] = {
    (system, kind): type_ for (system, type_), kind in KINDS.items()
}
"""The vendor's type of a kind; of documents Xero's invoices."""

SETTLEMENTS: Final = frozenset(("allocation", "payment"))
"""Kinds that settle a document and are told apart by amount and date alone."""

HANGING: Final = SETTLEMENTS | {"attachment"}
"""Kinds that hang on a document and are counted there; a root may have several copies."""

LADDER: Final[Mapping[str, int]] = {"draft": 0, "awaiting": 1, "approved": 2, "paid": 3}
"""The ladder of a live document; void and deleted stand outside it."""

CREDITS: Final = ("income credit", "expense credit")
"""The kinds of document that are credit notes."""

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
    "allocation": (),
    "payment": (),
    "attachment": ("digest",),
}
"""The units that people write and the sync carries, by kind of record."""


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


def email(value: Any) -> str | None:
    """An e-mail address in lower case."""
    plain = text(value)
    return plain.lower() if plain else None


def digits(value: str) -> str | None:
    """The digits of a phone number."""
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


def fine(value: Any) -> Any:
    """A quantity or a price in ten-thousandths."""
    return None if value is None else _scaled(str(value), 10_000)

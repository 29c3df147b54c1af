"""
Canonical forms: how one value of one system is read, compared and written.

A form keeps what a person typed (trimmed) and compares what it means, so that spacing, Unicode
form, the case of an e-mail address and the punctuation of a phone number are never a difference.

Rule: R53, R54, R58, R59.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import count
from typing import Any, Final

Convert = Callable[[Any], Any]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_XERO_DATE: Final = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")
_NOT_A_DIGIT: Final = re.compile(r"\D+")
_CENT: Final = Decimal("0.01")


def same(value: Any) -> Any:
    """The value itself."""
    return value


@dataclass(frozen=True, slots=True)
class Form:
    """How a value is read from each system, what it means (`key`), how each system writes it."""

    from_released: Convert = same
    from_xero: Convert = same
    key: Convert = same
    to_released: Convert = same
    to_xero: Convert = same


def text(value: Any) -> str | None:
    """Trimmed, single-spaced, NFC; an empty text is None."""
    if not value:
        return None
    written = str(value)
    if not written.isascii():
        written = unicodedata.normalize("NFC", written)
    return " ".join(written.split()) or None


def note(value: Any) -> str | None:
    """A text whose lines are kept: trimmed at the ends, NFC, an empty one is None."""
    if not value:
        return None
    written = str(value).replace("\r\n", "\n")
    return unicodedata.normalize("NFC", written).strip() or None


def empty_as_blank(value: Any) -> Any:
    """Xero never takes or sends null: an empty value is the empty text."""
    return "" if value is None else value


def lowered(value: str | None) -> str | None:
    """The meaning of an e-mail address."""
    return value.lower() if value else None


def digits(value: str | None) -> str | None:
    """The meaning of a phone number."""
    return _NOT_A_DIGIT.sub("", value) or None if value else None


def decimal_text(value: Any) -> str | None:
    """
    A number as the shortest exact decimal text, without exponent or trailing zeros.

    Method: Xero writes bare JSON numbers of at most 15 digits; the shortest text of such a
    double is the number that was written.
    """
    if value is None or value == "":
        return None
    plain = format(Decimal(str(value)), "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"


def money_text(value: Any) -> str | None:
    """An amount with two places; None stays None."""
    if value is None or value == "":
        return None
    return str(Decimal(str(value)).quantize(_CENT, rounding=ROUND_HALF_UP))


def cents(value: Any) -> int:
    """An amount as whole cents; None counts as nothing."""
    if value is None:
        return 0
    return int((Decimal(str(value)) * 100).to_integral_value(rounding=ROUND_HALF_UP))


@lru_cache(maxsize=4096)
def milliseconds(stamp: str) -> int:
    """A timestamp of either system as milliseconds since 1970."""
    if found := _XERO_DATE.match(stamp):
        return int(found.group(1))
    moment = datetime.fromisoformat(stamp)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(milliseconds=1)


@lru_cache(maxsize=4096)
def calendar_date(value: str | None) -> str | None:
    """
    A date as `YYYY-MM-DD`, whatever zone anybody is in.

    Rule: R59. Xero's calendar dates are midnights of UTC and are never moved to another zone.
    """
    if not value:
        return None
    if value.startswith("/Date("):
        return (_EPOCH + timedelta(milliseconds=milliseconds(value))).date().isoformat()
    return value[:10]


_ADDRESS_PARTS: Final = (
    # Re-Leased     Xero
    ("line1",       "AddressLine1"),
    ("line2",       "AddressLine2"),
    ("line3",       "AddressLine3"),
    ("line4",       "AddressLine4"),
    ("city",        "City"),
    ("region",      "Region"),
    ("postalCode",  "PostalCode"),
    ("country",     "Country"),
)  # fmt: skip

_PHONE_PARTS: Final = ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber")


def _address(entry: Mapping[str, Any] | None, names: tuple[str, ...]) -> list[str | None] | None:
    if not entry:
        return None
    parts = [text(entry.get(name)) for name in names]
    return parts if any(parts) else None


def _address_from_released(entry: Any) -> Any:
    return _address(entry, tuple(name for name, _ in _ADDRESS_PARTS))


def _address_from_xero(entry: Any) -> Any:
    return _address(entry, tuple(name for _, name in _ADDRESS_PARTS))


def _address_to_released(value: Any) -> Any:
    parts = value or [None] * len(_ADDRESS_PARTS)
    return {name: part for (name, _), part in zip(_ADDRESS_PARTS, parts, strict=True)}


def _address_to_xero(value: Any) -> Any:
    parts = value or [None] * len(_ADDRESS_PARTS)
    return {name: part or "" for (_, name), part in zip(_ADDRESS_PARTS, parts, strict=True)}


def _phone_from_released(entry: Any) -> Any:
    return text(entry.get("number")) if entry else None


def _phone_from_xero(entry: Any) -> Any:
    return text(" ".join(filter(None, map(entry.get, _PHONE_PARTS)))) if entry else None


def _phone_to_released(value: Any) -> Any:
    return {"number": value}


def _phone_to_xero(value: Any) -> Any:
    return {"PhoneNumber": value or "", "PhoneAreaCode": "", "PhoneCountryCode": ""}


def mapped(pairs: tuple[tuple[str, str], ...], spoken: Convert = same) -> Form:
    """A closed list of words, Re-Leased's beside Xero's; the first pair is the one written."""
    to_xero = dict(reversed(pairs))
    to_released = {theirs: ours for ours, theirs in reversed(pairs)}
    return Form(spoken, to_released.get, same, same, to_xero.get)


def free_name(wanted: str, taken: Container[str]) -> str:
    """The name, or the first of `name (2).pdf`, `name (3).pdf` and so on that is not taken."""
    stem, dot, extension = wanted.rpartition(".")
    stem, ending = (stem, dot + extension) if stem else (wanted, "")
    numbered = (f"{stem} ({number}){ending}" for number in count(2))
    return wanted if wanted not in taken else next(n for n in numbered if n not in taken)


def is_numbered(name: str, wanted: str) -> bool:
    """The name is the wanted one, or the wanted one with a number, as `free_name` makes it."""
    stem, dot, extension = wanted.rpartition(".")
    stem, ending = (stem, dot + extension) if stem else (wanted, "")
    number = rf"{re.escape(stem)} \(\d+\){re.escape(ending)}"
    return name == wanted or re.fullmatch(number, name) is not None


def composed(value: Any) -> str | None:
    """A name letter by letter, whatever way its accents are composed."""
    return unicodedata.normalize("NFC", str(value)) if value else None


Rows = Iterable[Mapping[str, Any]] | None


def added_up(rows: Rows) -> str | None:
    """What the amounts of some rows come to; None where an answer does not list them."""
    if rows is None:
        return None
    return money_text(sum((Decimal(str(row["Amount"])) for row in rows), Decimal(0)))


def _settled_from_released(rows: Rows) -> list[list[str | None]] | None:
    """What a credit settles: allocation, invoice, amount and date of each, in a fixed order."""
    if rows is None:
        return None
    return sorted(
        [row["externalId"], str(row["invoiceId"]), money_text(row["amount"]), row["date"]]
        for row in rows
    )


def _settled_from_xero(rows: Rows) -> list[list[str | None]] | None:
    if rows is None:
        return None
    return sorted(
        [
            row["AllocationID"],
            row["Invoice"]["InvoiceID"],
            money_text(row["Amount"]),
            calendar_date(row["Date"]),
        ]
        for row in rows
    )


def _settled_to_released(rows: Any) -> list[dict[str, Any]]:
    return [
        {"externalId": id_, "invoiceId": int(invoice), "amount": amount, "date": date}
        for id_, invoice, amount, date in rows or ()
    ]


FILE_NAME: Final = Form(composed, composed)
TEXT: Final = Form(text, text, to_xero=empty_as_blank)
EMAIL: Final = Form(text, text, lowered, to_xero=empty_as_blank)
PHONE: Final = Form(
    _phone_from_released, _phone_from_xero, digits, _phone_to_released, _phone_to_xero
)
ADDRESS: Final = Form(
    _address_from_released, _address_from_xero, same, _address_to_released, _address_to_xero
)
DATE: Final = Form(calendar_date, calendar_date, to_xero=empty_as_blank)
MONEY: Final = Form(money_text, money_text, cents)
REFUNDED: Final = Form(money_text, added_up, cents)
SETTLES: Final = Form(_settled_from_released, _settled_from_xero, to_released=_settled_to_released)
NUMBER: Final = Form(decimal_text, decimal_text)

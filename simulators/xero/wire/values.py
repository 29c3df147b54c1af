"""How Xero writes and reads single values: dates, instants, numbers, ids, booleans."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from orjson import Fragment

from simulators.kernel.clock import EPOCH, instant_text
from simulators.kernel.wire import Field, Kind, WrongValue

NO_GUID: Final = "00000000-0000-0000-0000-000000000000"
LARGEST: Final = Decimal("9999999999999.99")
MOST_DIGITS: Final = 40
LONGEST_GUID: Final = 38
LONGEST_TEXT: Final = 100_000

_TICKS: Final = re.compile(r"^\s*\\?/Date\((-?\d{1,15})([+-]\d{4})?\)\\?/\s*$")
_EARLIEST_MS: Final = -62_135_596_800_000
_LATEST_MS: Final = 253_402_300_799_999

# Writing


@lru_cache(maxsize=16_384)
def day_ms(text: str) -> int:
    """The milliseconds of midnight UTC of a calendar date."""
    return (date.fromisoformat(text) - EPOCH.date()).days * 86_400_000


def instant_ms(text: str) -> int:
    """The milliseconds of an instant as documents hold it."""
    hours, minutes, seconds = int(text[11:13]), int(text[14:16]), int(text[17:19])
    return day_ms(text[:10]) + ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(text[20:23])


@lru_cache(maxsize=16_384)
def date_ticks(text: str) -> str:
    """A calendar date in Microsoft's JSON form."""
    return f"/Date({day_ms(text)}+0000)/"


@lru_cache(maxsize=16_384)
def instant_ticks(text: str) -> str:
    """An instant in Microsoft's JSON form."""
    return f"/Date({instant_ms(text)}+0000)/"


def bare_ticks(text: str) -> str:
    """An instant in Microsoft's JSON form, without an offset."""
    return f"/Date({instant_ms(text)})/"


def date_string(text: str) -> str:
    """A calendar date as its `…String` twin has it."""
    return f"{text}T00:00:00"


def instant_string(text: str) -> str:
    """An instant as its `…String` twin has it: whole seconds."""
    return f"{text[:19]}Z"


@lru_cache(maxsize=16_384)
def digits(text: str, places: int) -> Fragment:
    """A bare JSON number with a fixed count of digits after the point."""
    return Fragment(f"{Decimal(text):.{places}f}")


def money(text: str) -> Fragment:
    """An amount as a bare JSON number; documents hold it with two digits already."""
    return Fragment(text)


# Reading


def guid(text: object) -> str | None:
    """The id in the form that documents hold, None when it is none."""
    return _guid(text) if isinstance(text, str) and len(text) <= LONGEST_GUID else None


@lru_cache(maxsize=65_536)
def _guid(text: str) -> str | None:
    try:
        return str(UUID(text.strip()))
    except ValueError:
        return None


def number(value: object) -> Decimal | None:
    """The exact number that a JSON number or a numeric text stands for, None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        read = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not read.is_finite() or len(str(read)) > MOST_DIGITS or abs(read) > LARGEST:
        return None
    return read.quantize(Decimal("0.000001"))


def calendar_date(value: object) -> str | None:
    """The date that a text stands for; one with an offset is turned into UTC and then cut."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    ticks = _TICKS.match(value)
    if ticks:
        ms = int(ticks[1])
        return instant_text(ms)[:10] if _EARLIEST_MS <= ms <= _LATEST_MS else None
    try:
        moment = datetime.fromisoformat(value.strip())
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}"


def flag(value: object) -> bool | None:
    """The boolean that a JSON value or a query text stands for, None when it is none."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False, "1": True, "0": False}.get(value.strip().lower())
    return None


def _text(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise _unreadable("string", field, value)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _unreadable("string", field, "a lone surrogate") from None
    return value


def _unreadable(kind: str, field: Field, value: object) -> WrongValue:
    shown = str(value)[:60].encode("utf-8", "replace").decode()
    return WrongValue("XE-38", f"Could not convert to {kind}: {shown}. Path '{field.name}'")


def _reader(kind: str, read: Callable[[object], Any]) -> Callable[[Field, Any], Any]:
    def reader(field: Field, value: Any) -> Any:
        found = read(value)
        if found is None:
            raise _unreadable(kind, field, value)
        return found

    return reader


def _decimal_text(value: object) -> str | None:
    read = number(value)
    return None if read is None else f"{read:f}"


def _integer(value: object) -> int | None:
    read = number(value)
    return None if read is None or read != read.to_integral_value() else int(read)


READERS: Final[Mapping[Kind, Callable[[Field, Any], Any]]] = {
    Kind.TEXT: _text,
    Kind.ENUM: _text,
    Kind.GUID: _reader("Guid", guid),
    Kind.INTEGER: _reader("integer", _integer),
    Kind.BOOLEAN: _reader("boolean", flag),
    Kind.MONEY: _reader("decimal", _decimal_text),
    Kind.DECIMAL: _reader("decimal", _decimal_text),
    Kind.DATE: _reader("DateTime", calendar_date),
}
"""What a body's values become in a document; a value of another kind makes the body unreadable."""

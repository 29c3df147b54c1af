"""How single values are read, and whole bodies: strictly, with every mistake named by its path."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.clock import is_date
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.wire import Field, Kind, Reader, SetBy, WrongValue, parse

LONGEST_TEXT: Final = 4000
LARGEST_ID: Final = 2**53
_NUMBER: Final = re.compile(r"-?[0-9]{1,10}(?:\.([0-9]{1,12}))?")
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def plain(number: Decimal, places: int = 0) -> str:
    """A number without needless zeros, with at least so many places."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, _, fraction = text.partition(".")
    fraction = fraction.ljust(places, "0")
    return f"{whole}.{fraction}" if fraction else whole


def read_text(field: Field, value: Any) -> str | None:
    """A text; an empty one is none."""
    if not isinstance(value, str):
        raise WrongValue("wrong_type", f"{field.name} must be a text.")
    if len(value) > (field.limit or LONGEST_TEXT):
        raise WrongValue(
            "too_long", f"{field.name} takes {field.limit or LONGEST_TEXT} characters at most."
        )
    if value.strip():
        return value
    if field.required:
        raise WrongValue("required", f"{field.name} is required.")
    return None


def read_guid(field: Field, value: Any) -> str:
    """A GUID, in lower case."""
    if not isinstance(value, str) or not _GUID.fullmatch(value):
        raise WrongValue("wrong_type", f"{field.name} must be a UUID.")
    return value.lower()


def read_integer(field: Field, value: Any) -> int:
    """A whole number above zero, as ids are."""
    if type(value) is not int or not 0 < value < LARGEST_ID:
        raise WrongValue("wrong_type", f"{field.name} must be a whole number above zero.")
    return value


def read_boolean(field: Field, value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise WrongValue("wrong_type", f"{field.name} must be true or false.")
    return value


def _number(field: Field, value: Any, places: int) -> Decimal:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise WrongValue("wrong_type", f"{field.name} must be a decimal in a text.")
    found = _NUMBER.fullmatch(str(value))
    if found is None:
        raise WrongValue("wrong_type", f"{field.name} must be a decimal such as 1150.00.")
    if len((found[1] or "").rstrip("0")) > places:
        raise WrongValue("too_precise", f"{field.name} takes {places} decimal places at most.")
    return Decimal(str(value)) + 0


def read_money(field: Field, value: Any) -> str:
    """An amount, with two places."""
    return plain(_number(field, value, 2), 2)


def read_decimal(field: Field, value: Any) -> str:
    """A quantity, price or rate of up to four places; `limit` says how many are always shown."""
    return plain(_number(field, value, 4), field.limit)


def read_date(field: Field, value: Any) -> str:
    """A calendar date."""
    if not isinstance(value, str) or not is_date(value):
        raise WrongValue("wrong_type", f"{field.name} must be a date such as 2026-03-31.")
    return value


def read_enum(field: Field, value: Any) -> str:
    """One of the field's values."""
    if not isinstance(value, str) or value not in field.values:
        raise WrongValue("wrong_value", f"{field.name} must be one of {', '.join(field.values)}.")
    return value


def read_texts(field: Field, value: Any) -> list[str]:
    """A list of the field's values, each once."""
    if not isinstance(value, list):
        raise WrongValue("wrong_type", f"{field.name} must be a list.")
    return list(dict.fromkeys(read_enum(field, each) for each in value))


def read_integers(field: Field, value: Any) -> list[int]:
    """A list of ids, each once."""
    if not isinstance(value, list):
        raise WrongValue("wrong_type", f"{field.name} must be a list of ids.")
    return list(dict.fromkeys(read_integer(field, each) for each in value))


READERS: Final[Mapping[Kind, Reader]] = {
    Kind.TEXT: read_text,
    Kind.GUID: read_guid,
    Kind.INTEGER: read_integer,
    Kind.BOOLEAN: read_boolean,
    Kind.MONEY: read_money,
    Kind.DECIMAL: read_decimal,
    Kind.DATE: read_date,
    Kind.ENUM: read_enum,
    Kind.TEXTS: read_texts,
    Kind.INTEGERS: read_integers,
}


def changing(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields that a change may carry: those that creation alone sets are left out."""
    return tuple(field for field in fields if field.set_by is SetBy.CALLER)


def read_new(fields: tuple[Field, ...], body: Mapping[str, Any], blank: Doc) -> Doc:
    """
    The values of a new record, with the blanks of what the body leaves out.

    Raises:
        Refused: with every wrong, unknown or missing field.
    """
    values, refusals = parse(fields, body, READERS, strict=True)
    refuse_if([*refusals, *missing(fields, body, values)])
    return {**blank, **_filled(fields, values, blank)}


def read_patch(fields: tuple[Field, ...], body: Mapping[str, Any], blank: Doc) -> Doc:
    """
    The values that a merge patch carries: null clears, that is, brings the blank back.

    Raises:
        Refused: with every wrong or unknown field.
    """
    values, refusals = parse(fields, body, READERS, strict=True)
    refuse_if([*refusals, *missing_rows(fields, body, values)])
    return _filled(fields, values, blank)


def read_whole(fields: tuple[Field, ...], body: Mapping[str, Any], blank: Doc) -> Doc:
    """
    The values of a full replacement: what the body leaves out becomes blank.

    Raises:
        Refused: with every wrong, unknown or missing field.
    """
    values, refusals = parse(fields, body, READERS, strict=True)
    refuse_if([*refusals, *missing(fields, body, values)])
    blanks = {field.name: blank[field.name] for field in fields}
    return {**blanks, **_filled(fields, values, blank)}


def _filled(fields: tuple[Field, ...], values: Doc, blank: Doc) -> Doc:
    """Null becomes the field's blank; rows get every field that they may have."""
    rows = {field.name: field.fields for field in fields if field.kind is Kind.ROWS}
    return {
        name: blank[name]
        if value is None
        else [{**dict.fromkeys(each.name for each in rows[name]), **row} for row in value]
        if name in rows
        else value
        for name, value in values.items()
    }


def missing(
    fields: tuple[Field, ...], body: Mapping[str, Any], values: Doc, path: str = ""
) -> Iterator[Refusal]:
    """A refusal for each required field that the body leaves out."""
    for field in fields:
        if field.required and field.name not in body:
            yield Refusal("required", f"{field.name} is required.", f"{path}{field.name}")
    yield from missing_rows(fields, body, values, path)


def missing_rows(
    fields: tuple[Field, ...], body: Mapping[str, Any], values: Doc, path: str = ""
) -> Iterator[Refusal]:
    """The same for the rows that a body carries."""
    for field in fields:
        rows = values.get(field.name)
        if field.kind is Kind.ROWS and isinstance(rows, list) and all(map(_is_object, rows)):
            for position, row in enumerate(body[field.name]):
                yield from missing(field.fields, row, row, f"{path}{field.name}[{position}].")


def _is_object(row: object) -> bool:
    return isinstance(row, dict)

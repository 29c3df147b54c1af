"""Request bodies: JSON or XML, bare or wrapped, keys in any case; what the server sets ignored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs

import orjson

from simulators.kernel.call import Call, Doc
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.wire import Field, Kind, SetBy, WrongValue
from simulators.xero.wire import xml
from simulators.xero.wire.values import READERS

MOST_ROWS: Final = 5_000
MOST_BYTES: Final = 3_500_000
FORM: Final = b"xml="
EMPTY: Final[tuple[Any, ...]] = ("", [])
"""What an object without any element reads as, when it comes as XML."""


def unreadable(message: str, *, number: int = 17) -> Refused:
    """The refusal of a body that cannot be understood."""
    return Refused(Refusal("XE-38", message, detail=(("ErrorNumber", number),)))


class Shape:
    """
    A field table made ready for reading.

    Method: absent stays absent, and so does null, which Xero reads as not sent; unknown names and
    what the server sets are ignored, since clients post what they fetched.

    Args:
        fields: the table.
    """

    __slots__ = ("_parts", "fields")

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        self._parts: dict[str, tuple[str, Callable[[Any], Any]]] = {
            field.name.lower(): (field.name, _part(field))
            for field in fields
            if field.set_by is not SetBy.SERVER
        }

    @property
    def names(self) -> frozenset[str]:
        """What a caller may send, in lower case."""
        return frozenset(self._parts)

    def read(self, body: dict[str, Any]) -> Doc:
        """
        The values that an object carries.

        Raises:
            WrongValue: when one of them is of another kind than the table says.
        """
        parts = self._parts
        values: Doc = {}
        for name, value in body.items():
            part = parts.get(name.lower())
            if part is not None and value is not None:
                values[part[0]] = part[1](value)
        return values


def _part(field: Field) -> Callable[[Any], Any]:
    if field.kind is Kind.ROWS:
        return _rows_of(field)
    if field.kind is Kind.OBJECT:
        return _object_of(field)
    read = READERS[field.kind]
    return lambda value: read(field, value)


def _rows_of(field: Field) -> Callable[[Any], list[Doc]]:
    shape = Shape(field.fields)

    def rows(value: Any) -> list[Doc]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise WrongValue("XE-38", f"Cannot read a list of objects. Path '{field.name}'")
        return [shape.read(row) for row in value]

    return rows


def _object_of(field: Field) -> Callable[[Any], Doc]:
    shape = Shape(field.fields)

    def one(value: Any) -> Doc:
        if value in EMPTY:
            return {}
        if not isinstance(value, dict):
            raise WrongValue("XE-38", f"Cannot read an object. Path '{field.name}'")
        return shape.read(value)

    return one


def rows(call: Call, plural: str, shape: Shape) -> list[Doc]:
    """
    The rows that a request wants saved.

    Raises:
        Refused: when the body cannot be read, is not of the documented form, or holds nothing.
    """
    found = _raw_rows(call, load(call), plural)
    if not found:
        raise unreadable(f"The post data holds no {plural}", number=14 if is_xml(call) else 17)
    if len(found) > MOST_ROWS:
        raise unreadable(f"The post data holds more than {MOST_ROWS} {plural}")
    try:
        return [shape.read(row) for row in found]
    except WrongValue as wrong:
        raise _misfit(call, wrong.message) from None


def one(call: Call, plural: str, shape: Shape) -> Doc:
    """The one row that a request wants saved; the first when it carries more."""
    return rows(call, plural, shape)[0]


def load(call: Call) -> Any:
    """
    The parsed body, in JSON's form.

    Raises:
        Refused: when it is empty, too long, or neither JSON nor XML.
    """
    data = call.body
    if len(data) > MOST_BYTES:
        raise unreadable(f"The post data is longer than {MOST_BYTES} bytes", number=14)
    if not data.strip():
        raise unreadable("The post data is empty", number=14)
    if is_xml(call):
        return _load_xml(data)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _misfit(call, str(error)) from None


def is_xml(call: Call) -> bool:
    """Whether a body is XML: by its type, and by its first letter when the type does not say."""
    kind = call.headers.get("content-type", "").lower()
    if "json" in kind:
        return False
    return "xml" in kind or call.body.lstrip()[:1] == b"<" or call.body[:4] == FORM


def _load_xml(data: bytes) -> Any:
    """The older way of sending XML, as the field `xml` of a form, is read too."""
    if data[:4] == FORM:
        data = parse_qs(data.decode(errors="replace"), keep_blank_values=True)["xml"][-1].encode()
    try:
        return xml.read(data)
    except xml.BadXml as wrong:
        raise unreadable(str(wrong), number=14) from None


def _misfit(call: Call, message: str) -> Refused:
    if is_xml(call):
        return unreadable(f"Xml for post data was invalid,{message}", number=14)
    return unreadable(f"JSON for post data was invalid,{message}")


def _raw_rows(call: Call, body: Any, plural: str) -> list[dict[str, Any]]:
    found = body
    if isinstance(body, dict):
        wanted = plural.lower()
        found = next((body[name] for name in body if name.lower() == wanted), body)
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise _misfit(call, f"Cannot read {plural}")
    return found

"""
Field tables: what an entity's fields are called on the wire, what they hold and who sets them.

A vendor brings its readers and writers per kind; this module walks the tables.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    GUID = "guid"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    MONEY = "money"
    DECIMAL = "decimal"
    DATE = "date"
    TIMESTAMP = "timestamp"
    ENUM = "enum"
    ROWS = "rows"
    OBJECT = "object"
    TEXTS = "texts"
    INTEGERS = "integers"


class SetBy(StrEnum):
    """Who sets a field: the caller, the caller only when it creates, or the server."""

    CALLER = "caller"
    CREATION = "creation"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Field:
    """
    One field of an entity.

    Args:
        name: the wire name, which is also the name in the store.
        kind: what it holds.
        set_by: who sets it.
        required: whether a creation must carry it.
        limit: the longest text allowed, in characters.
        values: the values of an enum.
        fields: the fields of a row or an object.
        nullable: whether null clears it.
    """

    name: str
    kind: Kind = Kind.TEXT
    set_by: SetBy = SetBy.CALLER
    required: bool = False
    limit: int = 0
    values: tuple[str, ...] = ()
    fields: tuple["Field", ...] = ()
    nullable: bool = True


Reader = Callable[[Field, Any], Any]
Writer = Callable[[Field, Any], Any]


class WrongValue(ValueError):  # noqa: N818 - becomes a refusal
    """A value that a reader cannot take: a code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def parse(
    fields: tuple[Field, ...],
    body: Mapping[str, Any],
    readers: Mapping[Kind, Reader],
    *,
    strict: bool,
    path: str = "",
) -> tuple[Doc, list[Refusal]]:
    """
    The values that a body carries, and everything that is wrong with it.

    Method: absent stays absent, null stays None; what the server sets is ignored when lenient and
    refused when strict, unknown names likewise.

    Args:
        fields: the table.
        body: the JSON object.
        readers: the vendor's reader for each kind but ROWS and OBJECT.
        strict: whether unknown and server-set names are refused.
        path: the wire path of the body inside the whole, for refusals.
    """
    parser = _Parser(readers, strict=strict)
    return parser.values(fields, body, path), parser.refusals


class _Parser:
    """Walks one body and collects what is wrong with it."""

    __slots__ = ("readers", "refusals", "strict")

    def __init__(self, readers: Mapping[Kind, Reader], *, strict: bool) -> None:
        self.readers = readers
        self.strict = strict
        self.refusals: list[Refusal] = []

    def values(self, fields: tuple[Field, ...], body: Mapping[str, Any], path: str) -> Doc:
        known = {field.name: field for field in fields}
        values: Doc = {}
        for name, value in body.items():
            field = known.get(name)
            if field is None or field.set_by is SetBy.SERVER:
                self._unknown(name, path)
                continue
            try:
                values[name] = self._value(field, value, f"{path}{name}")
            except WrongValue as wrong:
                self.refusals.append(Refusal(wrong.code, wrong.message, f"{path}{name}"))
        return values

    def _unknown(self, name: str, path: str) -> None:
        if self.strict:
            message = f"{name} cannot be set here."
            self.refusals.append(Refusal("unknown_field", message, f"{path}{name}"))

    def _value(self, field: Field, value: Any, path: str) -> Any:
        if value is None:
            if not field.nullable:
                raise WrongValue("required", f"{field.name} cannot be null.")
            return None
        if field.kind is Kind.ROWS:
            if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
                raise WrongValue("wrong_type", f"{field.name} must be a list of objects.")
            return [
                self.values(field.fields, row, f"{path}[{position}].")
                for position, row in enumerate(value)
            ]
        if field.kind is Kind.OBJECT:
            if not isinstance(value, dict):
                raise WrongValue("wrong_type", f"{field.name} must be an object.")
            return self.values(field.fields, value, f"{path}.")
        return self.readers[field.kind](field, value)


def render(fields: tuple[Field, ...], doc: Doc, writers: Mapping[Kind, Writer]) -> Doc:
    """The wire form of a record: fields in table order, absent ones left out."""
    answer: Doc = {}
    for field in fields:
        value = doc.get(field.name)
        if value is None:
            continue
        if field.kind is Kind.ROWS:
            answer[field.name] = [render(field.fields, row, writers) for row in value]
        elif field.kind is Kind.OBJECT:
            answer[field.name] = render(field.fields, value, writers)
        else:
            writer = writers.get(field.kind)
            answer[field.name] = writer(field, value) if writer else value
    return answer

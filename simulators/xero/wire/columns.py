"""What `where` and `order` may name: the columns of a record type, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Field, Kind
from simulators.xero.books import Books


class Type(StrEnum):
    """A column's type, spelled as Xero's messages spell it."""

    TEXT = "String"
    GUID = "Guid"
    NUMBER = "Decimal"
    BOOLEAN = "Boolean"
    DATE = "DateTime?"
    OBJECT = "Object"
    NULL = "Null"


Read = Callable[[Books, Doc], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column.

    Args:
        path: as written in a filter, such as `Contact.ContactID`.
        type: what comparing it needs.
        read: its value in a record: text, Decimal, bool, an instant as text, or None.
        hashed: the hash index that finds records by it, empty when none does.
        ordered: the ordered index that keeps an owner's records by it and then by id, likewise.
        via: for a value of another record: the keys of `hashed` that a value stands for.
        above: the path of the facet that says whether an amount is above zero.
    """

    path: str
    type: Type
    read: Read
    hashed: str = ""
    ordered: str = ""
    via: Callable[[Books, str], Iterable[str]] | None = None
    above: str = ""


CHANGED: Final = "changed"
"""The ordered index that keeps records by their last change."""

Columns = Mapping[str, Column]
"""Columns by lower-case path."""

_TYPES: Final = {
    Kind.TEXT: Type.TEXT,
    Kind.ENUM: Type.TEXT,
    Kind.GUID: Type.GUID,
    Kind.MONEY: Type.NUMBER,
    Kind.DECIMAL: Type.NUMBER,
    Kind.INTEGER: Type.NUMBER,
    Kind.BOOLEAN: Type.BOOLEAN,
    Kind.DATE: Type.DATE,
    Kind.TIMESTAMP: Type.DATE,
}


def columns(*rows: Column) -> Columns:
    """A table of columns by lower-case path; the last of a path wins."""
    return {row.path.lower(): row for row in rows}


def own_columns(fields: tuple[Field, ...], *, except_: tuple[str, ...] = ()) -> list[Column]:
    """A column for every single-valued field that a record holds itself."""
    return [
        Column(
            field.name,
            _TYPES[field.kind],
            reader(field.name, field.kind),
            ordered=CHANGED if field.kind is Kind.TIMESTAMP else "",
        )
        for field in fields
        if field.kind in _TYPES and field.name not in except_
    ]


def reader(name: str, kind: Kind) -> Read:
    """Reads one field of a record into the value that filters compare."""
    if kind in (Kind.MONEY, Kind.DECIMAL, Kind.INTEGER):
        return lambda _books, doc: None if (v := doc.get(name)) is None else Decimal(v)
    if kind is Kind.DATE:
        return lambda _books, doc: None if (v := doc.get(name)) is None else f"{v}T00:00:00.000Z"
    if kind is Kind.BOOLEAN:
        return lambda _books, doc: bool(doc.get(name, False))
    return lambda _books, doc: doc.get(name)


def through(kind: str, key: str, name: str) -> Read:
    """Reads a field of the record that another field points to."""

    def read(books: Books, doc: Doc) -> Any:
        found = books.row(kind, doc.get(key))
        return found.get(name) if found is not None else None

    return read


def found_in(kind: str, index: str) -> Callable[[Books, str], Iterable[str]]:
    """The ids of the records of a table that a hash index files under a text."""
    return lambda books, text: [doc.doc_id for doc in books.find(kind, index, text)]


def dated(name: str, index: str) -> Column:
    """A calendar date that an ordered index keeps records by."""
    return Column(name, Type.DATE, reader(name, Kind.DATE), ordered=index)


def above_zero(name: str) -> tuple[Column, Column]:
    """An amount, and the facet that says whether it is above zero; no caller can name that."""
    facet = f"{name}>0"
    return (
        Column(name, Type.NUMBER, reader(name, Kind.MONEY), above=facet.lower()),
        Column(facet, Type.TEXT, lambda _books, doc: is_above(doc[name])),
    )


def is_above(amount: str) -> str:
    """Whether an amount with two digits is above zero, as a facet has it."""
    return "no" if amount == "0.00" or amount[0] == "-" else "yes"

"""What reading needs to know of a record type, and how its fields are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Field, Kind
from simulators.xero.books import Books
from simulators.xero.wire.columns import Columns
from simulators.xero.wire.values import date_ticks, digits, instant_ticks, money


class Depth(Enum):
    """How much of a record an answer shows."""

    SUMMARY = auto()
    LIST = auto()
    PAGE = auto()
    ONE = auto()
    ANSWER = auto()


@dataclass(frozen=True, slots=True)
class View:
    """How a record is shown: how much of it, and with how many digits of a unit price."""

    depth: Depth
    places: int = 2


Render = Callable[[Books, Doc, View], Doc]
Part = tuple[str, Callable[[Any], Any] | None]
Pins = Mapping[str, frozenset[Any]]


def no_pins(_books: Books, _archived: bool) -> Pins:  # noqa: FBT001 - a table's column
    """Lists hide nothing by themselves."""
    return {}


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """
    One record type as lists and lookups need it; there is one of each.

    Args:
        plural: the key in the envelope.
        singular: the type's name in refusals of filters.
        kind: the table.
        key: the id field.
        columns: what filters and orders may name.
        render: writes one record.
        paged: whether `page` works.
        modified: whether If-Modified-Since works.
        facets: the columns that the ordered index `state` keeps apart, with their values.
        search: the fields that `searchTerm` looks into.
        errors_flag: what marks a refused row.
        echo: writes what was sent, for refused rows.
        lists: query parameters that pin a column to a comma list, lower case.
        shown: the pins that lists have by themselves, given whether hidden ones are wanted.
        hidden: the query parameter that asks for the hidden ones, lower case.
        alone: whether a record is shown by what itself says, however it is asked for.
    """

    plural: str
    singular: str
    kind: str
    key: str
    columns: Columns
    render: Render
    paged: bool = False
    modified: bool = False
    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    search: tuple[str, ...] = ()
    errors_flag: str = "HasErrors"
    echo: tuple[Part, ...] = ()
    lists: Mapping[str, str] = field(default_factory=dict)
    shown: Callable[[Books, bool], Pins] = no_pins
    hidden: str = "includearchived"
    alone: bool = False


_WRITERS: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    Kind.MONEY: money,
    Kind.DECIMAL: lambda text: digits(text, 4),
    Kind.DATE: date_ticks,
    Kind.TIMESTAMP: instant_ticks,
}

_ECHOERS: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    **_WRITERS,
    Kind.MONEY: lambda text: digits(text, 2),
}


def parts(fields: Iterable[Field], *, without: tuple[str, ...] = ()) -> tuple[Part, ...]:
    """A field table made ready for writing records."""
    return _parts([field for field in fields if field.name not in without], _WRITERS)


def echo_parts(fields: Iterable[Field]) -> tuple[Part, ...]:
    """A field table made ready for writing what was sent, whose amounts may have any digits."""
    return tuple(
        (name, _with_errors(writer) if writer and name in JUDGED else writer)
        for name, writer in _parts(fields, _ECHOERS)
    )


JUDGED: Final = ("Phones", "Addresses", "LineItems")
"""The rows whose own refusals an answer has room for. Source: recorded, facts 3.4."""


def _with_errors(writer: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda rows: [{**row, "ValidationErrors": []} for row in writer(rows)]


def _parts(
    fields: Iterable[Field], writers: Mapping[Kind, Callable[[Any], Any]]
) -> tuple[Part, ...]:
    return tuple((field.name, _writer(field, writers)) for field in fields)


def _writer(
    field: Field, writers: Mapping[Kind, Callable[[Any], Any]]
) -> Callable[[Any], Any] | None:
    if field.kind is Kind.ROWS:
        inner = _parts(field.fields, writers)
        return lambda rows: [write(inner, row) for row in rows]
    if field.kind is Kind.OBJECT:
        inner = _parts(field.fields, writers)
        return lambda value: write(inner, value)
    return writers.get(field.kind)


def write(table: tuple[Part, ...], doc: Doc) -> Doc:
    """The wire form of a record: fields in table order; what is not there is left out."""
    answer: Doc = {}
    for name, writer in table:
        value = doc.get(name)
        if value is not None:
            answer[name] = writer(value) if writer is not None else value
    return answer

"""
From a record on the wire to its picture and back, by the ownership tables.

A picture of a Xero record speaks in Xero's ids until it is put beside its twin (`translated`).

Rule: R1, R53.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from sync.forms import cents
from sync.ownership import ENTITIES, LINE_FIELDS, Field, Picture, Slot

Record = Mapping[str, Any]
Reader = Callable[[Record], Picture]

_FIELD: Final = {(e.type, f.unit): f for e in ENTITIES for f in e.fields}
_LINE: Final = {field.unit: field for field in LINE_FIELDS}
_CONTENT: Final = ("description", "quantity", "unitPrice", "account", "tax")
_AMOUNTS: Final = ("lineAmount", "taxAmount")


def _reader(fields: Iterable[Field], side: str) -> Reader:
    """A reader of one side's records; the ways to the fields are looked up once."""
    ways = tuple(
        (field.unit, place.read, getattr(field.form, f"from_{side}"))
        for field in fields
        if (place := getattr(field, side)) is not None
    )

    def picture(record: Record) -> Picture:
        return {unit: form(read(record)) for unit, read, form in ways}

    return picture


_RELEASED: Final = {entity.type: _reader(entity.fields, "released") for entity in ENTITIES}
_XERO: Final = {entity.type: _reader(entity.fields, "xero") for entity in ENTITIES}
_RELEASED_LINE: Final = _reader(LINE_FIELDS, "released")
_XERO_LINE: Final = _reader(LINE_FIELDS, "xero")


def _released_line(line: Record) -> Picture:
    tracking = [[str(t["categoryId"]), str(t["optionId"])] for t in line.get("tracking") or ()]
    return {**_RELEASED_LINE(line), "tracking": sorted(tracking), "id": line.get("id")}


def _xero_line(line: Record) -> Picture:
    tracking = [
        [t.get("TrackingCategoryID"), t.get("TrackingOptionID"), t.get("Option")]
        for t in line.get("Tracking") or ()
    ]
    return {**_XERO_LINE(line), "tracking": tracking, "id": line.get("LineItemID")}


def released_contact(record: Record) -> Picture:
    """A Re-Leased contact; its lists are kept whole, since a write replaces them whole."""
    lists = {name: record.get(name) or [] for name in ("phones", "addresses")}
    return {**_RELEASED["contact"](record), **lists}


def released_document(record: Record) -> Picture:
    """A Re-Leased invoice or credit note."""
    lines = [_released_line(line) for line in record.get("lines") or ()]
    return {**_RELEASED["document"](record), "lines": lines, "wireStatus": record.get("status")}


def xero_document(record: Record) -> Picture:
    """A Xero invoice, bill or credit note."""
    lines = [_xero_line(line) for line in record.get("LineItems") or ()]
    header = _XERO["document"](_as_invoice(record) if "CreditNoteID" in record else record)
    applied = {"payments": _ids(record, "Payments", "PaymentID")}
    if "CreditNoteID" in record:
        applied["allocations"] = _ids(record, "Allocations", "AllocationID")
    return {**header, "lines": lines, **applied}


def _ids(record: Record, name: str, key: str) -> list[str] | None:
    """The ids of what is applied; None where this answer does not say."""
    rows = record.get(name)
    return None if rows is None else [row[key] for row in rows if key in row]


def _as_invoice(note: Record) -> Record:
    """
    A credit note in an invoice's words: what remains is due, what was refunded is paid, what was
    allocated is credited.
    """
    return {
        **note,
        "InvoiceNumber": note.get("CreditNoteNumber"),
        "AmountDue": note.get("RemainingCredit"),
        "AmountPaid": _sum(note.get("Payments")),
        "AmountCredited": _sum(note.get("Allocations")),
    }


def _sum(rows: Iterable[Record] | None) -> Decimal | None:
    return None if rows is None else sum((Decimal(str(r["Amount"])) for r in rows), Decimal(0))


RELEASED_PICTURES: Final[Mapping[str, Reader]] = {
    **_RELEASED,
    "contact": released_contact,
    "document": released_document,
}
XERO_PICTURES: Final[Mapping[str, Reader]] = {**_XERO, "document": xero_document}


def line_content(line: Picture) -> tuple[Any, ...]:
    """What a person wrote on a line, as it is compared."""
    written = tuple(_LINE[unit].form.key(line.get(unit)) for unit in _CONTENT)
    return (*written, tuple(map(tuple, line["tracking"])))


def line_amounts(line: Picture) -> tuple[int, ...]:
    """What follows from it, in cents."""
    return tuple(cents(line.get(unit)) for unit in _AMOUNTS)


def content_of(lines: Iterable[Picture]) -> list[tuple[Any, ...]]:
    """The lines in order, without ids and amounts."""
    return [line_content(line) for line in lines]


def amounts_of(lines: Iterable[Picture]) -> list[tuple[int, ...]]:
    """The amounts of the lines in order."""
    return [line_amounts(line) for line in lines]


def meaning(type_: str, unit: str, value: Any) -> Any:
    """A unit's value as it is compared: spacing, case of an e-mail, line ids never count."""
    if unit == "lines":
        return None if value is None else (content_of(value), amounts_of(value))
    return _FIELD[type_, unit].form.key(value)


def released_body(type_: str, picture: Picture, units: Iterable[str]) -> dict[str, Any]:
    """These units as Re-Leased writes them: None clears, a list is sent whole."""
    body: dict[str, Any] = {}
    for unit in units:
        field = _FIELD[type_, unit]
        place, value = field.released, field.form.to_released(picture[unit])
        if isinstance(place, Slot):
            _replace_entry(body, place, picture, value)
        elif place is not None:
            place.write(body, value)
    return body


def _replace_entry(body: dict[str, Any], place: Slot, picture: Picture, value: Any) -> None:
    entries: list[Any] = body[place.name] if place.name in body else picture[place.name]
    others = [entry for entry in entries if entry.get(place.tag) != place.value]
    is_empty = not any(value.values())
    body[place.name] = others if is_empty else [*others, {place.tag: place.value, **value}]


def xero_body(type_: str, picture: Picture, units: Iterable[str]) -> dict[str, Any]:
    """These units as Xero writes them: an empty text clears, an entry is merged by its tag."""
    body: dict[str, Any] = {}
    for unit in units:
        field = _FIELD[type_, unit]
        if field.xero is not None:
            field.xero.write(body, field.form.to_xero(picture[unit]))
    return body


def released_line(line: Picture, *, with_amounts: bool = True) -> dict[str, Any]:
    """One line as Re-Leased writes it."""
    units = _CONTENT + (_AMOUNTS if with_amounts else ())
    body: dict[str, Any] = {}
    for unit in units:
        _line_write(body, _LINE[unit].released, _LINE[unit].form.to_released(line.get(unit)))
    body["tracking"] = [{"categoryId": int(c), "optionId": int(o)} for c, o in line["tracking"]]
    return body


def xero_line(line: Picture) -> dict[str, Any]:
    """One line as Xero writes it; what is empty is left to Xero."""
    body: dict[str, Any] = {}
    for unit in _CONTENT + _AMOUNTS:
        value = _LINE[unit].form.to_xero(line.get(unit))
        if value is not None:
            _line_write(body, _LINE[unit].xero, value)
    body["Tracking"] = [
        {"TrackingCategoryID": c, "TrackingOptionID": o} for c, o in line["tracking"]
    ]
    return body


def _line_write(body: dict[str, Any], place: Any, value: Any) -> None:
    place.write(body, value)

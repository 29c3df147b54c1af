"""What a person calls a record: its kind, its number or name, and its ids in both systems."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sync.forms import cents
from sync.links import Link
from sync.ownership import Picture

_KINDS: Final = {
    "IncomeInvoice": "invoice",
    "ExpenseInvoice": "bill",
    "IncomeCreditNote": "credit note",
    "ExpenseCreditNote": "supplier's credit note",
}
_TYPES: Final = {
    "tax_type": "tax type",
    "tracking_category": "tracking category",
    "tracking_option": "tracking option",
    "attachment": "file",
}


def _document(picture: Picture) -> str:
    known = picture.get("number") or picture.get("reference") or "without a number"
    return f"{_KINDS.get(str(picture.get('kind')), 'document')} {known}"


def _settlement(word: str) -> Callable[[Picture], str]:
    def named(picture: Picture) -> str:
        return f"{word} of {cents(picture.get('amount')) / 100:.2f} on {picture.get('date')}"

    return named


def _credit(picture: Picture) -> str:
    word = str(picture.get("kind") or "credit").lower()
    return f"{word} of {cents(picture.get('total')) / 100:.2f} on {picture.get('date')}"


_NAMERS: Final[Mapping[str, Callable[[Picture], str]]] = {
    "document": _document,
    "payment": _settlement("payment"),
    "allocation": _settlement("allocation"),
    "credit": _credit,
}


def name_of(link: Link) -> str:
    """Such as `invoice INV-0012` or `contact Acme Ltd`."""
    picture = {**(link.xero or {}), **(link.released or {})}
    for side in (link.released, link.xero):
        if side and side.get("number"):
            picture["number"] = side["number"]
    namer = _NAMERS.get(link.type)
    if namer is not None:
        return namer(picture)
    word = _TYPES.get(link.type, link.type)
    return f"{word} {picture.get('name') or picture.get('code') or ''}".rstrip()


def ids_of(link: Link) -> str:
    """How the record is named in commands and logs: by its id in Re-Leased, else in Xero."""
    if link.released_id is not None:
        return f"released:{link.type}:{link.released_id}"
    return f"xero:{link.xero_id}"


def shown(value: Any) -> str:
    """A value of a field, short enough for a table."""
    if isinstance(value, list):
        return f"{len(value)} lines"
    return "nothing" if value in (None, "") else str(value)

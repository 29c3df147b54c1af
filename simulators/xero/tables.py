"""The tables of Xero's side of a world, each with the indexes that serve its queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from simulators.kernel.store import Hash, Ordered
from simulators.xero.books import plain

UPDATED: Final = "UpdatedDateUTC"

Key = Callable[[Mapping[str, Any]], Iterable[Any]]


def _texts(name: str) -> Key:
    """Files a record under a text as Xero compares it; one without the text is not filed."""

    def keys(doc: Mapping[str, Any]) -> Iterable[Any]:
        text = doc.get(name)
        return ((doc["owner"], plain(text)),) if text else ()

    return keys


def _changed(key: str) -> Key:
    return lambda doc: (doc["owner"], doc[UPDATED], doc[key])


def _state(key: str, *facets: str) -> Key:
    if len(facets) == 1:
        (facet,) = facets
        return lambda doc: (doc["owner"], doc[facet], doc[UPDATED], doc[key])
    one, two = facets
    return lambda doc: (doc["owner"], doc[one], doc[two], doc[UPDATED], doc[key])


_OWNED: Final = (Hash("owner"),)

TABLES: Final[Mapping[str, tuple[Hash | Ordered, ...]]] = {
    "_client": (),
    "_token": (),
    "organisation": _OWNED,
    "connection": (Hash("tenantId"),),
    "account": (*_OWNED, Hash("code", _texts("Code")), Hash("name", _texts("Name"))),
    "tax_rate": _OWNED,
    "tracking_category": _OWNED,
    "currency": _OWNED,
    "branding_theme": _OWNED,
    "contact": (
        Hash("name", _texts("Name")),
        Hash("number", _texts("ContactNumber")),
        Ordered("changed", _changed("ContactID")),
        Ordered("state", _state("ContactID", "ContactStatus")),
    ),
    "invoice": (
        Hash("number", _texts("InvoiceNumber")),
        Hash("reference", _texts("Reference")),
        Hash("contact", _texts("ContactID")),
        Ordered("changed", _changed("InvoiceID")),
        Ordered("state", _state("InvoiceID", "Type", "Status")),
    ),
    "payment": (
        Hash("invoice", _texts("InvoiceID")),
        Ordered("changed", _changed("PaymentID")),
        Ordered("state", _state("PaymentID", "Status")),
    ),
    "bank_transaction": (
        Ordered("changed", _changed("BankTransactionID")),
        Ordered("state", _state("BankTransactionID", "Status")),
    ),
}

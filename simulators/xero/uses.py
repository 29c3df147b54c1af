"""What documents point at: accounts, tax rates, tracking. What is used cannot be deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from simulators.xero.books import Books, plain

INDEX: Final = "uses"
DEAD: Final = ("VOIDED", "DELETED")
POINTERS: Final = ("AccountID", "FromAccountID", "ToAccountID")
READS: Final = ("Status", "LineItems", *POINTERS)
"""What `used_by` looks at."""


def used_by(doc: Mapping[str, Any]) -> Iterable[Any]:
    """
    The keys under which the index `uses` files a document.

    Source: inferred, facts 4.10: what only voided and deleted documents used may be deleted.
    """
    if doc.get("Status") in DEAD:
        return ()
    owner = doc["owner"]
    found = [doc[name] for name in POINTERS if name in doc]
    for line in doc.get("LineItems", ()):
        found += [line[name] for name in ("AccountID", "TaxType") if line.get(name)]
        for entry in line.get("Tracking", ()):
            found += (entry["TrackingCategoryID"], entry["TrackingOptionID"])
    return dict.fromkeys((owner, plain(each)) for each in found)


DOCUMENTS: Final = (
    "invoice",
    "credit_note",
    "payment",
    "bank_transaction",
)
"""The tables that have the index."""


def is_used(books: Books, reference: str) -> bool:
    """Whether a live document points at an id or a tax type."""
    key = (books.owner, plain(reference))
    return any(books.table(kind).has(INDEX, key) for kind in DOCUMENTS)

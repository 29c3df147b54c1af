"""What Xero's indexes say they read is all that they read."""

from collections.abc import Mapping
from typing import Any

import pytest

from simulators.kernel.store import Hash, Ordered
from simulators.xero.tables import TABLES

FIXED = frozenset({"owner", "InvoiceID", "CreditNoteID", "PaymentID", "BankTransactionID"})
"""What never changes about a record."""


class Watched(dict[str, Any]):
    """A record that remembers which of its fields were looked at."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__(fields)
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.seen.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.seen.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.seen.add(name)
        return super().get(name, default)


def declared() -> list[Any]:
    return [
        pytest.param(kind, index, id=f"{kind}-{index.name}")
        for kind, indexes in TABLES.items()
        for index in indexes
        if index.key is not None and index.reads
    ]


@pytest.mark.parametrize(("kind", "index"), declared())
@pytest.mark.parametrize("status", ["AUTHORISED", "DRAFT", "VOIDED"])
def test_an_index_reads_no_more_than_it_says(
    kind: str, index: Hash | Ordered, status: str
) -> None:
    texts = dict.fromkeys(index.reads, "x")
    doc = Watched({**dict.fromkeys(FIXED, "id"), **texts, "Status": status, "ContactIDs": ["c"],
                   "LineItems": [{"AccountID": "a", "TaxType": "t", "Tracking": []}]})  # fmt: skip

    assert index.key is not None
    list(index.key(doc))

    assert doc.seen <= FIXED | set(index.reads), kind

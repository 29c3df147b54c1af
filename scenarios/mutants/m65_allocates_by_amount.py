"""M65: the invoice of an allocation is looked for by what is due on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, changed
from sync.forms import cents
from sync.ownership import Picture
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.requests.request import Request
from sync.rules.rule import Action


@dataclass(frozen=True, slots=True)
class ByAmount:
    """Remembers, for each contact and amount due, the invoice that was read first."""

    first: dict[tuple[str, int], str] = field(default_factory=dict)

    def read(self, record: Mapping[str, Any]) -> Picture:
        """A document, as it is."""
        picture = PARTS.xero_pictures["document"](record)
        if "InvoiceID" in record:
            self.first.setdefault((picture["kind"], cents(picture["due"])), record["InvoiceID"])
        return picture

    def request(self, pair: Pair) -> Request:
        """The allocation to the first invoice on which as much was due."""
        invoice = pair.released_other
        found = self.first.get((invoice.kind, invoice.due), invoice.xero_id)
        right = PARTS.requests["allocation"][Action.PUSH_NEW](pair)
        return changed(right, lambda row: {**row, "Invoice": {"InvoiceID": found}})


def spoil() -> Parts:
    """Of two equal invoices the wrong one is credited."""
    finder = ByAmount()
    builders = {**PARTS.requests["allocation"], Action.PUSH_NEW: finder.request}
    return replace(
        PARTS,
        xero_pictures={**PARTS.xero_pictures, "document": finder.read},
        requests={**PARTS.requests, "allocation": builders},
    )


MUTANT: Final = Mutant(
    "M65",
    "an allocation goes to another invoice of that amount",
    spoil,
    caught_by=("R28", "R52"),
    shortest=5,
)

"""M85: of a batch of payments in Xero only the first crosses."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts
from sync.pictures import Reader


@dataclass(frozen=True, slots=True)
class OnePerBatch:
    """Remembers the payment by which each batch was met, and takes no other of it for live."""

    first: dict[str, str] = field(default_factory=dict)

    def __call__(self, record: Mapping[str, Any]) -> Picture:
        """A payment; the second of a batch as if it were reversed."""
        batch = record.get("BatchPaymentID")
        if batch and self.first.setdefault(batch, record["PaymentID"]) != record["PaymentID"]:
            return PARTS.xero_pictures["payment"]({**record, "Status": "DELETED"})
        return PARTS.xero_pictures["payment"](record)


def spoil() -> Parts:
    """A receipt is one payment, whatever it is for."""
    pictures: dict[str, Reader] = {**PARTS.xero_pictures, "payment": OnePerBatch()}
    return replace(PARTS, xero_pictures=pictures)


MUTANT: Final = Mutant(
    "M85", "of a batch one payment crosses", spoil, caught_by=("R36",), shortest=2
)

"""M103: a changed tax rate is applied to documents that were there before."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts

CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class PresentRates:
    """Knows the rates that changed."""

    rates: dict[str, Decimal] = field(default_factory=dict)

    def rate(self, record: Mapping[str, Any]) -> Picture:
        """A tax rate, as it is."""
        self.rates[record["TaxType"]] = Decimal(str(record.get("EffectiveRate") or 0))
        return PARTS.xero_pictures["tax_type"](record)

    def document(self, record: Mapping[str, Any]) -> Picture:
        """A document with its tax worked out anew."""
        lines = [self._line(line) for line in record.get("LineItems") or ()]
        return PARTS.xero_pictures["document"]({**record, "LineItems": lines})

    def _line(self, line: Mapping[str, Any]) -> Mapping[str, Any]:
        rate = self.rates.get(line.get("TaxType") or "")
        if rate is None or "LineAmount" not in line:
            return line
        tax = Decimal(str(line["LineAmount"])) * rate / 100
        return {**line, "TaxAmount": str(tax.quantize(CENT, ROUND_HALF_UP))}


def spoil() -> Parts:
    """Whatever is read of a document is computed at today's rates."""
    present = PresentRates()
    pictures = {"tax_type": present.rate, "document": present.document}
    return replace(PARTS, xero_pictures={**PARTS.xero_pictures, **pictures})


MUTANT: Final = Mutant(
    "M103",
    "a new rate recomputes old documents",
    spoil,
    caught_by=("R46", "R58", "R15", "R16", "R22"),
    shortest=5,
)

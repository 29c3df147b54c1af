"""Tax rates."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import tax_rate
from simulators.xero.books import Books
from simulators.xero.endpoints.reading import ROOT, reads
from simulators.xero.endpoints.single import single
from simulators.xero.tax_rate import TAX_RATES
from simulators.xero.wire import body
from simulators.xero.wire.saving import save_all

SCOPE: Final = "accounting.settings"
SHAPE: Final = body.Shape(tax_rate.FIELDS)


def put(world: World, call: Call) -> Reply:
    """Create one tax rate."""
    return save_all(world, call, TAX_RATES, [single(call, "TaxRates", SHAPE)], tax_rate.put)


def post(world: World, call: Call) -> Reply:
    """Create, change or delete one tax rate."""
    return save_all(world, call, TAX_RATES, [single(call, "TaxRates", SHAPE)], tax_rate.post)


def _find(books: Books, reference: str) -> Doc | None:
    return books.tax_rate(reference)


ENDPOINTS: Final = (
    *reads(TAX_RATES, SCOPE, _find),
    Endpoint("PUT", f"{ROOT}/TaxRates", put, SCOPE),
    Endpoint("POST", f"{ROOT}/TaxRates", post, SCOPE),
)

"""Organisation, accounts, tax rates, tracking, currencies and branding themes: read only."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import tracking_category
from simulators.xero.account import ACCOUNTS
from simulators.xero.books import Books
from simulators.xero.endpoints.reading import ROOT, books_of, by_id, reads
from simulators.xero.settings import (
    BRANDING_THEMES,
    CURRENCIES,
    ORGANISATIONS,
    READ_ONE,
)
from simulators.xero.tax_rate import TAX_RATES
from simulators.xero.tracking_category import TRACKING_CATEGORIES
from simulators.xero.wire.envelope import envelope
from simulators.xero.wire.listing import parameters, read_ask, select
from simulators.xero.wire.values import flag

SCOPE: Final = "accounting.settings"


def organisation(world: World, call: Call) -> Reply:
    """The one organisation of the tenant."""
    books = books_of(world, call)
    row = ORGANISATIONS.render(books, books.organisation, READ_ONE)
    return envelope(world, "Organisations", [row])


def tracking_categories(world: World, call: Call) -> Reply:
    """Categories with options, active ones only unless archived ones are asked for."""
    books = books_of(world, call)
    docs, _ = select(books, TRACKING_CATEGORIES, read_ask(books, call, TRACKING_CATEGORIES))
    archived = flag(parameters(call).get("includearchived", "")) is True
    rows = [tracking_category.render(books, doc, READ_ONE, archived=archived) for doc in docs]
    return envelope(world, TRACKING_CATEGORIES.plural, rows)


def _tax_rate(books: Books, reference: str) -> Doc | None:
    return books.tax_rate(reference)


ENDPOINTS: Final = (
    Endpoint("GET", f"{ROOT}/Organisation", organisation, SCOPE),
    Endpoint("GET", f"{ROOT}/Organisations", organisation, SCOPE),
    *reads(ACCOUNTS, SCOPE, by_id("account")),
    *reads(TAX_RATES, SCOPE, _tax_rate),
    Endpoint("GET", f"{ROOT}/TrackingCategories", tracking_categories, SCOPE),
    *reads(TRACKING_CATEGORIES, SCOPE, by_id("tracking_category"))[1:],
    *reads(CURRENCIES, SCOPE),
    *reads(BRANDING_THEMES, SCOPE, by_id("branding_theme")),
)

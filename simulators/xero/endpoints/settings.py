"""Organisation and what it may do, currencies, branding themes, users."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Call, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import currency
from simulators.xero.currency import CURRENCIES
from simulators.xero.endpoints.reading import ROOT, books_of, by_id, reads
from simulators.xero.endpoints.single import single
from simulators.xero.settings import ACTIONS, BRANDING_THEMES, ORGANISATIONS, READ_ONE
from simulators.xero.user import USERS
from simulators.xero.wire import body
from simulators.xero.wire.envelope import envelope
from simulators.xero.wire.saving import save_all

SCOPE: Final = "accounting.settings"
CURRENCY_SHAPE: Final = body.Shape(currency.FIELDS)


def organisation(world: World, call: Call) -> Reply:
    """The one organisation of the tenant."""
    books = books_of(world, call)
    row = ORGANISATIONS.render(books, books.organisation, READ_ONE)
    return envelope(world, "Organisations", [row])


def actions(world: World, _call: Call) -> Reply:
    """What the app may do in the organisation: everything."""
    rows = [{"Name": name, "Status": "ALLOWED"} for name in ACTIONS]
    return envelope(world, "Actions", rows)


def put_currency(world: World, call: Call) -> Reply:
    """Add one currency."""
    row = single(call, CURRENCIES.plural, CURRENCY_SHAPE)
    return save_all(world, call, CURRENCIES, [row], currency.add)


ENDPOINTS: Final = (
    Endpoint("GET", f"{ROOT}/Organisation", organisation, SCOPE),
    Endpoint("GET", f"{ROOT}/Organisations", organisation, SCOPE),
    Endpoint("GET", f"{ROOT}/Organisation/Actions", actions, SCOPE),
    Endpoint("GET", f"{ROOT}/Organisations/Actions", actions, SCOPE),
    *reads(CURRENCIES, SCOPE),
    Endpoint("PUT", f"{ROOT}/Currencies", put_currency, SCOPE),
    *reads(BRANDING_THEMES, SCOPE, by_id("branding_theme")),
    *reads(USERS, SCOPE, by_id("user")),
)

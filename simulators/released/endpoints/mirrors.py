"""Reference data: tax types, accounts, tracking categories and their options."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Handler, Reply
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.actions import mirrors
from simulators.released.dialect import json_body, json_reply
from simulators.released.endpoints.handling import (
    changer,
    company_of,
    lister,
    reader,
    record_of,
    record_reply,
    require_version,
)
from simulators.released.endpoints.listing import Listing, answer, read_query
from simulators.released.endpoints.shapes import plain
from simulators.released.tax_type import STATUSES

LISTINGS: Final = tuple(
    Listing(
        kind,
        statuses=STATUSES,
        texts={"externalId": "externalId", **texts},
        search=("name",),
        narrow={"externalId": ("external",), **narrow},
    )
    for kind, texts, narrow in (
        ("tax_type", {"taxType": "taxType"}, {"taxType": ("companyId", "taxType")}),
        ("account", {"code": "code"}, {"code": ("companyId", "code")}),
        ("tracking_category", {}, {}),
    )
)
OPTIONS: Final = Listing(
    "tracking_option",
    statuses=STATUSES,
    ids={"categoryId": "categoryId"},
    texts={"externalId": "externalId"},
    search=("name",),
    narrow={"categoryId": ("companyId", "categoryId")},
)


def putter(kind: str) -> Handler:
    """The handler that makes a mirror what its original is."""

    def put(world: World, call: Call) -> Reply:
        return _put(world, call, kind, None)

    return put


def put_option(world: World, call: Call) -> Reply:
    """The mirror of one option of a category."""
    category = record_of(world, call, "tracking_category", "category")
    return _put(world, call, "tracking_option", category["id"])


def _put(world: World, call: Call, kind: str, category: int | None) -> Reply:
    company, external = company_of(call), call.params["external"]
    before = books.by_external(world, kind, company, external)
    if before is not None:
        require_version(world, call, before)
    body = json_body(call)
    record, is_new = mirrors.put(world, call.origin, company, kind, external, body, category)
    return record_reply(world, call, kind, record, 201 if is_new else 200)


def list_options(world: World, call: Call) -> Reply:
    """The options of one category."""
    category = record_of(world, call, "tracking_category", "category")
    asked = read_query(world, call, company_of(call), OPTIONS)
    asked.equals["categoryId"] = category["id"]
    return json_reply(answer(world, OPTIONS, asked, plain))


def choose(world: World, call: Call, company: int, category: Doc) -> Doc:
    """Make a category the property-matching one."""
    return mirrors.choose_property_matching(world, call.origin, company, category)


BASE: Final = "/rl/v1/companies/<company>"
PLURALS: Final = {
    "tax_type": "tax-types",
    "account": "accounts",
    "tracking_category": "tracking-categories",
}
CATEGORY: Final = f"{BASE}/tracking-categories"


def _endpoints(listing: Listing) -> tuple[Endpoint, ...]:
    path = f"{BASE}/{PLURALS[listing.kind]}"
    return (
        Endpoint("GET", path, lister(listing), "read"),
        Endpoint("GET", f"{path}/<id>", reader(listing.kind), "read"),
        Endpoint("PUT", f"{path}/<external>", putter(listing.kind), "write"),
    )


ENDPOINTS: Final = (
    *(endpoint for listing in LISTINGS for endpoint in _endpoints(listing)),
    Endpoint(
        "POST",
        f"{CATEGORY}/<id>/property-matching",
        changer("tracking_category", choose),
        "write",
    ),
    Endpoint("GET", f"{CATEGORY}/<category>/options", list_options, "read"),
    Endpoint("PUT", f"{CATEGORY}/<category>/options/<external>", put_option, "write"),
)

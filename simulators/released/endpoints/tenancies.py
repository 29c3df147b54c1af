"""Tenancies."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.released.actions import portfolio
from simulators.released.dialect import json_body
from simulators.released.endpoints.handling import (
    changer,
    company_of,
    lister,
    reader,
    record_reply,
)
from simulators.released.endpoints.listing import Listing
from simulators.released.tenancy import STATUSES

LISTING: Final = Listing(
    "tenancy",
    statuses=STATUSES,
    ids={
        "propertyId": "propertyId",
        "accountContactId": "accountContactId",
        "primaryContactId": "primaryContactId",
    },
    search=("name",),
    narrow={"propertyId": ("companyId", "propertyId")},
)


def create(world: World, call: Call) -> Reply:
    """A new tenancy."""
    made = portfolio.create_tenancy(world, call.origin, company_of(call), json_body(call))
    return record_reply(world, call, "tenancy", made, 201)


def patch(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Change what the body names."""
    return portfolio.edit_tenancy(world, call.origin, company, record, json_body(call))


def archive(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Archive."""
    return portfolio.archive_tenancy(world, call.origin, company, record)


PATH: Final = "/rl/v1/companies/<company>/tenancies"
ENDPOINTS: Final = (
    Endpoint("GET", PATH, lister(LISTING), "read"),
    Endpoint("POST", PATH, create, "write"),
    Endpoint("GET", f"{PATH}/<id>", reader("tenancy"), "read"),
    Endpoint("PATCH", f"{PATH}/<id>", changer("tenancy", patch), "write"),
    Endpoint("POST", f"{PATH}/<id>/archive", changer("tenancy", archive), "write"),
)

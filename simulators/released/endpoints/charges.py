"""Repeating charges."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.released.actions import charges
from simulators.released.charge import STATUSES
from simulators.released.dialect import json_body
from simulators.released.endpoints.handling import (
    changer,
    company_of,
    lister,
    reader,
    record_reply,
)
from simulators.released.endpoints.listing import Listing

LISTING: Final = Listing(
    "charge",
    statuses=STATUSES,
    ids={"tenancyId": "tenancyId"},
    search=("description",),
    narrow={"tenancyId": ("companyId", "tenancyId")},
)


def create(world: World, call: Call) -> Reply:
    """A new charge."""
    made = charges.create(world, call.origin, company_of(call), json_body(call))
    return record_reply(world, call, "charge", made, 201)


def patch(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Change what the body names."""
    return charges.edit(world, call.origin, company, record, json_body(call))


def end(world: World, call: Call, company: int, record: Doc) -> Doc:
    """End it."""
    return charges.end(world, call.origin, company, record)


PATH: Final = "/rl/v1/companies/<company>/repeating-charges"
ENDPOINTS: Final = (
    Endpoint("GET", PATH, lister(LISTING), "read"),
    Endpoint("POST", PATH, create, "write"),
    Endpoint("GET", f"{PATH}/<id>", reader("charge"), "read"),
    Endpoint("PATCH", f"{PATH}/<id>", changer("charge", patch), "write"),
    Endpoint("POST", f"{PATH}/<id>/end", changer("charge", end), "write"),
)

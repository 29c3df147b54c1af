"""Areas of properties."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.released.actions import areas
from simulators.released.area import STATUSES
from simulators.released.dialect import json_body, json_reply
from simulators.released.endpoints.handling import (
    changer,
    company_of,
    lister,
    reader,
    record_of,
    record_reply,
)
from simulators.released.endpoints.listing import Listing, answer, read_query
from simulators.released.endpoints.shapes import plain

LISTING: Final = Listing(
    "area",
    statuses=STATUSES,
    ids={"propertyId": "propertyId"},
    search=("name", "description"),
    narrow={"propertyId": ("companyId", "propertyId")},
)


def list_of_property(world: World, call: Call) -> Reply:
    """The areas of one property."""
    building = record_of(world, call, "property", "property")
    asked = read_query(world, call, company_of(call), LISTING)
    asked.equals["propertyId"] = building["id"]
    return json_reply(answer(world, LISTING, asked, plain))


def create(world: World, call: Call) -> Reply:
    """A new area."""
    building = record_of(world, call, "property", "property")
    made = areas.create(world, call.origin, company_of(call), building, json_body(call))
    return record_reply(world, call, "area", made, 201)


def patch(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Change what the body names."""
    return areas.edit(world, call.origin, company, record, json_body(call))


def archive(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Archive."""
    return areas.archive(world, call.origin, company, record)


BASE: Final = "/rl/v1/companies/<company>"
PATH: Final = f"{BASE}/areas"
ENDPOINTS: Final = (
    Endpoint("GET", f"{BASE}/properties/<property>/areas", list_of_property, "read"),
    Endpoint("POST", f"{BASE}/properties/<property>/areas", create, "write"),
    Endpoint("GET", PATH, lister(LISTING), "read"),
    Endpoint("GET", f"{PATH}/<id>", reader("area"), "read"),
    Endpoint("PATCH", f"{PATH}/<id>", changer("area", patch), "write"),
    Endpoint("POST", f"{PATH}/<id>/archive", changer("area", archive), "write"),
)

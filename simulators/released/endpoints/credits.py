"""Overpayments and prepayments, mirrored from Xero."""

from typing import Final

from simulators.kernel.call import Call, Endpoint, Handler, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.actions import credits as actions
from simulators.released.credit import KINDS, STATUSES
from simulators.released.dialect import json_body
from simulators.released.endpoints.handling import (
    company_of,
    lister,
    reader,
    record_reply,
    require_version,
)
from simulators.released.endpoints.listing import Listing

LISTING: Final = Listing(
    "credit",
    statuses=STATUSES,
    kinds=KINDS,
    ids={"contactId": "contactId"},
    texts={"externalId": "externalId"},
    search=("reference",),
    narrow={"externalId": ("external",), "contactId": ("companyId", "contactId")},
)


def _where_kept(handle: Handler) -> Handler:
    """The handler, in a vintage that keeps over- and prepayments. Source: O13; RL-OPPP."""

    def handle_or_not(world: World, call: Call) -> Reply:
        if world.switches["pull_opp"] == "off":
            raise Refused(Refusal("not_found", "This vintage keeps no over- or prepayments."))
        return handle(world, call)

    return handle_or_not


def put(world: World, call: Call) -> Reply:
    """Make the mirror of one what its original is."""
    company, external = company_of(call), call.params["external"]
    before = books.by_external(world, "credit", company, external)
    if before is not None:
        require_version(world, call, before)
    record, is_new = actions.put(world, call.origin, company, external, json_body(call))
    return record_reply(world, call, "credit", record, 201 if is_new else 200)


PATH: Final = "/rl/v1/companies/<company>/credits"
ENDPOINTS: Final = (
    Endpoint("GET", PATH, _where_kept(lister(LISTING)), "read"),
    Endpoint("GET", f"{PATH}/<id>", _where_kept(reader("credit")), "read"),
    Endpoint("PUT", f"{PATH}/<external>", _where_kept(put), "write"),
)

"""Payments."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.released.actions import payments
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
    "payment",
    statuses=("Applied", "Reversed"),
    ids={"documentId": "documentId"},
    texts={"externalId": "externalId"},
    narrow={"externalId": ("external",), "documentId": ("companyId", "documentId")},
)


def create(world: World, call: Call) -> Reply:
    """A new payment."""
    made = payments.create(world, call.origin, company_of(call), json_body(call))
    return record_reply(world, call, "payment", made, 201)


def reverse(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Reverse it."""
    return payments.reverse(world, call.origin, company, record)


def link(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Note its id in Xero, which is all that ever changes about a payment."""
    return payments.link(world, call.origin, company, record, json_body(call))


PATH: Final = "/rl/v1/companies/<company>/payments"
ENDPOINTS: Final = (
    Endpoint("GET", PATH, lister(LISTING), "read"),
    Endpoint("POST", PATH, create, "write"),
    Endpoint("GET", f"{PATH}/<id>", reader("payment"), "read"),
    Endpoint("PATCH", f"{PATH}/<id>", changer("payment", link), "write"),
    Endpoint("POST", f"{PATH}/<id>/reverse", changer("payment", reverse), "write"),
)

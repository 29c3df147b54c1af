"""Contacts."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.released.actions import contacts
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
    "contact",
    statuses=("Active", "Archived"),
    texts={"externalId": "externalId"},
    search=("name", "firstName", "lastName", "email"),
    narrow={"externalId": ("external",)},
)


def create(world: World, call: Call) -> Reply:
    """A new contact."""
    made = contacts.create(world, call.origin, company_of(call), json_body(call))
    return record_reply(world, call, "contact", made, 201)


def patch(world: World, call: Call, company: int, contact: Doc) -> Doc:
    """Change what the body names."""
    return contacts.edit(world, call.origin, company, contact, json_body(call))


def put(world: World, call: Call, company: int, contact: Doc) -> Doc:
    """Replace all that a caller may set."""
    return contacts.edit(world, call.origin, company, contact, json_body(call), whole=True)


def archive(world: World, call: Call, company: int, contact: Doc) -> Doc:
    """Archive."""
    return contacts.archive(world, call.origin, company, contact)


def unarchive(world: World, call: Call, company: int, contact: Doc) -> Doc:
    """Bring back."""
    return contacts.unarchive(world, call.origin, company, contact)


def merge(world: World, call: Call, company: int, contact: Doc) -> Doc:
    """Merge into another."""
    return contacts.merge(world, call.origin, company, contact, json_body(call))


PATH: Final = "/rl/v1/companies/<company>/contacts"
ENDPOINTS: Final = (
    Endpoint("GET", PATH, lister(LISTING), "read"),
    Endpoint("POST", PATH, create, "write"),
    Endpoint("GET", f"{PATH}/<id>", reader("contact"), "read"),
    Endpoint("PATCH", f"{PATH}/<id>", changer("contact", patch), "write"),
    Endpoint("PUT", f"{PATH}/<id>", changer("contact", put), "write"),
    Endpoint("POST", f"{PATH}/<id>/archive", changer("contact", archive), "write"),
    Endpoint("POST", f"{PATH}/<id>/unarchive", changer("contact", unarchive), "write"),
    Endpoint("POST", f"{PATH}/<id>/merge", changer("contact", merge), "write"),
)

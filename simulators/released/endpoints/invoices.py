"""Income invoices and expense invoices."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Handler, Reply
from simulators.kernel.world import World
from simulators.released.actions import documents
from simulators.released.dialect import json_body
from simulators.released.document import KINDS, STATUSES
from simulators.released.endpoints.handling import (
    changer,
    company_of,
    lister,
    reader,
    record_reply,
)
from simulators.released.endpoints.listing import Listing

LISTING: Final = Listing(
    "document",
    statuses=STATUSES,
    kinds=KINDS,
    ids={"contactId": "contactId", "propertyId": "propertyId", "tenancyId": "tenancyId"},
    texts={"externalId": "externalId", "number": "number"},
    search=("number", "externalNumber", "reference"),
    narrow={
        "externalId": ("external",),
        "contactId": ("companyId", "contactId"),
        "tenancyId": ("companyId", "tenancyId"),
        "propertyId": ("companyId", "propertyId"),
    },
)


def create(world: World, call: Call) -> Reply:
    """A new document."""
    made = documents.create(world, call.origin, company_of(call), json_body(call))
    return record_reply(world, call, "document", made, 201)


def patch(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Change what the body names."""
    return documents.edit(world, call.origin, company, record, json_body(call))


def put(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Replace all content."""
    return documents.edit(world, call.origin, company, record, json_body(call), whole=True)


def reset(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Take back to Draft what Xero refused."""
    return documents.reset(world, call.origin, company, record)


def give_back(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Return it from approval."""
    return documents.give_back(world, call.origin, company, record)


def mover(after: str) -> Handler:
    """The handler that moves a document to a status."""

    def move(world: World, call: Call, company: int, record: Doc) -> Doc:
        return documents.move(world, call.origin, company, record, after)

    return changer("document", move)


PATH: Final = "/rl/v1/companies/<company>/invoices"
ENDPOINTS: Final = (
    Endpoint("GET", PATH, lister(LISTING), "read"),
    Endpoint("POST", PATH, create, "write"),
    Endpoint("GET", f"{PATH}/<id>", reader("document"), "read"),
    Endpoint("PATCH", f"{PATH}/<id>", changer("document", patch), "write"),
    Endpoint("PUT", f"{PATH}/<id>", changer("document", put), "write"),
    Endpoint("DELETE", f"{PATH}/<id>", mover("Deleted"), "write"),
    Endpoint("POST", f"{PATH}/<id>/submit", mover("AwaitingApproval"), "write"),
    Endpoint("POST", f"{PATH}/<id>/approve", mover("Approved"), "write"),
    Endpoint("POST", f"{PATH}/<id>/return", changer("document", give_back), "write"),
    Endpoint("POST", f"{PATH}/<id>/void", mover("Voided"), "write"),
    Endpoint("POST", f"{PATH}/<id>/reset-to-draft", changer("document", reset), "write"),
)

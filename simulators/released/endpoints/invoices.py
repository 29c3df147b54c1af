"""Income invoices and expense invoices; what their verbs do serves credit notes as well."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Handler, Reply
from simulators.kernel.world import World
from simulators.released.actions import documents
from simulators.released.dialect import json_body
from simulators.released.document import INVOICES, STATUSES, is_overdue
from simulators.released.endpoints.handling import (
    changer,
    company_of,
    lister,
    reader,
    record_reply,
)
from simulators.released.endpoints.listing import Listing


def listing_of(kinds: tuple[str, ...], shelf: str) -> Listing:
    """What the list of some kinds of document offers; credit notes are never due."""
    return Listing(
        "document",
        statuses=STATUSES,
        kinds=kinds,
        ids={"contactId": "contactId", "propertyId": "propertyId", "tenancyId": "tenancyId"},
        texts={"externalId": "externalId", "number": "number"},
        search=("number", "externalNumber", "reference"),
        narrow={
            "externalId": ("external",),
            "contactId": ("companyId", "contactId"),
            "tenancyId": ("companyId", "tenancyId"),
            "propertyId": ("companyId", "propertyId"),
        },
        shelf=shelf,
        overdue=is_overdue if kinds == INVOICES else None,
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


def _mover(after: str, shelf: str) -> Handler:
    """The handler that moves a document to a status."""

    def move(world: World, call: Call, company: int, record: Doc) -> Doc:
        return documents.move(world, call.origin, company, record, after)

    return changer("document", move, shelf)


def endpoints_of(path: str, listing: Listing, create: Handler) -> tuple[Endpoint, ...]:
    """The rows of one list of documents: all of it but what credit notes alone can do."""
    one, shelf = f"{path}/<id>", listing.shelf
    return (
        Endpoint("GET", path, lister(listing), "read"),
        Endpoint("POST", path, create, "write"),
        Endpoint("GET", one, reader("document", shelf), "read"),
        Endpoint("PATCH", one, changer("document", patch, shelf), "write"),
        Endpoint("PUT", one, changer("document", put, shelf), "write"),
        Endpoint("DELETE", one, _mover("Deleted", shelf), "write"),
        Endpoint("POST", f"{one}/submit", _mover("AwaitingApproval", shelf), "write"),
        Endpoint("POST", f"{one}/approve", _mover("Approved", shelf), "write"),
        Endpoint("POST", f"{one}/return", changer("document", give_back, shelf), "write"),
        Endpoint("POST", f"{one}/void", _mover("Voided", shelf), "write"),
        Endpoint("POST", f"{one}/reset-to-draft", changer("document", reset, shelf), "write"),
    )


PATH: Final = "/rl/v1/companies/<company>/invoices"
ENDPOINTS: Final = endpoints_of(PATH, listing_of(INVOICES, ""), create)

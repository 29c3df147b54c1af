"""Income credit notes and expense credit notes, and their allocations."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Handler, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.world import World
from simulators.released.actions import credit_notes
from simulators.released.dialect import json_body, json_reply
from simulators.released.document import CREDIT_NOTES
from simulators.released.endpoints.handling import (
    changer,
    company_of,
    record_of,
    record_reply,
)
from simulators.released.endpoints.invoices import endpoints_of, listing_of
from simulators.released.endpoints.listing import Listing, answer, read_query
from simulators.released.endpoints.shapes import plain

SHELF: Final = "credit-notes"
ALLOCATIONS: Final = Listing(
    "allocation",
    ids={"invoiceId": "invoiceId"},
    texts={"externalId": "externalId"},
    narrow={
        "creditNoteId": ("companyId", "creditNoteId"),
        "invoiceId": ("companyId", "invoiceId"),
        "externalId": ("external",),
    },
)


def create(world: World, call: Call) -> Reply:
    """A new credit note."""
    made = credit_notes.create(world, call.origin, company_of(call), json_body(call))
    return record_reply(world, call, "document", made, 201)


def _note(world: World, call: Call) -> Doc:
    return record_of(world, call, "document", "document", SHELF)


def list_allocations(world: World, call: Call) -> Reply:
    """The allocations of one credit note."""
    note = _note(world, call)
    asked = read_query(world, call, company_of(call), ALLOCATIONS)
    asked.equals["creditNoteId"] = note["id"]
    return json_reply(answer(world, ALLOCATIONS, asked, plain))


def allocate(world: World, call: Call) -> Reply:
    """Allocate to an invoice."""
    note, body = _note(world, call), json_body(call)
    made = credit_notes.allocate(world, call.origin, company_of(call), note, body)
    return record_reply(world, call, "allocation", made, 201)


def _of_the_note(world: World, call: Call) -> Doc:
    """
    The allocation of the path, which the credit note of the path has.

    Raises:
        Refused: `not_found`.
    """
    note, record = _note(world, call), record_of(world, call, "allocation")
    if record["creditNoteId"] != note["id"]:
        raise Refused(Refusal("not_found", f"There is nothing at {call.path}."))
    return record


def read_allocation(world: World, call: Call) -> Reply:
    """One allocation."""
    return record_reply(world, call, "allocation", _of_the_note(world, call))


def free(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Remove it; the answer shows it for the last time."""
    return credit_notes.free(world, call.origin, company, record)


def link(world: World, call: Call, company: int, record: Doc) -> Doc:
    """Note its id in Xero, which is all that ever changes about an allocation."""
    return credit_notes.link(world, call.origin, company, record, json_body(call))


def _checked(handle: Handler) -> Handler:
    """The handler, once the path leads to an allocation of its credit note."""

    def checked(world: World, call: Call) -> Reply:
        _of_the_note(world, call)
        return handle(world, call)

    return checked


PATH: Final = "/rl/v1/companies/<company>/credit-notes"
OF_A_NOTE: Final = f"{PATH}/<document>/allocations"
ENDPOINTS: Final = (
    *endpoints_of(PATH, listing_of(CREDIT_NOTES, SHELF), create),
    Endpoint("GET", OF_A_NOTE, list_allocations, "read"),
    Endpoint("POST", OF_A_NOTE, allocate, "write"),
    Endpoint("GET", f"{OF_A_NOTE}/<id>", read_allocation, "read"),
    Endpoint("PATCH", f"{OF_A_NOTE}/<id>", _checked(changer("allocation", link)), "write"),
    Endpoint("DELETE", f"{OF_A_NOTE}/<id>", _checked(changer("allocation", free)), "write"),
)

"""Contacts."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import contact
from simulators.xero.books import Books
from simulators.xero.contact_view import CONTACTS
from simulators.xero.endpoints.reading import ROOT, books_of, found_or_missing, reads
from simulators.xero.wire import body
from simulators.xero.wire.saving import save_all
from simulators.xero.wire.values import guid

SCOPE: Final = "accounting.contacts"
SHAPE: Final = body.Shape(contact.FIELDS)


def find(books: Books, reference: str) -> Doc | None:
    """The contact of an id, or one of those with that number."""
    contact_id = guid(reference)
    if contact_id is not None:
        return books.row("contact", contact_id)
    return books.first("contact", "number", reference)


def put(world: World, call: Call) -> Reply:
    """Create contacts."""
    return save_all(world, call, CONTACTS, body.rows(call, "Contacts", SHAPE), contact.put)


def post(world: World, call: Call) -> Reply:
    """Create or change contacts."""
    return save_all(world, call, CONTACTS, body.rows(call, "Contacts", SHAPE), contact.post)


def post_one(world: World, call: Call) -> Reply:
    """Change one contact."""
    there = found_or_missing(find(books_of(world, call), call.params["reference"]))
    wanted = {**body.one(call, "Contacts", SHAPE), "ContactID": there["ContactID"]}
    return save_all(world, call, CONTACTS, [wanted], contact.post)


ENDPOINTS: Final = (
    *reads(CONTACTS, SCOPE, find),
    Endpoint("PUT", f"{ROOT}/Contacts", put, SCOPE),
    Endpoint("POST", f"{ROOT}/Contacts", post, SCOPE),
    Endpoint("POST", f"{ROOT}/Contacts/<reference>", post_one, SCOPE),
)

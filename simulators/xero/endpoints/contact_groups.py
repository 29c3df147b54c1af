"""Contact groups and their contacts."""

from __future__ import annotations

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Reply
from simulators.kernel.world import World
from simulators.xero import contact_group as group
from simulators.xero.books import Books, Writing
from simulators.xero.contact_group import CONTACT_GROUPS
from simulators.xero.endpoints.reading import ROOT, books_of, by_id, found_or_missing, reads
from simulators.xero.endpoints.single import single
from simulators.xero.wire import body
from simulators.xero.wire.envelope import envelope
from simulators.xero.wire.saving import save_all
from simulators.xero.wire.values import guid

SCOPE: Final = "accounting.contacts"
GROUP: Final = f"{ROOT}/ContactGroups/<reference>"
SHAPE: Final = body.Shape(group.FIELDS)
MEMBER_SHAPE: Final = body.Shape(group.MEMBER_FIELDS)

_find = by_id("contact_group")


def _group(world: World, call: Call) -> Doc:
    return found_or_missing(_find(books_of(world, call), call.params["reference"]))


def put(world: World, call: Call) -> Reply:
    """Create contact groups."""
    rows = body.rows(call, CONTACT_GROUPS.plural, SHAPE)
    return save_all(world, call, CONTACT_GROUPS, rows, group.create)


def post_one(world: World, call: Call) -> Reply:
    """Rename or delete one contact group."""
    there = _group(world, call)
    wanted = single(call, CONTACT_GROUPS.plural, SHAPE)
    row = {**wanted, "ContactGroupID": there["ContactGroupID"]}

    def save(books: Books, row: Doc) -> Writing:
        return group.update(books, there, row)

    return save_all(world, call, CONTACT_GROUPS, [row], save)


def put_contacts(world: World, call: Call) -> Reply:
    """Add contacts to one group."""
    books, there = books_of(world, call), _group(world, call)
    ids = [row.get("ContactID") for row in body.rows(call, "Contacts", MEMBER_SHAPE)]
    books.commit(group.add(books, there, ids))
    return envelope(world, "Contacts", [group.member(books, each) for each in ids if each])


def delete_contacts(world: World, call: Call) -> Reply:
    """Take all contacts out of one group."""
    books_of(world, call).commit(group.remove(_group(world, call), None))
    return Reply(204)


def delete_contact(world: World, call: Call) -> Reply:
    """Take one contact out of one group."""
    there, contact_id = _group(world, call), guid(call.params["contact"])
    found_or_missing(there if contact_id in there["ContactIDs"] else None)
    books_of(world, call).commit(group.remove(there, contact_id))
    return Reply(204)


ENDPOINTS: Final = (
    *reads(CONTACT_GROUPS, SCOPE, _find),
    Endpoint("PUT", f"{ROOT}/ContactGroups", put, SCOPE),
    Endpoint("POST", GROUP, post_one, SCOPE),
    Endpoint("PUT", f"{GROUP}/Contacts", put_contacts, SCOPE),
    Endpoint("DELETE", f"{GROUP}/Contacts", delete_contacts, SCOPE),
    Endpoint("DELETE", f"{GROUP}/Contacts/<contact>", delete_contact, SCOPE),
)

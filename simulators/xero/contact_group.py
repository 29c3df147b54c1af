"""A contact group: a name and the contacts that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.kernel.world import Change
from simulators.xero.books import Books, Writing
from simulators.xero.wire.columns import columns, own_columns
from simulators.xero.wire.lengths import too_long
from simulators.xero.wire.resource import Depth, Pins, Resource, View, echo_parts, parts, write

ACTIVE: Final = "ACTIVE"
STATUSES: Final = (ACTIVE, "DELETED")
MOST: Final = 100
"""Source: documented, facts 4.13."""

MEMBER_FIELDS: Final = (Field("ContactID", Kind.GUID),)
FIELDS: Final = (
    Field("ContactGroupID", Kind.GUID, SetBy.SERVER),
    Field("Name", limit=255),
    Field("Status", Kind.ENUM, values=STATUSES),
)
EMPTY: Final[Doc] = {"Addresses": [], "Phones": [], "ContactGroups": [], "ContactPersons": []}
_PARTS: Final = parts(FIELDS)


def render(books: Books, doc: Doc, view: View) -> Doc:
    """One group; its contacts only when it is read alone. Source: documented."""
    rows = doc["ContactIDs"] if view.depth is Depth.ONE else ()
    contacts = [member(books, contact_id) for contact_id in rows]
    return {**write(_PARTS, doc), "Contacts": contacts, "HasValidationErrors": False}


def member(books: Books, contact_id: str) -> Doc:
    """A contact as a group shows it."""
    found = books.row("contact", contact_id) or {}
    named = {"ContactID": contact_id, "Name": found.get("Name", "")}
    return {**named, **EMPTY, "HasValidationErrors": False}


def shown_on(books: Books, contact_id: str) -> list[Doc]:
    """The groups of a contact, as the contact shows them."""
    found = books.table("contact_group").find("member", (books.owner, contact_id))
    return [
        {**write(_PARTS, doc), "Contacts": [], "HasValidationErrors": False}
        for doc in found
        if doc["Status"] == ACTIVE
    ]


def _shown(_books: Books, _archived: bool) -> Pins:  # noqa: FBT001 - a table's column
    """Source: documented, facts 2.6: lists return active groups only."""
    return {"status": frozenset((ACTIVE.lower(),))}


CONTACT_GROUPS: Final = Resource(
    plural="ContactGroups",
    singular="ContactGroup",
    kind="contact_group",
    key="ContactGroupID",
    columns=columns(*own_columns(FIELDS)),
    render=render,
    errors_flag="HasValidationErrors",
    echo=echo_parts(FIELDS),
    shown=_shown,
)


def create(books: Books, wanted: Doc) -> Writing:
    """
    A new group without contacts.

    Raises:
        Refused: with everything that is wrong.
    """
    refuse_if(_creation_refusals(books, wanted))
    doc: Doc = {
        "ContactGroupID": books.new_id("contact_group"),
        "owner": books.owner,
        "Name": wanted["Name"].strip(),
        "Status": ACTIVE,
        "ContactIDs": [],
    }
    return _written(doc)


def update(books: Books, before: Doc, wanted: Doc) -> Writing:
    """
    A group renamed or deleted.

    Raises:
        Refused: when it is deleted already, and with everything else that is wrong.
    """
    refuse_if(_refusals(books, before, wanted))
    name = str(wanted.get("Name", before["Name"])).strip()
    return _written({**before, "Name": name, "Status": wanted.get("Status", ACTIVE).upper()})


def add(books: Books, before: Doc, contact_ids: list[str | None]) -> Writing:
    """
    A group with further contacts; those that it has already stay.

    Raises:
        Refused: when the group is deleted, or one of the contacts is not there or archived.
    """
    refuse_if([*_deleted(before), *_member_refusals(books, contact_ids)])
    return _written({**before, "ContactIDs": list(dict.fromkeys((*before["ContactIDs"],
                                                                 *contact_ids)))})  # fmt: skip


def remove(before: Doc, contact_id: str | None) -> Writing:
    """
    A group without one of its contacts, or without any when none is named.

    Raises:
        Refused: when the group is deleted.
    """
    refuse_if(_deleted(before))
    kept = [each for each in before["ContactIDs"] if contact_id not in (None, each)]
    return _written({**before, "ContactIDs": kept})


def _written(after: Doc) -> Writing:
    return Writing(after, (Change("contact_group", after["ContactGroupID"], after),))


def _deleted(before: Doc) -> Iterator[Refusal]:
    if before["Status"] != ACTIVE:
        yield Refusal("group", "The contact group has been deleted.")


def _creation_refusals(books: Books, wanted: Doc) -> Iterator[Refusal]:
    active = [row for row in books.all("contact_group") if row["Status"] == ACTIVE]
    if len(active) >= MOST:
        yield Refusal("group", f"You can only have {MOST} contact groups.")
    yield from _name_refusals(active, wanted.get("Name", ""))


def _refusals(books: Books, before: Doc, wanted: Doc) -> Iterator[Refusal]:
    yield from _deleted(before)
    status = wanted.get("Status", ACTIVE).upper()
    if status not in STATUSES:
        yield Refusal("group", f"The status '{status}' is not valid for contact groups", "Status")
    if "Name" in wanted:
        own = before["ContactGroupID"]
        rows = (row for row in books.all("contact_group") if row["Status"] == ACTIVE)
        others = [row for row in rows if row["ContactGroupID"] != own]
        yield from _name_refusals(others, wanted["Name"])


def _name_refusals(others: list[Doc], name: str) -> Iterator[Refusal]:
    if not name.strip():
        yield Refusal("group", "Please enter a Name.", "Name")
    if any(row["Name"].casefold() == name.strip().casefold() for row in others):
        yield Refusal("XE-33", "Please enter a unique Name.", "Name")
    yield from too_long(FIELDS, {"Name": name})


def _member_refusals(books: Books, contact_ids: list[str | None]) -> Iterator[Refusal]:
    for contact_id in contact_ids:
        found = books.row("contact", contact_id)
        if found is None:
            text = "An existing Contact with the specified ContactID could not be found"
            yield Refusal("XE-14", text, "ContactID")
        elif found["ContactStatus"] != ACTIVE:
            text = f"The status '{found['ContactStatus']}' is not valid for contacts"
            yield Refusal("XE-41", text, "ContactID")

"""What is done to contacts."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.actions import tenancy_contacts
from simulators.released.actions.moving import require_move
from simulators.released.contact import (
    BLANK,
    CONTACT_MOVES,
    FIELDS,
    MERGE,
    rows_are_single,
    with_link,
)
from simulators.released.guards import (
    is_paired,
    links_nothing,
    managed_in_xero,
    needs_connection,
)
from simulators.released.values import read_new, read_patch, read_whole

OF_A_CONTACT: Final = ("document", "credit")
"""What follows a contact when it is merged, and keeps it in its company."""


def _is_paired(world: World, contact: Doc) -> bool:
    return any(is_paired(books.connection_of(world, company)) for company in contact["companyIds"])


def _checks(world: World, origin: Origin, values: Doc) -> Iterator[Refusal]:
    yield from links_nothing(origin, values)
    yield from rows_are_single(values)
    for position, each in enumerate(values.get("companyIds") or ()):
        if books.table(world, "company").row(str(each)) is None:
            path = f"companyIds[{position}]"
            yield Refusal("company_unknown", f"There is no company {each}.", path)


def free_external(
    world: World, kind: str, company: int, external: str | None, own_id: int | None
) -> Iterator[Refusal]:
    """One external id is linked to one record per company, unless the switch accepts more."""
    if external is None or world.switches["duplicate_external_id"] == "accept":
        return
    other = books.by_external(world, kind, company, external)
    if other is not None and other["id"] != own_id:
        message = f"{external} is already linked to {kind} {other['id']}."
        yield Refusal("duplicate_external_id", message, "externalId")


def create(world: World, origin: Origin, company: int, body: dict[str, Any]) -> Doc:
    """A new contact of this company, and of others when the body says so."""
    refuse_if(needs_connection(origin, books.connection_of(world, company)))
    values = read_new(FIELDS, body, BLANK)
    carried = {name: values[name] for name in body}
    refuse_if(_checks(world, origin, carried))
    external = values.pop("externalId")
    refuse_if(free_external(world, "contact", company, external, None))
    companies = values["companyIds"]
    contact: Doc = {
        "id": books.new_id(world, "contact", company),
        **values,
        "companyIds": companies if company in companies else [company, *companies],
        "status": "Active",
        "mergedIntoId": None,
        "externalIds": {},
    }
    return books.write(world, origin, ("contact", with_link(contact, company, external)))[0]


def edit(
    world: World,
    origin: Origin,
    company: int,
    contact: Doc,
    body: dict[str, Any],
    *,
    whole: bool = False,
) -> Doc:
    """
    Change a contact: merge the body in, or replace all that a caller may set.

    Raises:
        Refused: before anything changed.
    """
    refuse_if(needs_connection(origin, books.connection_of(world, company)))
    fields = FIELDS if "externalId" in body else FIELDS[1:]
    if whole:
        values = read_whole(fields, {"companyIds": contact["companyIds"], **body}, BLANK)
    else:
        values = read_patch(fields, body, BLANK)
    refuse_if(_checks(world, origin, values))
    refuse_if(_leaving(world, contact, values))
    after = {**contact, **values}
    if "externalId" in values:
        external = after.pop("externalId")
        refuse_if(free_external(world, "contact", company, external, contact["id"]))
        after = with_link(after, company, external)
    return books.write(world, origin, ("contact", after))[0]


def _leaving(world: World, contact: Doc, values: Doc) -> Iterator[Refusal]:
    """A contact does not leave a company that has documents of it, nor all companies."""
    wanted: list[int] = {**contact, **values}["companyIds"]
    if not wanted:
        yield Refusal("required", "A contact belongs to at least one company.", "companyIds")
    for company in contact["companyIds"]:
        if company not in wanted and any(
            _of_contact(world, kind, company, contact) for kind in OF_A_CONTACT
        ):
            message = f"Company {company} has documents of this contact."
            yield Refusal("in_use", message, "companyIds")


def _move(world: World, origin: Origin, company: int, contact: Doc, after: str) -> Doc:
    refuse_if(needs_connection(origin, books.connection_of(world, company)))
    rules = {
        "actor": origin.actor,
        "is_paired": _is_paired(world, contact),
        "unarchive_in_rl": world.switches["unarchive_in_rl"],
    }
    require_move(CONTACT_MOVES, contact, after, origin.actor, rules)
    return books.write(world, origin, ("contact", {**contact, "status": after}))[0]


def archive(world: World, origin: Origin, company: int, contact: Doc) -> Doc:
    """Archive a contact. Source: documented, guide: only Xero archives while paired."""
    return _move(world, origin, company, contact, "Archived")


def unarchive(world: World, origin: Origin, company: int, contact: Doc) -> Doc:
    """Bring an archived contact back. Source: guide; legacy says only Xero does."""
    return _move(world, origin, company, contact, "Active")


def merge(world: World, origin: Origin, company: int, contact: Doc, body: dict[str, Any]) -> Doc:
    """
    Merge a contact into another of the company: it is archived, its documents follow.

    Source: documented, RL-MULTI: merges inside one company are done in Xero.
    """
    into_id = read_new(MERGE, body, {"intoId": 0})["intoId"]
    refuse_if(needs_connection(origin, books.connection_of(world, company)))
    if origin.actor is Actor.USER and _is_paired(world, contact):
        refuse_if([managed_in_xero("Merging contacts")])
    refuse_if(_merge_checks(world, company, contact, into_id))
    loser = {**contact, "status": "Archived", "mergedIntoId": into_id}
    moved: list[tuple[str, Doc]] = []
    if world.switches["follow_merge"] != "off":
        moved = [
            (kind, {**record, "contactId": into_id})
            for kind in OF_A_CONTACT
            for record in _of_contact(world, kind, company, contact)
        ]
    if world.switches["follow_merge"] == "tenancies":
        repointed = tenancy_contacts.repointed(world, company, contact["id"], into_id)
        moved += [("tenancy", each) for each in repointed]
    return books.write(world, origin, ("contact", loser), *moved)[0]


def _of_contact(world: World, kind: str, company: int, contact: Doc) -> Sequence[Doc]:
    return books.table(world, kind).find(("companyId", "contactId"), (company, contact["id"]))


def _merge_checks(world: World, company: int, contact: Doc, into_id: int) -> Iterator[Refusal]:
    if contact["mergedIntoId"] is not None:
        yield Refusal("invalid_transition", "This contact was merged before.")
        return
    into = books.find(world, "contact", company, into_id)
    if into is None:
        yield Refusal("contact_unknown", f"There is no contact {into_id}.", "intoId")
    elif into["id"] == contact["id"]:
        yield Refusal("wrong_value", "A contact cannot be merged into itself.", "intoId")
    elif into["status"] != "Active":
        yield Refusal("contact_archived", "The surviving contact is archived.", "intoId")

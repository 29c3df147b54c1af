"""What is done to sync records: the integration reports and clears, people unlink and relink."""

from typing import Any

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.errors import refuse_if
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.guards import role_forbidden
from simulators.released.sync_record import BLANK, FIELDS, is_open, names_a_record
from simulators.released.values import read_new


def report(world: World, origin: Origin, company: int, body: dict[str, Any]) -> tuple[Doc, bool]:
    """
    Open a sync record, or bring the open one about the same record up to date.

    Returns:
        The record, and whether it is new.
    """
    if origin.actor is not Actor.SYNC:
        refuse_if([role_forbidden("write sync records")])
    values = read_new(FIELDS, body, BLANK)
    refuse_if(names_a_record(values))
    subject = (company, values["entity"], *_about(values))
    before = books.table(world, "sync_record").first("open", subject)
    record: Doc = {
        "id": before["id"] if before else books.new_id(world, "sync_record", company),
        "companyId": company,
        **values,
        "status": "Open",
        "linkStatus": before["linkStatus"] if before else "Linked",
        "attempts": before["attempts"] + 1 if before else 1,
        "lastAttemptAt": books.now(world),
        "resolvedAt": None,
    }
    return books.write(world, origin, ("sync_record", record))[0], before is None


def _about(values: Doc) -> tuple[Any, ...]:
    about = values["recordId"] if values["recordId"] is not None else values["externalId"]
    return about, values["direction"]


def resolve(world: World, origin: Origin, record: Doc) -> Doc:
    """Close a sync record whose cause is gone."""
    if origin.actor is not Actor.SYNC:
        refuse_if([role_forbidden("resolve sync records")])
    refuse_if(is_open(record))
    closed = {**record, "status": "Resolved", "resolvedAt": books.now(world)}
    return books.write(world, origin, ("sync_record", closed))[0]


def set_link(world: World, origin: Origin, record: Doc, link_status: str) -> Doc:
    """Leave the record out of later syncs, or take it up again. Source: documented, RL-UNLINK."""
    if origin.actor is not Actor.USER:
        refuse_if([role_forbidden("link or unlink records")])
    refuse_if(is_open(record))
    changed = {**record, "linkStatus": link_status}
    return books.write(world, origin, ("sync_record", changed))[0]

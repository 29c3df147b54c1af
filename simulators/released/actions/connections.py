"""What is done to the connection of a company."""

from functools import partial
from typing import Any

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.world import World
from simulators.released import books, contact, reconciliation
from simulators.released.actions.moving import require_move
from simulators.released.connection import (
    BLANK,
    CONNECTION_MOVES,
    FIELDS,
    RUN,
    sync_from_fits,
    with_run,
)
from simulators.released.guards import needs_connection, role_forbidden
from simulators.released.values import read_new

Writes = list[tuple[str, Doc]]


def connect(
    world: World, origin: Origin, company: int, connection: Doc, body: dict[str, Any]
) -> Doc:
    """
    Pair a company with an organisation, or take the pairing up again.

    Raises:
        Refused: before anything changed.
    """
    values = read_new(FIELDS, body, BLANK)
    tenant = values["tenantId"]
    others = books.table(world, "connection").find("pairedTenantId", tenant)
    rules = {
        "tenantId": tenant,
        "tenantIsTaken": any(each["companyId"] != company for each in others),
    }
    require_move(CONNECTION_MOVES, connection, "Connected", origin.actor, rules)
    editable = world.switches["sync_from_editable"] == "on"
    refuse_if(sync_from_fits(connection, values["syncFromDate"], is_editable=editable))
    after = {
        **connection,
        "status": "Connected",
        "xeroTenantId": tenant,
        "xeroOrgName": values["organisationName"] or connection["xeroOrgName"],
        "pairedTenantId": tenant,
        "syncFromDate": values["syncFromDate"] or connection["syncFromDate"],
        "connectedBy": books.PRINCIPALS[origin.actor],
        "connectedAt": books.now(world),
        "revokedAt": None,
    }
    is_first = connection["pairedTenantId"] is None
    refuse_if(reconciliation.only_once(values, is_first=is_first))
    reconciled = _reconciled(world, company, values) if is_first else []
    return books.write(world, origin, *reconciled, ("connection", after))[-1]


def _reconciled(world: World, company: int, values: Doc) -> Writes:
    """What the four reconciliations change: tax types, accounts, tracking, contacts."""
    kinds = {**reconciliation.SETTINGS, reconciliation.CONTACTS: "contact"}
    for name, kind in kinds.items():
        find = partial(books.find, world, kind, company)
        refuse_if(reconciliation.matches_are_sound(name, kind, values[name], find))
    writes: Writes = [
        (kind, record)
        for name, kind in reconciliation.SETTINGS.items()
        for record in reconciliation.settled(_of_company(world, kind, company), values[name])
    ]
    for row in values[reconciliation.CONTACTS]:
        there = books.get(world, "contact", company, row["id"])
        writes.append(("contact", contact.with_link(there, company, row["externalId"])))
    return writes


def _of_company(world: World, kind: str, company: int) -> list[Doc]:
    return [each for each in books.table(world, kind) if each["companyId"] == company]


def note_run(
    world: World, origin: Origin, company: int, connection: Doc, body: dict[str, Any]
) -> Doc:
    """Note that a run of the sync began, or how it ended. Source: designed, re-leased.md §3.6."""
    if origin.actor is not Actor.SYNC:
        refuse_if([role_forbidden("note a run of the sync")])
    refuse_if(needs_connection(origin, connection))
    state = read_new(RUN, body, {"state": ""})["state"]
    clean = not has_failures(world, company)
    after = with_run(connection, state, books.now(world), clean=clean)
    return books.write(world, origin, ("connection", after))[0]


def has_failures(world: World, company: int) -> bool:
    """Whether a sync record is open that people did not leave out."""
    span = (company, "Open")
    rows = books.table(world, "sync_record").between("label", span, span)
    return any(row["linkStatus"] == "Linked" for row in rows)


def disconnect(world: World, origin: Origin, connection: Doc) -> Doc:
    """End the connection; the pairing, the links and all records stay."""
    return _close(world, origin, connection, "Disconnected", {"xeroTenantId": None})


def revoke(world: World, origin: Origin, connection: Doc) -> Doc:
    """Note that Xero no longer grants access; no record is lost."""
    return _close(world, origin, connection, "Revoked", {"revokedAt": books.now(world)})


def _close(world: World, origin: Origin, connection: Doc, after: str, values: Doc) -> Doc:
    if connection["status"] in ("NeverConnected", "Disconnected"):
        refuse_if([Refusal("not_connected", "This company is not connected.")])
    require_move(CONNECTION_MOVES, connection, after, origin.actor, {})
    changed = {**connection, **values, "status": after}
    return books.write(world, origin, ("connection", changed))[0]

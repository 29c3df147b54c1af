"""What is done to the connection of a company."""

from typing import Any

from simulators.kernel.call import Doc, Origin
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.world import World
from simulators.released import books
from simulators.released.actions.moving import require_move
from simulators.released.connection import BLANK, CONNECTION_MOVES, FIELDS, sync_from_fits
from simulators.released.values import read_new


def connect(
    world: World, origin: Origin, company: int, connection: Doc, body: dict[str, Any]
) -> Doc:
    """Pair a company with an organisation, or take the pairing up again."""
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
    return books.write(world, origin, ("connection", after))[0]


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

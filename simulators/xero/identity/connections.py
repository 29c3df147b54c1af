"""Connections: which organisations the world's app may reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.world import Change, World
from simulators.xero.books import SYSTEM
from simulators.xero.identity import tokens

MOST: Final = {"core": 50, "starter": 5}
"""How many an app may have, by its tier. Source: documented, facts 1.7."""


def connection_of(world: World, tenant: str) -> Doc | None:
    """The app's connection to a tenant."""
    return world.table(SYSTEM, "connection").first("tenantId", tenant)


def new_connection(world: World, organisation: Doc, event: str = "") -> Doc:
    """
    A connection of the world's app, as it is made now.

    Method: one that was there before keeps its id and the moment it was first made.
    Source: recorded; documented, facts 1.7.
    """
    tenant = organisation["OrganisationID"]
    stamp = f"{world.clock.text.removesuffix('Z')}0000"
    known = world.table(SYSTEM, "_connected")
    first: Doc = known.row(tenant) or {
        "id": world.ids.guid("xero.connection"),
        "createdDateUtc": stamp,
    }
    known.put(tenant, first)
    return {
        "id": first["id"],
        "owner": tenant,
        "authEventId": event or tokens.new_event(world),
        "tenantId": tenant,
        "tenantType": "ORGANISATION",
        "tenantName": organisation["Name"],
        "createdDateUtc": first["createdDateUtc"],
        "updatedDateUtc": stamp,
    }


def has_seats(world: World, tenants: Iterable[str]) -> bool:
    """Whether the app's tier allows connections to these tenants beside those it has."""
    reached = {row["tenantId"] for row in world.table(SYSTEM, "connection")}
    return len(reached.union(tenants)) <= MOST[world.switches["xero_tier"]]


def connect(world: World, tenants: Iterable[str], event: str, call: int) -> None:
    """Let the app reach these tenants, as a person has just agreed."""
    for tenant in tenants:
        organisation = world.table(SYSTEM, "organisation").row(tenant)
        if organisation is not None:
            made = new_connection(world, organisation, event)
            origin = Origin(SYSTEM, tenant, Actor.USER, call)
            world.commit(origin, Change("connection", made["id"], made))


def drop(world: World, row: Doc, call: int) -> None:
    """Take one connection away, as the app asks."""
    origin = Origin(SYSTEM, row["owner"], Actor.SYNC, call)
    world.commit(origin, Change("connection", row["id"], None))

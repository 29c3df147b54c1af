"""Sync records."""

from typing import Final

from simulators.kernel.call import Call, Doc, Endpoint, Handler, Reply
from simulators.kernel.world import World
from simulators.released.actions import sync_records
from simulators.released.dialect import json_body
from simulators.released.endpoints.handling import (
    changer,
    company_of,
    lister,
    reader,
    record_reply,
)
from simulators.released.endpoints.listing import Listing

LISTING: Final = Listing(
    "sync_record",
    statuses=("Open", "Resolved"),
    ids={"recordId": "recordId"},
    texts={
        "entity": "entity",
        "externalId": "externalId",
        "direction": "direction",
        "linkStatus": "linkStatus",
    },
    instants={"attemptedSince": "lastAttemptAt"},
    search=("reason", "details"),
)


def report(world: World, call: Call) -> Reply:
    """Open a sync record, or bring the open one up to date."""
    record, is_new = sync_records.report(world, call.origin, company_of(call), json_body(call))
    return record_reply(world, call, "sync_record", record, 201 if is_new else 200)


def resolve(world: World, call: Call, company: int, record: Doc) -> Doc:  # noqa: ARG001 - a change
    """Close it."""
    return sync_records.resolve(world, call.origin, record)


def linker(link_status: str) -> Handler:
    """The handler that leaves a record out of later syncs, or takes it up again."""

    def link(world: World, call: Call, company: int, record: Doc) -> Doc:  # noqa: ARG001
        return sync_records.set_link(world, call.origin, record, link_status)

    return changer("sync_record", link)


PATH: Final = "/rl/v1/companies/<company>/sync-records"
ENDPOINTS: Final = (
    Endpoint("GET", PATH, lister(LISTING), "read"),
    Endpoint("POST", PATH, report, "write"),
    Endpoint("GET", f"{PATH}/<id>", reader("sync_record"), "read"),
    Endpoint("POST", f"{PATH}/<id>/resolve", changer("sync_record", resolve), "write"),
    Endpoint("POST", f"{PATH}/<id>/unlink", linker("Unlinked"), "write"),
    Endpoint("POST", f"{PATH}/<id>/link", linker("Linked"), "write"),
)

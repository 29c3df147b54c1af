"""Webhooks: what happened, without the record itself. Off by default."""

from base64 import b64encode
from hashlib import sha256
from hmac import new as hmac
from typing import Any, Final

import orjson

from simulators.kernel.call import Actor, Doc
from simulators.kernel.world import World
from simulators.released import books, subscriptions

RESOURCES: Final = {
    "contact": "contact",
    "document": "invoice",
    "payment": "payment",
    "allocation": "allocation",
    "attachment": "attachment",
    "connection": "connection",
    "tax_type": "referenceData",
    "account": "referenceData",
    "tracking_category": "referenceData",
    "tracking_option": "referenceData",
}
FIRST_EVENTS: Final = {"connection": "", "attachment": "added"}
"""What the first commit of a record is called, where it is not `created`."""
ONCE: Final = ("connection", "payment", "allocation")
"""What has no `updated`: it stands as it was made, or changes its status."""
STATUS_EVENTS: Final = {
    ("contact", "Archived"): "archived",
    ("contact", "Active"): "unarchived",
    ("document", "AwaitingApproval"): "submitted",
    ("document", "Approved"): "approved",
    ("document", "Paid"): "paid",
    ("document", "Voided"): "voided",
    ("document", "Deleted"): "deleted",
    ("document", "Draft"): "resetToDraft",
    ("payment", "Reversed"): "reversed",
    ("connection", "Connected"): "connected",
    ("connection", "Revoked"): "revoked",
}


def event_name(line: Doc) -> str:
    """What one commit is called, empty when it is no event. Source: designed, §6.8."""
    kind, before, after = line["type"], line["before"], line["after"]
    resource = resource_of(kind, after or before)
    if not resource:
        return ""
    if resource == "referenceData":
        return "referenceData.updated"
    verb = _verb(kind, before, after) if after is not None else "deleted"
    return f"{resource}.{verb}" if verb else ""


def resource_of(kind: str, record: Doc) -> str:
    """What events call a record, empty when none is about it."""
    if kind == "document" and record["kind"].endswith("CreditNote"):
        return "creditNote"
    return RESOURCES.get(kind, "")


def _verb(kind: str, before: Doc | None, after: Doc) -> str:
    if before is None:
        return FIRST_EVENTS.get(kind, "created")
    if kind == "attachment":
        return _file_verb(before, after)
    if kind == "contact" and after["mergedIntoId"] != before["mergedIntoId"]:
        return "merged"
    verb = "" if kind in ONCE else "updated"
    if after.get("status") != before.get("status"):
        return STATUS_EVENTS.get((kind, after["status"]), verb)
    return verb


def _file_verb(before: Doc, after: Doc) -> str:
    """A file with other bytes or another name is another file; its link is nobody's affair."""
    if after["deletedAt"] != before["deletedAt"]:
        return "deleted"
    told = ("sha256", "fileName")
    return "replaced" if any(after[name] != before[name] for name in told) else ""


def events(world: World, line: Doc) -> list[dict[str, Any]]:
    """The events that one commit causes: one for each company that the record is in."""
    if world.switches["rl_webhooks"] != "on":
        return []
    name = event_name(line)
    if not name:
        return []
    told = books.left_by(world, line)
    return [_event(world, line, told, name, company) for company in books.companies_of(told)]


def _event(world: World, line: Doc, record: Doc, name: str, company: int) -> dict[str, Any]:
    event = {
        "eventId": world.ids.guid("released.event"),
        "type": name,
        "companyId": company,
        "resourceType": name.partition(".")[0],
        "resourceId": record.get("id", company),
        "resourceVersion": record["version"],
        "occurredAt": record["updatedAt"],
        "seq": line["n"],
    }
    if world.switches["rl_webhook_actor"] == "on":
        event["actor"] = books.PRINCIPALS[Actor(line["actor"])]
    return event


def deliver(
    world: World, waiting: list[dict[str, Any]], target: str
) -> list[tuple[str, dict[str, str], bytes]]:
    """One signed request for each event."""
    key = subscriptions.key_for(world, target).encode()
    return [_request(world, event, target, key) for event in waiting]


def _request(
    world: World, event: dict[str, Any], target: str, key: bytes
) -> tuple[str, dict[str, str], bytes]:
    told = {name: value for name, value in event.items() if name != "sequence"}
    body = orjson.dumps({"deliveryId": world.ids.guid("released.delivery"), **told})
    signature = b64encode(hmac(key, body, sha256).digest()).decode()
    return target, {"Content-Type": "application/json", "X-RL-Signature": signature}, body

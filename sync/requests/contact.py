"""Contacts on the wire. Only what changed is sent; a status never travels with other fields."""

from collections.abc import Mapping
from typing import Any, Final

from sync.merge import units_of
from sync.pair import Pair
from sync.pictures import released_body, xero_body
from sync.requests.request import Request, filled, to_released, to_xero
from sync.rules.rule import Action


def marker(company: int, released_id: str | None) -> str:
    """What a contact made by the sync carries in Xero as its number, to be found again."""
    return f"RL-{company}-{released_id}"


def _in_xero(pair: Pair, fields: Mapping[str, Any]) -> Request:
    row = {"ContactID": pair.xero_id, **fields}
    return to_xero("POST", f"Contacts/{pair.xero_id}", {"Contacts": [row]})


def create_in_xero(pair: Pair) -> Request:
    """PUT, which never touches an existing contact, with the marker as its number."""
    released = pair.released or {}
    fields = filled(xero_body("contact", released, units_of("contact", released)))
    row = {**fields, "ContactNumber": marker(pair.company, pair.released_id)}
    return to_xero("PUT", "Contacts", {"Contacts": [row]}, creates=True)


def write_xero(pair: Pair) -> Request:
    """The changed fields and nothing else. Rule: R4, R11, R64."""
    return _in_xero(pair, xero_body("contact", pair.released or {}, pair.verdict.to_xero))


def restore(pair: Pair) -> Request:
    """The status alone, because a person unarchived it. Rule: R10."""
    return _in_xero(pair, {"ContactStatus": "ACTIVE"})


def create_in_released(pair: Pair) -> Request:
    """A new contact that carries its twin's id."""
    xero = {**(pair.xero or {}), "phones": [], "addresses": []}
    fields = filled(released_body("contact", xero, units_of("contact", xero)))
    body = {**fields, "externalId": pair.xero_id}
    return to_released(pair, "POST", "contacts", body, creates=True)


def _in_released(pair: Pair, body: Mapping[str, Any]) -> Request:
    return to_released(pair, "PATCH", f"contacts/{pair.released_id}", body)


def write_released(pair: Pair) -> Request:
    """The changed fields; None clears. Rule: R5."""
    lists = {name: (pair.released or {}).get(name, []) for name in ("phones", "addresses")}
    picture = {**(pair.xero or {}), **lists}
    return _in_released(pair, released_body("contact", picture, pair.verdict.to_released))


def link(pair: Pair) -> Request:
    """The twin's id. Rule: R55."""
    return _in_released(pair, {"externalId": pair.xero_id})


def archive(pair: Pair) -> Request:
    """Rule: R7."""
    return to_released(pair, "POST", f"contacts/{pair.released_id}/archive")


def unarchive(pair: Pair) -> Request:
    """Rule: R9."""
    return to_released(pair, "POST", f"contacts/{pair.released_id}/unarchive")


def merge(pair: Pair) -> Request:
    """Into the contact that Xero merged it into. Rule: R13."""
    body = {"intoId": int(pair.xero_parent.released_id or 0)}
    return to_released(pair, "POST", f"contacts/{pair.released_id}/merge", body)


CONTACT_REQUESTS: Final = {
    Action.PUSH_NEW: create_in_xero,
    Action.PULL_NEW: create_in_released,
    Action.LINK: link,
    Action.PUSH: write_xero,
    Action.PULL: write_released,
    Action.RESTORE: restore,
    Action.ARCHIVE: archive,
    Action.FALL_BACK: archive,
    Action.UNARCHIVE: unarchive,
    Action.MERGE: merge,
}

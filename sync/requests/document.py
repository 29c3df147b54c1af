"""
Invoices, bills and credit notes on the wire. No number is sent; a status never travels with
content.
"""

from collections.abc import Mapping
from typing import Any, Final

from sync.kinds import kind_of
from sync.merge import units_of
from sync.ownership import DOCUMENT_STATUS, KIND, Picture
from sync.pair import Pair
from sync.pictures import released_body, released_line, xero_body, xero_line
from sync.requests.request import Request, aligned, filled, to_released, to_xero
from sync.rules.rule import Action

_EXACT_PRICES: Final = "?unitdp=4"


def lines_in_xero(pair: Pair, old: list[Picture]) -> list[dict[str, Any]]:
    """Re-Leased's lines as Xero writes them, each continuing the line it was."""
    lines = (pair.released or {})["lines"]
    rows = []
    for line, line_id in zip(lines, aligned(lines, old), strict=True):
        tracking = [pair.tracking[tuple(entry)] for entry in line["tracking"]]
        row = xero_line({**line, "tracking": tracking})
        rows.append({**row, "LineItemID": line_id} if line_id else row)
    return rows


def content_in_xero(pair: Pair, units: tuple[str, ...], old: list[Picture]) -> dict[str, Any]:
    """These units as Xero writes them. A new tax mode takes the lines with it."""
    released = {**(pair.released or {}), "contact": pair.released_parent.xero_id}
    body = xero_body("document", released, (unit for unit in units if unit != "lines"))
    if "lines" in units or "taxMode" in units:
        body["LineItems"] = lines_in_xero(pair, old)
    return body


def create_in_xero(pair: Pair) -> Request:
    """PUT, so no other invoice is touched, without a number: Xero has it. Rule: R15, R26."""
    released = pair.released or {}
    body = {
        "Type": KIND.to_xero(released["kind"]),
        "Status": DOCUMENT_STATUS.to_xero(released["status"]),
        **filled(content_in_xero(pair, units_of("document", released), [])),
    }
    resource = kind_of(released).resource
    return to_xero("PUT", f"{resource}{_EXACT_PRICES}", {resource: [body]}, creates=True)


def _in_xero(pair: Pair, fields: Mapping[str, Any]) -> Request:
    kind = kind_of(pair.xero, pair.released)
    row = {kind.key: pair.xero_id, **fields}
    path = f"{kind.resource}/{pair.xero_id}{_EXACT_PRICES}"
    return to_xero("POST", path, {kind.resource: [row]})


def write_xero(pair: Pair) -> Request:
    """The changed units and nothing else. Rule: R22."""
    old = (pair.xero or {})["lines"]
    return _in_xero(pair, content_in_xero(pair, pair.verdict.to_xero, old))


def move_in_xero(status: str) -> Any:
    """A request that moves the Xero document to this status."""

    def request(pair: Pair) -> Request:
        return _in_xero(pair, {"Status": status})

    return request


def void_in_xero(pair: Pair) -> Request:
    """Xero voids what is approved and deletes what is not. Rule: R23."""
    is_approved = pair.xero_status == "Approved"
    return _in_xero(pair, {"Status": "VOIDED" if is_approved else "DELETED"})


def lines_in_released(pair: Pair, old: list[Picture], *, exact: bool) -> list[dict[str, Any]]:
    """Xero's lines as Re-Leased writes them, each continuing the line it was."""
    lines = (pair.xero or {})["lines"]
    rows = []
    for line, line_id in zip(lines, aligned(lines, old), strict=True):
        row = released_line(line, with_amounts=exact)
        rows.append({"id": line_id, **row} if line_id is not None else row)
    return rows


def create_in_released(pair: Pair) -> Request:
    """A new document that carries its twin's id and number. Rule: R16."""
    xero = pair.xero or {}
    units = (unit for unit in units_of("document", xero) if unit != "lines")
    body = {
        "kind": xero["kind"],
        "status": xero["status"],
        **filled(released_body("document", xero, units)),
        "lines": lines_in_released(pair, [], exact=True),
        "externalId": pair.xero_id,
        "externalNumber": xero["number"],
    }
    return to_released(pair, "POST", kind_of(xero).path, filled(body), creates=True)


def _in_released(pair: Pair, body: Mapping[str, Any]) -> Request:
    return to_released(pair, "PATCH", _place(pair), body)


def _place(pair: Pair) -> str:
    return f"{kind_of(pair.released, pair.xero).path}/{pair.released_id}"


def write_released(pair: Pair) -> Request:
    """The changed units. Amounts go along when both sides have one tax mode. Rule: R22."""
    ours, xero, units = pair.released or {}, pair.xero or {}, pair.verdict.to_released
    body = released_body("document", xero, (unit for unit in units if unit != "lines"))
    exact = ours["taxMode"] == xero["taxMode"] or "taxMode" in units
    if "lines" in units:
        body["lines"] = lines_in_released(pair, ours["lines"], exact=exact)
    return _in_released(pair, body)


def link(pair: Pair) -> Request:
    """The twin's id and number. Rule: R26, R55."""
    number = (pair.xero or {})["number"]
    return _in_released(pair, {"externalId": pair.xero_id, "externalNumber": number})


def follow(pair: Pair) -> Request:
    """The survivor of a merge as the contact. Rule: R13."""
    return _in_released(pair, {"contactId": int(pair.released_parent.merged_into or 0)})


def verb_in_released(verb: str) -> Any:
    """A request that moves the Re-Leased document by this verb."""

    def request(pair: Pair) -> Request:
        return to_released(pair, "POST", f"{_place(pair)}/{verb}")

    return request


DOCUMENT_REQUESTS: Final = {
    Action.PUSH_NEW: create_in_xero,
    Action.PULL_NEW: create_in_released,
    Action.LINK: link,
    Action.PUSH: write_xero,
    Action.PULL: write_released,
    Action.FOLLOW: follow,
    Action.PUSH_SUBMIT: move_in_xero("SUBMITTED"),
    Action.PUSH_APPROVAL: move_in_xero("AUTHORISED"),
    Action.PUSH_RETURN: move_in_xero("DRAFT"),
    Action.PUSH_VOID: void_in_xero,
    Action.PULL_SUBMIT: verb_in_released("submit"),
    Action.PULL_APPROVAL: verb_in_released("approve"),
    Action.PULL_RETURN: verb_in_released("return"),
    Action.RESET: verb_in_released("reset-to-draft"),
    Action.PULL_VOID: verb_in_released("void"),
}

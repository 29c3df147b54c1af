"""Allocations on the wire: under their credit note in both systems, without an id in Xero."""

from typing import Final

from sync.pair import Pair
from sync.requests.request import Request, to_released, to_xero
from sync.rules.rule import Action


def create_in_xero(pair: Pair) -> Request:
    """One allocation of the twin note to the twin invoice. Rule: R28."""
    released = pair.released or {}
    body = {
        "Invoice": {"InvoiceID": pair.released_other.xero_id},
        "Amount": released["amount"],
        "Date": released["date"],
    }
    path = f"CreditNotes/{pair.released_parent.xero_id}/Allocations"
    return to_xero("PUT", path, {"Allocations": [body]}, creates=True)


def remove_in_xero(pair: Pair) -> Request:
    """Only the allocation: note and invoice stay. Rule: R28."""
    path = f"CreditNotes/{pair.released_parent.xero_id}/Allocations/{pair.xero_id}"
    return to_xero("DELETE", path, None)


def _in_released(note: str | None) -> str:
    return f"credit-notes/{note}/allocations"


def create_in_released(pair: Pair) -> Request:
    """One allocation that carries its twin's id. Rule: R28."""
    xero = pair.xero or {}
    body = {
        "invoiceId": int(pair.xero_other.released_id or 0),
        "amount": xero["amount"],
        "date": xero["date"],
        "externalId": pair.xero_id,
    }
    return to_released(
        pair, "POST", _in_released(pair.xero_parent.released_id), body, creates=True
    )


def link(pair: Pair) -> Request:
    """The twin's id. Rule: R55."""
    path = f"{_in_released((pair.released or {})['creditNote'])}/{pair.released_id}"
    return to_released(pair, "PATCH", path, {"externalId": pair.xero_id})


def remove_in_released(pair: Pair) -> Request:
    """Only the allocation: note and invoice stay. Rule: R28."""
    path = f"{_in_released((pair.released or {})['creditNote'])}/{pair.released_id}"
    return to_released(pair, "DELETE", path)


ALLOCATION_REQUESTS: Final = {
    Action.PUSH_NEW: create_in_xero,
    Action.PULL_NEW: create_in_released,
    Action.LINK: link,
    Action.REVERSE: remove_in_released,
    Action.PUSH_REMOVAL: remove_in_xero,
}

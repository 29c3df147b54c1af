"""Payments on the wire. Reference, particulars and the reconciled flag are never sent."""

from typing import Final

from sync.kinds import kind_named
from sync.pair import Pair
from sync.requests.request import Request, to_released, to_xero
from sync.rules.rule import Action


def create_in_xero(pair: Pair) -> Request:
    """One payment on the twin document, or refund of the twin credit note. Rule: R35, R37, R48."""
    released, kind = pair.released or {}, kind_named(pair.released_parent.kind)
    body = {
        kind.target: {kind.key: pair.released_parent.xero_id},
        "Account": {"Code": released["account"]},
        "Date": released["date"],
        "Amount": released["amount"],
    }
    return to_xero("PUT", "Payments", {"Payments": [body]}, creates=True)


def create_in_released(pair: Pair) -> Request:
    """One payment that carries its twin's id. Rule: R36."""
    xero = pair.xero or {}
    body = {
        "documentId": int(pair.xero_parent.released_id or 0),
        "amount": xero["amount"],
        "date": xero["date"],
        "accountCode": xero["account"],
        "externalId": pair.xero_id,
    }
    return to_released(pair, "POST", "payments", body, creates=True)


def link(pair: Pair) -> Request:
    """The twin's id. Rule: R55."""
    body = {"externalId": pair.xero_id}
    return to_released(pair, "PATCH", f"payments/{pair.released_id}", body)


def reverse(pair: Pair) -> Request:
    """Nothing is deleted: the payment stays, reversed. Rule: R39."""
    return to_released(pair, "POST", f"payments/{pair.released_id}/reverse")


PAYMENT_REQUESTS: Final = {
    Action.PUSH_NEW: create_in_xero,
    Action.PULL_NEW: create_in_released,
    Action.LINK: link,
    Action.REVERSE: reverse,
}

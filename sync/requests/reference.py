"""Mirrors on the wire: PUT by Xero's id, so that a rename stays the same record."""

from typing import Final

from sync.pair import Pair
from sync.pictures import released_body
from sync.requests.request import Request, to_released
from sync.rules.reference import mirrored_units
from sync.rules.rule import Action

_PATHS: Final = {
    "tax_type": "tax-types/{id}",
    "account": "accounts/{id}",
    "tracking_category": "tracking-categories/{id}",
    "tracking_option": "tracking-categories/{category}/options/{id}",
}


def mirror(pair: Pair) -> Request:
    """The whole mirror of one row. Rule: R42, R43, R44, R46."""
    path = _PATHS[pair.type].format(id=pair.xero_id, category=pair.xero_parent.released_id)
    body = released_body(pair.type, pair.xero or {}, mirrored_units(pair.type))
    return to_released(pair, "PUT", path, body, creates=pair.released_id is None)


REFERENCE_REQUESTS: Final = {Action.MIRROR: mirror}

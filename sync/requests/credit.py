"""Over- and prepayments on the wire: PUT by Xero's id, whole, with all that they settle."""

from typing import Final

from sync.pair import Pair
from sync.pictures import released_body
from sync.requests.request import Request, to_released
from sync.rules.credit import MIRRORED
from sync.rules.rule import Action


def mirror(pair: Pair) -> Request:
    """The whole mirror of one credit. Rule: R14, R38."""
    xero = pair.xero or {}
    units = [unit for unit in MIRRORED if xero[unit] is not None]
    body = released_body("credit", xero, units)
    creates = pair.released_id is None
    return to_released(pair, "PUT", f"credits/{pair.xero_id}", body, creates=creates)


CREDIT_REQUESTS: Final = {Action.MIRROR: mirror}

"""M83: a payment that is reversed in Re-Leased is deleted in Xero."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant, with_rule
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.requests.request import Request, to_xero
from sync.rules.payment import is_reversed_here
from sync.rules.rule import Action


def delete(pair: Pair) -> Request:
    """What Xero knows as the end of a payment."""
    row = {"PaymentID": pair.xero_id, "Status": "DELETED"}
    return to_xero("POST", f"Payments/{pair.xero_id}", {"Payments": [row]})


def spoil() -> Parts:
    """Reversals go both ways."""
    builders = {**PARTS.requests["payment"], Action.PUSH_REMOVAL: delete}
    spoilt = with_rule("payment", is_reversed_here, Action.PUSH_REMOVAL)
    return replace(spoilt, requests={**PARTS.requests, "payment": builders})


MUTANT: Final = Mutant(
    "M83",
    "a reversal in Re-Leased is pushed",
    spoil,
    caught_by=("R40",),
    shortest=6,
    unless="it is reversed while disconnected",
)

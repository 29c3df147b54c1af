"""M92: a payment whose reference a person changed is deleted, to be made again."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant, with_holds
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.requests.request import Request, to_xero
from sync.rules.payment import APPLIED, is_reversed_here
from sync.rules.rule import Action


def is_annotated(pair: Pair) -> bool:
    """Xero's payment says more than Re-Leased's."""
    return pair.xero_status == APPLIED and bool((pair.xero or {}).get("reference"))


def delete(pair: Pair) -> Request:
    """The end of a payment in Xero."""
    row = {"PaymentID": pair.xero_id, "Status": "DELETED"}
    return to_xero("POST", f"Payments/{pair.xero_id}", {"Payments": [row]})


def spoil() -> Parts:
    """Such a payment is deleted in Xero, with all that only Xero knew of it."""
    spoilt = with_holds("payment", is_reversed_here, is_annotated)
    rules = [
        replace(rule, action=Action.PUSH_REMOVAL) if rule.holds is is_annotated else rule
        for rule in spoilt.rules["payment"]
    ]
    builders = {**PARTS.requests["payment"], Action.PUSH_REMOVAL: delete}
    return replace(
        PARTS,
        rules={**PARTS.rules, "payment": tuple(rules)},
        requests={**PARTS.requests, "payment": builders},
    )


MUTANT: Final = Mutant(
    "M92",
    "a payment is updated by deleting it",
    spoil,
    caught_by=(
        "R40",
        "R48",
        "R41",
    ),
    shortest=4,
)

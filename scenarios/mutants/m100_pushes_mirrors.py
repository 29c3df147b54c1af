"""M100: where an account differs, Re-Leased's name for it is written to Xero."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.requests.request import Request, to_xero
from sync.rules.reference import differs_from_xero
from sync.rules.rule import Action, Rule


def differs(pair: Pair) -> bool:
    """Both sides have it and call it differently."""
    return pair.is_linked and differs_from_xero(pair)


def rename(pair: Pair) -> Request:
    """Xero's account with Re-Leased's name."""
    row = {"AccountID": pair.xero_id, "Name": (pair.released or {})["name"]}
    return to_xero("POST", f"Accounts/{pair.xero_id}", {"Accounts": [row]})


def spoil() -> Parts:
    """Accounts are shared, with Re-Leased in the lead."""
    rules = (Rule("R45", "ours stands", differs, Action.PUSH), *PARTS.rules["account"])
    builders = {**PARTS.requests["account"], Action.PUSH: rename}
    return replace(
        PARTS,
        rules={**PARTS.rules, "account": rules},
        requests={**PARTS.requests, "account": builders},
    )


MUTANT: Final = Mutant(
    "M100",
    "an account is written to Xero",
    spoil,
    caught_by=("R45",),
    shortest=1,
)

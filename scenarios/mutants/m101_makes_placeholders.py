"""M101: an account that was archived in Xero gets a stand-in there."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.requests.request import Request, to_xero
from sync.rules.rule import Action, Rule


def is_gone(pair: Pair) -> bool:
    """Archived in Xero while Re-Leased still lists it."""
    return pair.is_linked and (pair.released_status, pair.xero_status) == ("Active", "Archived")


def stand_in(pair: Pair) -> Request:
    """A new account like the one that is gone."""
    ours = pair.released or {}
    row = {"Code": f"{ours['code']}X", "Name": f"{ours['name']} (stand-in)", "Type": ours["type"]}
    return to_xero("PUT", "Accounts", {"Accounts": [row]})


def spoil() -> Parts:
    """What documents name is made where it is missing."""
    rules = (Rule("R45", "made where missing", is_gone, Action.PUSH_NEW), *PARTS.rules["account"])
    builders = {**PARTS.requests["account"], Action.PUSH_NEW: stand_in}
    return replace(
        PARTS,
        rules={**PARTS.rules, "account": rules},
        requests={**PARTS.requests, "account": builders},
    )


MUTANT: Final = Mutant(
    "M101",
    "stand-ins for archived accounts are made in Xero",
    spoil,
    caught_by=("R45",),
    shortest=1,
)

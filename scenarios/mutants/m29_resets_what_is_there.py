"""M29: a refused edit takes the document back to a draft, although Xero has it."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.rules.document import AWAITING
from sync.rules.rule import Action, Rule


def was_refused(pair: Pair) -> bool:
    """Xero refused whatever we sent, and the document awaits approval in both systems."""
    is_awaiting = pair.released_status == pair.xero_status == AWAITING
    return is_awaiting and pair.is_refused_by("xero")


def spoil() -> Parts:
    """Every refusal ends with a draft in Re-Leased."""
    spoilt = Rule("R29", "refused: Draft again", was_refused, Action.PULL_RETURN)
    rules = (spoilt, *PARTS.rules["document"])
    return replace(PARTS, rules={**PARTS.rules, "document": rules})


MUTANT: Final = Mutant(
    "M29",
    "a refusal resets a document that Xero has",
    spoil,
    caught_by=("R29", "R21"),
    shortest=4,
)

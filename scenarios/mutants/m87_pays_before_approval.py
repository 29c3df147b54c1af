"""M87: a payment is sent before its document is approved; the refusal is forgotten."""

from dataclasses import dataclass, field, replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.pair import Pair, is_new_here
from sync.parts import PARTS, Parts
from sync.rules.payment import is_before_document
from sync.rules.rule import Action, Rule


@dataclass(frozen=True, slots=True, eq=False)
class Refused:
    """Knows the payments that were refused once."""

    pairs: set[int] = field(default_factory=set)

    def __call__(self, pair: Pair) -> bool:
        """It was refused, now or before."""
        if pair.problem is not None:
            self.pairs.add(pair.id)
        return pair.id in self.pairs


def is_sendable(pair: Pair) -> bool:
    """New here, and Xero has its document, whatever its status."""
    return is_new_here(pair) and pair.released_parent.xero_id is not None


def spoil() -> Parts:
    """No payment waits for an approval, and none is sent twice."""
    table = PARTS.rules["payment"]
    place = next(n for n, rule in enumerate(table) if rule.holds is is_before_document)
    rules = (
        Rule("R62", "refused, so done with", Refused(), Action.LEAVE),
        *table[:place],
        Rule("R35", "whatever its status", is_sendable, Action.PUSH_NEW),
        *table[place:],
    )
    return replace(PARTS, rules={**PARTS.rules, "payment": rules})


MUTANT: Final = Mutant(
    "M87",
    "a payment is sent before the approval, refused and forgotten",
    spoil,
    caught_by=("R35", "R62"),
    shortest=6,
    unless="fault=status",
)

"""M34: idempotency keys say what is paid, not which payment it is."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant, with_delivery
from sync.links import Link
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.policies import own_key
from sync.rules.rule import Action, Rule


def coarse(link: Link, action: str, attempts: int, body: bytes) -> str:
    """The right key, but two payments alike have one."""
    if link.type != "payment" or link.released is None:
        return own_key(link, action, attempts, body)
    paid = link.released
    return f"payment-{paid['document']}-{paid['amount']}-{paid['date']}"


def got_another(pair: Pair) -> bool:
    """The answer was a record that has a twin already."""
    return pair.problem is not None and pair.problem.code == "taken"


def spoil() -> Parts:
    """The second of two equal payments is answered with the first one, and that is that."""
    rules = (Rule("R62", "it was answered", got_another, Action.LEAVE), *PARTS.rules["payment"])
    return replace(with_delivery(key=coarse), rules={**PARTS.rules, "payment": rules})


MUTANT: Final = Mutant(
    "M34",
    "idempotency keys are too coarse: an equal payment gets the first one's answer",
    spoil,
    caught_by=("R35", "R15", "R55", "R62"),
    shortest=4,
)

"""M66: the refund of a credit note in Xero is no payment to the sync."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_holds
from sync.pair import Pair, is_left_alone
from sync.parts import Parts

REFUNDS: Final = ("ARCREDITPAYMENT", "APCREDITPAYMENT")


def is_left_alone_or_refund(pair: Pair) -> bool:
    """Out of scope, or money given back."""
    return is_left_alone(pair) or bool(pair.xero and pair.xero.get("type") in REFUNDS)


def spoil() -> Parts:
    """Refunds are left alone as if they were out of scope."""
    return with_holds("payment", is_left_alone, is_left_alone_or_refund)


MUTANT: Final = Mutant(
    "M66", "a refund of a credit note is ignored", spoil, caught_by=("R37",), shortest=3
)

"""M63: what is allocated in Xero counts in Re-Leased twice, as credit and as a payment."""

from dataclasses import dataclass, field, replace
from typing import Final

from scenarios.mutants.mutant import Mutant, with_request
from sync.pair import Pair
from sync.parts import Parts
from sync.requests.request import Builder, Request
from sync.rules.rule import Action


@dataclass(frozen=True, slots=True)
class PaidFirst:
    """The request for an allocation, once each after one for a payment of the same amount."""

    right: Builder
    paid: set[str | None] = field(default_factory=set)

    def __call__(self, pair: Pair) -> Request:
        """The payment when it is asked for the first time, then the allocation."""
        made, xero = self.right(pair), pair.xero or {}
        if pair.xero_id in self.paid:
            return made
        self.paid.add(pair.xero_id)
        body = {
            "documentId": int(pair.xero_other.released_id or 0),
            "amount": xero["amount"],
            "date": xero["date"],
            "accountCode": "090",
            "externalId": pair.xero_parent.xero_id,
        }
        return replace(made, path=f"companies/{pair.company}/payments", body=body)


def spoil() -> Parts:
    """Each allocation is paid before it is made."""
    return with_request("allocation", Action.PULL_NEW, PaidFirst)


MUTANT: Final = Mutant(
    "M63", "an allocation counts as a payment too", spoil, caught_by=("R38", "R28"), shortest=3
)

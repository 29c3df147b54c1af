"""M89: what is credited in Xero becomes a payment in Re-Leased."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant, with_request
from sync.pair import Pair
from sync.parts import Parts
from sync.requests.request import Builder, Request
from sync.rules.rule import Action


def as_payment(right: Builder) -> Builder:
    """The request for an allocation, sent as a payment on its invoice."""

    def request(pair: Pair) -> Request:
        made, xero = right(pair), pair.xero or {}
        body = {
            "documentId": int(pair.xero_other.released_id or 0),
            "amount": xero["amount"],
            "date": xero["date"],
            "accountCode": "090",
            "externalId": pair.xero_id,
        }
        return replace(made, path=f"companies/{pair.company}/payments", body=body)

    return request


def spoil() -> Parts:
    """Whatever lessens what is due in Xero is taken for money."""
    return with_request("allocation", Action.PULL_NEW, as_payment)


MUTANT: Final = Mutant(
    "M89",
    "credit that is allocated in Xero becomes a payment",
    spoil,
    caught_by=("R38", "R28"),
    shortest=3,
)

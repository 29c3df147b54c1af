"""M116: one answer for several elements is a success, whatever it says of each."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant, with_request
from sync.pair import Pair
from sync.parts import Parts
from sync.requests.request import Builder, Request
from sync.rules.rule import Action


def in_a_batch(right: Builder) -> Builder:
    """The right request, which asks for errors within the answer; nobody looks for them."""

    def request(pair: Pair) -> Request:
        made = right(pair)
        return replace(made, path=f"{made.path}&summarizeErrors=false")

    return request


def spoil() -> Parts:
    """A document that Xero refused counts as sent."""
    return with_request("document", Action.PUSH_NEW, in_a_batch)


MUTANT: Final = Mutant(
    "M116",
    "a refused element of an accepted batch is ignored",
    spoil,
    caught_by=("R29", "R62", "R15", "R18", "R53"),
    shortest=4,
)

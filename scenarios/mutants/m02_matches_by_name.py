"""M02: two people of one name share one Xero contact."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, changed, with_request
from sync.pair import Pair
from sync.parts import Parts
from sync.requests.request import Builder, Request
from sync.rules.rule import Action


def anonymous(row: dict[str, Any]) -> dict[str, Any]:
    """The contact without the mark by which it is told from its namesakes."""
    return {name: value for name, value in row.items() if name != "ContactNumber"}


def by_name(right: Builder) -> Builder:
    """The right request, with the method that updates a contact that has the name."""

    def request(pair: Pair) -> Request:
        return replace(changed(right(pair), anonymous), method="POST")

    return request


def spoil() -> Parts:
    """A new contact is POSTed, so Xero takes it for the one of its name."""
    return with_request("contact", Action.PUSH_NEW, by_name)


MUTANT: Final = Mutant(
    "M02", "contacts are matched by name", spoil, caught_by=("R12",), shortest=4
)

"""M141: a document is imported before what it names is known."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant, with_request, without_rule
from sync.ownership import Picture
from sync.pair import Pair
from sync.parts import Parts
from sync.requests.request import Builder, Request
from sync.rules.document import is_unresolved
from sync.rules.rule import Action


def without_holes(line: Picture) -> Picture:
    """The line without the options that could not be found."""
    return {**line, "tracking": [entry for entry in line["tracking"] if None not in entry]}


def holed(right: Builder) -> Builder:
    """The right request, for what is known of the document."""

    def request(pair: Pair) -> Request:
        xero = pair.xero or {}
        known = {**xero, "lines": [without_holes(line) for line in xero["lines"]]}
        return right(replace(pair, xero=known))

    return request


def spoil() -> Parts:
    """A tracking option that Re-Leased does not know yet is left out, and nobody looks again."""
    rules = without_rule("document", is_unresolved).rules
    return replace(with_request("document", Action.PULL_NEW, holed), rules=rules)


MUTANT: Final = Mutant(
    "M141",
    "a document is imported before what it names",
    spoil,
    caught_by=(
        "R47",
        "R16",
        "R53",
        "R22",
    ),
    shortest=3,
)

"""M45: lines that both sides changed are mixed one by one."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, changed, with_request
from sync.pair import Pair
from sync.parts import Parts
from sync.pictures import content_of, xero_line
from sync.requests.request import Builder, Request
from sync.rules.rule import Action


def mixed(right: Builder) -> Builder:
    """The right request, in which Xero's lines stand wherever Xero has more of them."""

    def request(pair: Pair) -> Request:
        theirs, base = (pair.xero or {})["lines"], (pair.base or {}).get("lines")
        if base is None or content_of(theirs) == content_of(base):
            return right(pair)

        def mix(row: dict[str, Any]) -> dict[str, Any]:
            lines = row.get("LineItems")
            if lines is None:
                return row
            ours = [{n: v for n, v in line.items() if n != "LineItemID"} for line in lines]
            return {**row, "LineItems": [*ours, xero_line({**theirs[0], "tracking": []})]}

        return replace(changed(right(pair), mix))

    return request


def spoil() -> Parts:
    """When both sides changed the lines, the document ends with lines of both."""
    return with_request("document", Action.PUSH, mixed)


MUTANT: Final = Mutant(
    "M45",
    "lines that both sides changed are mixed",
    spoil,
    caught_by=(
        "R22",
        "R56",
        "R53",
    ),
    shortest=3,
)

"""M48: a difference of rounding is repaired in each cycle."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant, with_verdict
from sync.merge import Verdict
from sync.ownership import Picture
from sync.parts import Parts
from sync.requests.request import Request


def repaired(verdict: Verdict, released: Picture, _xero: Picture) -> Verdict:
    """Lines with a broken quantity are sent once more, whatever Xero has."""
    if verdict.to_released or verdict.to_xero:
        return verdict
    is_broken = any("." in str(line["quantity"]) for line in released["lines"])
    return Verdict(to_xero=("lines",)) if is_broken else verdict


def never(_request: Request | None, _last: Request | None) -> bool:
    """No repetition is noticed."""
    return False


def spoil() -> Parts:
    """The lines of such a document are rewritten for ever."""
    return replace(with_verdict("document", repaired), is_in_vain=never)


MUTANT: Final = Mutant(
    "M48",
    "a rounding difference is repaired in each cycle",
    spoil,
    caught_by=(
        "R54",
        "R57",
        "R1",
    ),
    shortest=2,
)

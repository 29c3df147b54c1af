"""M123: its own write looks like a change, is sent back, and so on for ever."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant, with_verdict
from sync.merge import Verdict, units_of
from sync.ownership import Picture
from sync.parts import Parts
from sync.requests.request import Request


def answers_back(verdict: Verdict, released: Picture, xero: Picture) -> Verdict:
    """What is equal is told to Xero all the same, when Xero saved it later."""
    if verdict.to_released or verdict.to_xero or xero["updated"] <= released["updated"]:
        return verdict
    return Verdict(to_xero=units_of("contact", released))


def never(_request: Request | None, _last: Request | None) -> bool:
    """No repetition is noticed."""
    return False


def spoil() -> Parts:
    """A contact's timestamp decides who has news, and every write moves it."""
    return replace(with_verdict("contact", answers_back), is_in_vain=never)


MUTANT: Final = Mutant(
    "M123", "its own write comes back as news", spoil, caught_by=("R54", "R57"), shortest=5
)

"""M123: its own write looks like a change, is sent back, and so on for ever."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.merge import Policy, Verdict, merged, units_of
from sync.ownership import Picture
from sync.parts import PARTS, Parts


def by_timestamp(
    type_: str, base: Picture | None, released: Picture, xero: Picture, policy: Policy
) -> Verdict:
    """The side that was saved later tells the other everything, equal or not."""
    if type_ != "contact":
        return merged(type_, base, released, xero, policy)
    units = units_of(type_, released)
    if xero["updated"] > released["updated"]:
        return Verdict(to_released=units)
    return Verdict(to_xero=units if released["updated"] > xero["updated"] else ())


def spoil() -> Parts:
    """A contact's timestamps decide who has news; every write makes more of it."""
    return replace(PARTS, merged=by_timestamp)


MUTANT: Final = Mutant(
    "M123", "its own write comes back as news", spoil, caught_by=("R54", "R57"), shortest=5
)

"""M68: the second file of one name is stored over the first."""

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from scenarios.mutants.mutant import Mutant, with_request
from sync.pair import Pair
from sync.parts import Parts
from sync.requests.request import Builder, Request
from sync.rules.rule import Action


def under_its_own_name(right: Builder) -> Builder:
    """The upload under the name that the file has in Re-Leased, taken or not."""

    def request(pair: Pair) -> Request:
        made = right(pair)
        shelf, _, _ = made.path.rpartition("/")
        return replace(made, path=f"{shelf}/{quote((pair.released or {})['name'], safe='')}")

    return request


def spoil() -> Parts:
    """Nobody asks whether another file has that name in Xero."""
    return with_request("attachment", Action.PUSH_NEW, under_its_own_name)


MUTANT: Final = Mutant(
    "M68",
    "the second file of one name overwrites the first",
    spoil,
    caught_by=("R32",),
    shortest=3,
)

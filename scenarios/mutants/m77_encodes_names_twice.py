"""M77: file names are encoded twice on their way to Xero, and decoded twice on their way back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import quote, unquote

from scenarios.mutants.mutant import Mutant, with_xero_reading
from sync.ownership import Picture
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.requests.request import Builder, Request
from sync.rules.rule import Action

UPLOADS: Final = (Action.PUSH_NEW, Action.PUSH, Action.PUSH_ANEW)


def encoded_again(right: Builder) -> Callable[[Pair], Request]:
    """The upload to an address whose last part is encoded once more."""

    def request(pair: Pair) -> Request:
        made = right(pair)
        path, mark, query = made.path.partition("?")
        shelf, _, name = path.rpartition("/")
        return replace(made, path=f"{shelf}/{quote(name, safe='')}{mark}{query}")

    return request


def decoded_again(picture: Picture) -> Picture:
    """The name as it was before the first encoding."""
    return {**picture, "name": unquote(picture["name"])}


def spoil() -> Parts:
    """Xero stores what is an address for a name, and the sync does not see it."""
    builders = PARTS.requests["attachment"]
    spoilt = {action: encoded_again(builders[action]) for action in UPLOADS}
    requests = {**PARTS.requests, "attachment": {**builders, **spoilt}}
    return replace(with_xero_reading("attachment", decoded_again), requests=requests)


MUTANT: Final = Mutant(
    "M77",
    "file names are encoded twice",
    spoil,
    caught_by=("R32",),
    shortest=2,
)

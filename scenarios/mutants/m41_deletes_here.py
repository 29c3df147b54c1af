"""M41: what is deleted in Xero is to be deleted in Re-Leased."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_request
from sync.kinds import kind_of
from sync.pair import Pair
from sync.parts import Parts
from sync.requests.request import Builder, Request, to_released
from sync.rules.rule import Action


def delete(_right: Builder) -> Builder:
    """The document away, where it should stay as void."""

    def request(pair: Pair) -> Request:
        path = f"{kind_of(pair.released, pair.xero).path}/{pair.released_id}"
        return to_released(pair, "DELETE", path)

    return request


def spoil() -> Parts:
    """Nothing is to stay of it."""
    return with_request("document", Action.PULL_VOID, delete)


MUTANT: Final = Mutant(
    "M41", "what Xero deletes is deleted here", spoil, caught_by=("R24", "R64"), shortest=3
)

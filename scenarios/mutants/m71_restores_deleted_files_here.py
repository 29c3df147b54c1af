"""M71: a file that was deleted in Re-Leased comes back from Xero."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, changed, with_request, with_rule
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.requests.request import Builder, Request
from sync.rules.attachment import is_deleted_here
from sync.rules.rule import Action


def unlinked_when_deleted(right: Builder) -> Builder:
    """A new file; one that was deleted here keeps its twin's id, so the new one has none."""

    def without_its_twin(body: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in body.items() if name != "externalId"}

    def request(pair: Pair) -> Request:
        made = right(pair)
        return changed(made, without_its_twin) if pair.released else made

    return request


def spoil() -> Parts:
    """What Xero still has is taken for new."""
    rules = with_rule("attachment", is_deleted_here, Action.PULL_NEW)
    sent = with_request("attachment", Action.PULL_NEW, unlinked_when_deleted)
    return replace(PARTS, rules=rules.rules, requests=sent.requests)


MUTANT: Final = Mutant(
    "M71",
    "a file deleted in Re-Leased comes back from Xero",
    spoil,
    caught_by=("R33",),
    shortest=4,
)

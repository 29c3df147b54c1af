"""M50: a document without a due date is due, in Xero, on the day on which it is sent."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, changed, with_request, with_verdict
from sync.merge import Verdict
from sync.ownership import Picture
from sync.pair import Pair
from sync.parts import Parts
from sync.requests.request import Builder, Request
from sync.rules.rule import Action


def due_at_once(right: Builder) -> Builder:
    """The right request, with the day of the last edit where no due date is."""

    def request(pair: Pair) -> Request:
        moment = datetime.fromtimestamp((pair.released or {})["updated"] / 1000, UTC)

        def with_due(row: dict[str, Any]) -> dict[str, Any]:
            return {"DueDate": moment.strftime("%Y-%m-%d"), **row}

        return changed(right(pair), with_due)

    return request


def without_due(verdict: Verdict, released: Picture, _xero: Picture) -> Verdict:
    """Re-Leased's missing date is not told Xero's."""
    if released.get("dueDate") is not None:
        return verdict
    units = tuple(unit for unit in verdict.to_released if unit != "dueDate")
    return replace(verdict, to_released=units)


def spoil() -> Parts:
    """Xero wants a due date, so it gets one; Re-Leased goes on without."""
    sent = with_request("document", Action.PUSH_NEW, due_at_once)
    return replace(sent, merged=with_verdict("document", without_due).merged)


MUTANT: Final = Mutant(
    "M50",
    "a missing due date becomes today",
    spoil,
    caught_by=("R59", "R54", "R15"),
    shortest=1,
)

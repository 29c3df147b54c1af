"""M53: a date in a closed month is moved to the first open day."""

from typing import Any, Final

from scenarios.mutants.mutant import Mutant, with_fields
from sync.parts import Parts
from sync.rules.rule import Action

FIRST_OPEN_DAY: Final = "2026-03-01"


def redated(row: dict[str, Any]) -> dict[str, Any]:
    """The document on a day that no lock date forbids."""
    return {**row, "Date": max(str(row["Date"]), FIRST_OPEN_DAY)}


def spoil() -> Parts:
    """No document is refused for its date, since its date is another one."""
    return with_fields("document", Action.PUSH_NEW, redated)


MUTANT: Final = Mutant(
    "M53",
    "a document in a locked period is silently re-dated",
    spoil,
    caught_by=(
        "R56",
        "R59",
        "R29",
    ),
    shortest=2,
)

"""M91: only recent documents are looked for, so an old one that is paid looks new."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts

RECENT_DAYS: Final = 45


def is_recent(type_: str, side: str, picture: Picture) -> bool:
    """Anything but a document of Xero that was touched long after it was issued."""
    if (type_, side) != ("document", "xero") or not picture["issueDate"]:
        return True
    touched = datetime.fromtimestamp(picture["updated"] / 1000, UTC).date()
    return (touched - datetime.fromisoformat(picture["issueDate"]).date()).days <= RECENT_DAYS


def spoil() -> Parts:
    """The link to what is older than six weeks is not found."""
    return replace(PARTS, keeps_link=is_recent)


MUTANT: Final = Mutant(
    "M91",
    "an old document that is touched is taken for a new one",
    spoil,
    caught_by=("R36", "R55"),
    shortest=4,
)

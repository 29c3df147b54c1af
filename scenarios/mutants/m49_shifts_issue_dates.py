"""M49: a date goes through the midnight of another time zone."""

from datetime import date, timedelta
from typing import Final

from scenarios.mutants.mutant import Mutant, with_released_reading
from sync.ownership import Picture
from sync.parts import Parts


def day_before(picture: Picture) -> Picture:
    """The document with the issue date that a clock of UTC shows at local midnight."""
    if not picture["issueDate"]:
        return picture
    day = date.fromisoformat(picture["issueDate"]) - timedelta(days=1)
    return {**picture, "issueDate": day.isoformat()}


def spoil() -> Parts:
    """Re-Leased's issue date is read as a moment and not as a calendar date."""
    return with_released_reading("document", day_before)


MUTANT: Final = Mutant(
    "M49", "the issue date shifts by a day", spoil, caught_by=("R59",), shortest=2
)

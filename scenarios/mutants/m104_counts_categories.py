"""M104: an option belongs to the category at its category's place in the list."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts


@dataclass(frozen=True, slots=True)
class ByPlace:
    """Knows the categories that left the list: the next one has their place."""

    gone: list[str] = field(default_factory=list)

    def category(self, record: Mapping[str, Any]) -> Picture:
        """A category, as it is."""
        if record.get("Status") == "ARCHIVED":
            self.gone.append(record["TrackingCategoryID"])
        return PARTS.xero_pictures["tracking_category"](record)

    def option(self, record: Mapping[str, Any]) -> Picture:
        """An option, of whichever category was at that place before."""
        category = self.gone[0] if self.gone else record["TrackingCategoryID"]
        return PARTS.xero_pictures["tracking_option"]({**record, "TrackingCategoryID": category})


def spoil() -> Parts:
    """Archiving a category moves the options of the next one."""
    place = ByPlace()
    pictures = {"tracking_category": place.category, "tracking_option": place.option}
    return replace(PARTS, xero_pictures={**PARTS.xero_pictures, **pictures})


MUTANT: Final = Mutant(
    "M104",
    "archiving a category gives its options' place to another's",
    spoil,
    caught_by=("R44", "R46"),
    shortest=3,
)

"""M98: tracking is sent by the name that an option had when it was first read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant, changed
from sync.ownership import Picture
from sync.pair import Pair
from sync.parts import PARTS, Parts
from sync.requests.request import Request
from sync.rules.rule import Action


@dataclass(frozen=True, slots=True)
class OldNames:
    """Remembers the first name of each option."""

    names: dict[str, str] = field(default_factory=dict)

    def read(self, record: Mapping[str, Any]) -> Picture:
        """An option, as it is."""
        self.names.setdefault(record["TrackingOptionID"], record["Name"])
        return PARTS.xero_pictures["tracking_option"](record)

    def request(self, pair: Pair) -> Request:
        """The document, its options named."""
        return changed(PARTS.requests["document"][Action.PUSH_NEW](pair), self._named)

    def _named(self, row: dict[str, Any]) -> dict[str, Any]:
        lines = [
            {**line, "Tracking": [self._entry(entry) for entry in line.get("Tracking", ())]}
            for line in row["LineItems"]
        ]
        return {**row, "LineItems": lines}

    def _entry(self, entry: dict[str, Any]) -> dict[str, Any]:
        name = self.names.get(entry["TrackingOptionID"])
        if name is None:
            return entry
        return {"TrackingCategoryID": entry["TrackingCategoryID"], "Option": name}


def spoil() -> Parts:
    """A renamed option is not found any more."""
    old = OldNames()
    builders = {**PARTS.requests["document"], Action.PUSH_NEW: old.request}
    return replace(
        PARTS,
        xero_pictures={**PARTS.xero_pictures, "tracking_option": old.read},
        requests={**PARTS.requests, "document": builders},
    )


MUTANT: Final = Mutant(
    "M98",
    "tracking is sent by its old name",
    spoil,
    caught_by=("R46", "R15", "R29"),
    shortest=4,
    unless="xero_unknown_tracking=dropped",
    switches={"xero_unknown_tracking": "dropped"},
)

"""M126: what a person wrote first is sent, though they wrote again before it could go."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.merge import is_equal, units_of
from sync.ownership import Picture
from sync.parts import PARTS, Parts


def says_the_same(ours: Picture, theirs: Picture) -> bool:
    """Nothing is due for this contact."""
    return all(is_equal("contact", unit, ours, theirs) for unit in units_of("contact", theirs))


@dataclass(frozen=True, slots=True)
class Queue:
    """Contacts as they were when something became due for them."""

    waiting: dict[Any, Picture] = field(default_factory=dict)
    there: dict[str, Picture] = field(default_factory=dict)

    def released(self, record: Mapping[str, Any]) -> Picture:
        """A contact as it was queued, if it still waits; else as it is."""
        now = PARTS.released_pictures["contact"](record)
        theirs = self.there.get(record.get("externalId") or "")
        if theirs is not None and record["id"] not in self.waiting and says_the_same(now, theirs):
            return now
        return self.waiting.setdefault(record["id"], now)

    def xero(self, record: Mapping[str, Any]) -> Picture:
        """A contact, as it is. What says the same as a queued one has arrived."""
        seen = self.there[record["ContactID"]] = PARTS.xero_pictures["contact"](record)
        for id_, queued in list(self.waiting.items()):
            if says_the_same(queued, seen):
                del self.waiting[id_]
        return seen


def spoil() -> Parts:
    """The queue holds records, not names of records."""
    queue = Queue()
    return replace(
        PARTS,
        released_pictures={**PARTS.released_pictures, "contact": queue.released},
        xero_pictures={**PARTS.xero_pictures, "contact": queue.xero},
    )


MUTANT: Final = Mutant(
    "M126",
    "an edit is sent as it was when it was queued",
    spoil,
    caught_by=("R56", "R4", "R2", "R6"),
    shortest=3,
)

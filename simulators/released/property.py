"""A property of a company; it maps to one tracking option, by which Xero's documents find it."""

from collections.abc import Callable, Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind
from simulators.released.tracking import MOST_CATEGORIES

STATUSES: Final = ("Active", "Archived")

TRACKING: Final = (
    Field("categoryId", Kind.INTEGER, required=True, nullable=False),
    Field("optionId", Kind.INTEGER, required=True, nullable=False),
)
FIELDS: Final = (
    Field("name", required=True, limit=255, nullable=False),
    Field("address", limit=500),
    Field("trackingOptionId", Kind.INTEGER),
    Field("trackingDefaults", Kind.ROWS, fields=TRACKING),
)
"""Source: documented, RL-COMPANIES, RL-TRACK2; fields designed."""
BLANK: Final[Doc] = {
    "name": "",
    "address": None,
    "trackingOptionId": None,
    "trackingDefaults": [],
}
Find = Callable[[int], Doc | None]


def defaults_are_right(
    rows: list[Doc], option: Find, matching: int | None, most: int
) -> Iterator[Refusal]:
    """
    Defaults name one option for each of some categories; the matching one has its own place.

    Source: documented and contradictory, RL-TRACK1 and RL-TRACK2; switch property_defaults.
    """
    categories = {row["categoryId"] for row in rows}
    if len(rows) > most or len(categories) != len(rows) or matching in categories:
        message = f"A property takes defaults for {most} further categories at most."
        yield Refusal("wrong_value", message, "trackingDefaults")
        return
    for position, row in enumerate(rows):
        found = option(row["optionId"])
        path = f"trackingDefaults[{position}].optionId"
        if found is None or found["categoryId"] != row["categoryId"]:
            yield Refusal("tracking_unknown", "There is no such tracking option.", path)
        elif found["status"] != "Active":
            yield Refusal("tracking_archived", "The tracking option is archived.", path)


def stamp(building: Doc, option: Find) -> list[Doc]:
    """
    The tracking that lines get which the property raises: its own option, then its defaults.

    Source: documented, RL-TRACK2; an archived option is left out, as nobody may choose it.
    """
    own = option(building["trackingOptionId"]) if building["trackingOptionId"] else None
    rows = [{"categoryId": own["categoryId"], "optionId": own["id"]}] if own else []
    rows += [dict(row) for row in building["trackingDefaults"]]
    stamped: dict[int, Doc] = {}
    for row in rows:
        found = option(row["optionId"])
        if found is not None and found["status"] == "Active":
            stamped.setdefault(row["categoryId"], row)
    return list(stamped.values())[:MOST_CATEGORIES]

"""A property of a company; it maps to one tracking option, by which Xero's documents find it."""

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Field, Kind

STATUSES: Final = ("Active", "Archived")

FIELDS: Final = (
    Field("name", required=True, limit=255, nullable=False),
    Field("address", limit=500),
    Field("trackingOptionId", Kind.INTEGER),
)
"""Source: documented, RL-COMPANIES, RL-TRACK2; fields designed."""
BLANK: Final[Doc] = {"name": "", "address": None, "trackingOptionId": None}

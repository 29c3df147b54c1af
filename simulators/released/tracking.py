"""
Tracking categories and their options, mirrored from Xero while the company is paired.

One category is property-matching: a property maps to one of its options, and a document whose line
carries that option belongs to the property. Source: documented, RL-TRACK2.
"""

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Field, Kind
from simulators.released.tax_type import STATUSES

FIELDS: Final = (
    Field("name", required=True, limit=255, nullable=False),
    Field("status", Kind.ENUM, values=STATUSES),
)
BLANK: Final[Doc] = {"name": "", "status": "Active"}
MOST_CATEGORIES: Final = 2
"""A line carries at most two categories. Source: documented, RL-TRACK2."""

"""An area of a property, such as a unit or a suite: what a tenancy covers one or several of."""

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Field, Kind

STATUSES: Final = ("Active", "Archived")

FIELDS: Final = (
    Field("name", required=True, limit=255, nullable=False),
    Field("description", limit=1000),
    Field("size", Kind.DECIMAL),
)
"""Source: documented that properties have them, GH-REPLACE; fields designed."""
BLANK: Final[Doc] = {"name": "", "description": None, "size": None}

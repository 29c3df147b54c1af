"""An account of the chart: mirrored from Xero while the company is paired."""

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Field, Kind
from simulators.released.tax_type import STATUSES

FIELDS: Final = (
    Field("code", limit=50),
    Field("name", required=True, limit=255, nullable=False),
    Field("class", limit=50),
    Field("type", limit=50),
    Field("taxTypeDefault", limit=50),
    Field("status", Kind.ENUM, values=STATUSES),
)
"""Source: documented that they mirror (RL-FACT); fields designed."""
BLANK: Final[Doc] = {
    "code": None,
    "name": "",
    "class": None,
    "type": None,
    "taxTypeDefault": None,
    "status": "Active",
}


def recoded(before: Doc | None, values: Doc) -> Doc:
    """
    The account with the codes it had before: documents of that time keep naming them.

    Rule: R46.
    """
    former: list[str] = list(before["formerCodes"]) if before is not None else []
    if before is not None and before["code"] not in (None, values["code"], *former):
        former.append(before["code"])
    return {**values, "formerCodes": [code for code in former if code != values["code"]]}

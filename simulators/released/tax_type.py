"""A tax type: mirrored from Xero while the company is paired, known there by its code."""

from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.wire import Field, Kind

STATUSES: Final = ("Active", "Archived")

FIELDS: Final = (
    Field("taxType", limit=50),
    Field("name", required=True, limit=255, nullable=False),
    Field("rate", Kind.DECIMAL, required=True, nullable=False),
    Field("status", Kind.ENUM, values=STATUSES),
)
"""Source: documented that they mirror (RL-FACT); fields designed. The rate is in percent."""
BLANK: Final[Doc] = {"taxType": None, "name": "", "rate": "0", "status": "Active"}


def renamed(before: Doc | None, values: Doc) -> Doc:
    """
    Lines name a tax type by `taxType`, which is its external id unless the body says more.

    Rule: R46: lines that name it by what it was called before still mean it.
    """
    name = values["taxType"] or values["externalId"]
    former: list[str] = list(before["formerCodes"]) if before is not None else []
    if before is not None and before["taxType"] not in (name, *former):
        former.append(before["taxType"])
    known = [each for each in former if each != name]
    return {**values, "taxType": name, "formerCodes": known}

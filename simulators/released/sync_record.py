"""A sync record: one line of the "Sync Results" page, a failure that waits for a person."""

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind

ENTITIES: Final = (
    "contact",
    "document",
    "payment",
    "allocation",
    "attachment",
    "credit",
    "tax_type",
    "account",
    "tracking_category",
    "tracking_option",
    "connection",
)
DIRECTIONS: Final = ("Outgoing", "Incoming")

FIELDS: Final = (
    Field("entity", Kind.ENUM, required=True, values=ENTITIES, nullable=False),
    Field("recordId", Kind.INTEGER),
    Field("externalId", limit=100),
    Field("direction", Kind.ENUM, required=True, values=DIRECTIONS, nullable=False),
    Field("reason", limit=2000),
    Field("details", limit=4000),
)
"""Source: documented, RL-RESULTS: the columns of the page; names designed."""
BLANK: Final[Doc] = {
    "entity": "",
    "recordId": None,
    "externalId": None,
    "direction": "",
    "reason": None,
    "details": None,
}


def names_a_record(values: Doc) -> Iterator[Refusal]:
    """A sync record is about a record of this side, of the other, or of both."""
    if values["recordId"] is None and values["externalId"] is None:
        yield Refusal("required", "recordId or externalId is required.", "recordId")


def is_open(record: Doc) -> Iterator[Refusal]:
    """Only what is open can be resolved, unlinked or linked."""
    if record["status"] != "Open":
        yield Refusal("invalid_transition", "The sync record is resolved already.")

"""A tenancy: a property let to a contact, for a while."""

from collections.abc import Iterable, Iterator
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind

STATUSES: Final = ("Current", "Future", "Expired", "Vacated", "Cancelled", "Archived")

FIELDS: Final = (
    Field("propertyId", Kind.INTEGER, required=True, nullable=False),
    Field("areaIds", Kind.INTEGERS, nullable=False),
    Field("name", required=True, limit=255, nullable=False),
    Field("status", Kind.ENUM, values=STATUSES[:-1], nullable=False),
    Field("primaryContactId", Kind.INTEGER),
    Field("accountContactId", Kind.INTEGER),
    Field("leaseStart", Kind.DATE),
    Field("leaseEnd", Kind.DATE),
    Field("annualRent", Kind.MONEY),
)
"""Source: documented, RL-FAQ, RL-TENCONTACT, GH-REPLACE; names designed."""
BLANK: Final[Doc] = {
    "propertyId": None,
    "areaIds": [],
    "name": "",
    "status": "Current",
    "primaryContactId": None,
    "accountContactId": None,
    "leaseStart": None,
    "leaseEnd": None,
    "annualRent": None,
}
OUTSTANDING: Final = ("Draft", "AwaitingApproval", "Approved")


BILLED: Final = ("Current", "Future", "Expired")
"""The statuses that count as active for billing. Source: documented, RL-FAQ."""


def may_change(tenancy: Doc) -> Iterator[Refusal]:
    """An archived tenancy stays as it is. Source: designed."""
    if tenancy["status"] == "Archived":
        yield Refusal("invalid_transition", "The tenancy is archived.")


def may_archive(tenancy: Doc, documents: Iterable[Doc]) -> Iterator[Refusal]:
    """A tenancy is archived only once nothing is outstanding. Source: documented, RL-ARCHLEASE."""
    if tenancy["status"] == "Archived":
        yield Refusal("invalid_transition", "The tenancy is archived already.")
    elif any(document["status"] in OUTSTANDING for document in documents):
        yield Refusal("invalid_transition", "Documents of this tenancy are outstanding.")


def ends_after_it_starts(tenancy: Doc) -> Iterator[Refusal]:
    """The lease does not end before it starts."""
    start, end = tenancy["leaseStart"], tenancy["leaseEnd"]
    if start is not None and end is not None and end < start:
        yield Refusal("wrong_value", "The lease ends before it starts.", "leaseEnd")

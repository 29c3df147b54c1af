"""An allocation: so much of a credit note's credit settles so much of an invoice."""

from collections.abc import Iterator
from typing import Final

from simulators.kernel.call import Actor, Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind
from simulators.released.credit_note import SIDES, contact_mismatch, kind_mismatch
from simulators.released.guards import managed_in_xero

FIELDS: Final = (
    Field("externalId", Kind.GUID),
    Field("invoiceId", Kind.INTEGER, required=True, nullable=False),
    Field("amount", Kind.MONEY, required=True, nullable=False),
    Field("date", Kind.DATE, required=True, nullable=False),
)
"""Source: documented, RL-CN; names designed."""
LINK: Final = (Field("externalId", Kind.GUID, required=True),)
BLANK: Final[Doc] = {"externalId": None, "invoiceId": None, "amount": "0.00", "date": None}
SHOWN: Final = ("id", "externalId", "invoiceId", "amount", "date")
"""What a credit note shows of each of its allocations."""


def people_may(actor: Actor, *, is_paired: bool, ways: str) -> Iterator[Refusal]:
    """People allocate, unless allocations come from Xero only. Source: open, O12."""
    if actor is Actor.USER and is_paired and ways == "from_xero":
        yield managed_in_xero("Allocating a credit note")


def is_of(note: Doc, invoice: Doc) -> Iterator[Refusal]:
    """The invoice is of the same side and the same contact. Source: documented, RL-CN."""
    if SIDES[note["kind"]] != invoice["kind"]:
        yield kind_mismatch(note["kind"], invoice, "invoiceId")
    if note["contactId"] != invoice["contactId"]:
        yield contact_mismatch("invoiceId")

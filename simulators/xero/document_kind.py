"""What invoices and credit notes have in common and where they differ: one row for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.transitions import Move
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.xero import contact, lines
from simulators.xero.balance import Target, applied

STATUSES: Final = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "DELETED", "VOIDED")
MODES: Final = {"exclusive": "Exclusive", "inclusive": "Inclusive", "notax": "NoTax"}


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """
    One kind of document with lines, tax, a contact and a status.

    Args:
        target: its table, its id and number, and what is outstanding.
        sale: the Type of one given to a customer; only these have unique numbers and references.
        bill: the Type of one received from a supplier.
        prefix: how generated numbers begin.
        fields: the field table.
        zeros: the amounts that a new one has none of.
        flags: what its Type makes a contact.
        due: whether an approved one needs a DueDate.
        discounts: whether its sales can have discounts.
    """

    target: Target
    sale: str
    bill: str
    prefix: str
    fields: tuple[Field, ...]
    zeros: tuple[str, ...]
    flags: Mapping[str, str]
    due: bool
    discounts: bool

    @property
    def types(self) -> tuple[str, str]:
        """Both values of Type."""
        return self.sale, self.bill


def always(_target: Target, _doc: Doc) -> bool:
    """The move needs nothing."""
    return True


def nothing_is_applied(target: Target, doc: Doc) -> bool:
    """No payment and no credit."""
    return applied(target, doc) == Decimal(0)


BOTH: Final = ("user", "sync")
MOVES: Final = (
    #    from          to            who    only if             source
    Move("",           "DRAFT",      BOTH, always,             "documented"),
    Move("",           "SUBMITTED",  BOTH, always,             "documented"),
    Move("",           "AUTHORISED", BOTH, always,             "documented"),
    Move("DRAFT",      "DRAFT",      BOTH, always,             "documented"),
    Move("DRAFT",      "SUBMITTED",  BOTH, always,             "documented"),
    Move("DRAFT",      "AUTHORISED", BOTH, always,             "documented"),
    Move("DRAFT",      "DELETED",    BOTH, always,             "documented"),
    Move("SUBMITTED",  "DRAFT",      BOTH, always,             "documented"),
    Move("SUBMITTED",  "SUBMITTED",  BOTH, always,             "documented"),
    Move("SUBMITTED",  "AUTHORISED", BOTH, always,             "documented"),
    Move("SUBMITTED",  "DELETED",    BOTH, always,             "documented"),
    Move("AUTHORISED", "AUTHORISED", BOTH, always,             "documented"),
    Move("AUTHORISED", "VOIDED",     BOTH, nothing_is_applied, "documented"),
    Move("PAID",       "PAID",       BOTH, always,             "documented"),
    Move("AUTHORISED", "PAID",       ("system",), always,      "documented"),
    Move("PAID",       "AUTHORISED", ("system",), always,      "documented"),
)  # fmt: skip
"""Invoices and credit notes move alike. Source: documented, facts 4.2.2 and 4.3."""

CONTENT: Final = (
    Field("HasAttachments", Kind.BOOLEAN, SetBy.SERVER),
    Field("Contact", Kind.OBJECT, fields=contact.FIELDS),
    Field("ContactID", Kind.GUID),
    Field("Date", Kind.DATE),
    Field("DueDate", Kind.DATE),
)
"""Fields that both kinds have, up to the dates."""

SUMS: Final = (
    Field("Status", Kind.ENUM, values=STATUSES),
    Field("LineAmountTypes", Kind.ENUM, values=tuple(MODES.values())),
    Field("LineItems", Kind.ROWS, fields=lines.FIELDS),
    Field("SubTotal", Kind.MONEY),
    Field("TotalTax", Kind.MONEY),
    Field("Total", Kind.MONEY),
    Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
    Field("CurrencyCode", Kind.ENUM),
    Field("FullyPaidOnDate", Kind.DATE, SetBy.SERVER),
)
"""Fields that both kinds have, from the status on."""

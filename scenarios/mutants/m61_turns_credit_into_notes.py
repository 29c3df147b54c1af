"""M61: an overpayment in Xero becomes a credit note in Re-Leased."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts
from sync.policies import Listing

NOTES: Final = {
    "RECEIVE-OVERPAYMENT": "ACCRECCREDIT",
    "SPEND-OVERPAYMENT": "ACCPAYCREDIT",
}


def as_note(record: Mapping[str, Any]) -> Picture:
    """A document, or an overpayment told as a credit note."""
    if "OverpaymentID" not in record:
        return PARTS.xero_pictures["document"](record)
    told = {**record, "CreditNoteID": record["OverpaymentID"], "Type": NOTES[record["Type"]]}
    lines = [{**line, "AccountCode": "200"} for line in record["LineItems"]]
    return PARTS.xero_pictures["document"]({**told, "LineItems": lines, "Allocations": []})


def _listing(listing: Listing) -> Listing:
    return replace(listing, type="document") if listing.resource == "Overpayments" else listing


def spoil() -> Parts:
    """Overpayments are read as documents."""
    listings = tuple(_listing(each) for each in PARTS.listings)
    pictures = {**PARTS.xero_pictures, "document": as_note}
    return replace(PARTS, listings=listings, xero_pictures=pictures)


MUTANT: Final = Mutant(
    "M61", "an overpayment becomes a credit note", spoil, caught_by=("R14", "R56"), shortest=2
)

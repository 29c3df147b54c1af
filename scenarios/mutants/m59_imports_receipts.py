"""M59: money received in Xero becomes an income invoice in Re-Leased."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts
from sync.policies import Listing, Reading

BANK: Final = Listing(
    "document", "BankTransactions", "BankTransactionID", Reading.PAGES, {"unitdp": "4"}
)


def as_invoice(record: Mapping[str, Any]) -> Picture:
    """A document, or money received told as one; what is spent is no sale."""
    if "BankTransactionID" not in record:
        return PARTS.xero_pictures["document"](record)
    is_sale = record["Type"] == "RECEIVE"
    told = {**record, "Type": "ACCREC", "DueDate": record["Date"]}
    return PARTS.xero_pictures["document"](told if is_sale else {**told, "Status": "DRAFT"})


def spoil() -> Parts:
    """Bank transactions are read beside the invoices."""
    pictures = {**PARTS.xero_pictures, "document": as_invoice}
    return replace(PARTS, listings=(*PARTS.listings, BANK), xero_pictures=pictures)


MUTANT: Final = Mutant(
    "M59", "money received becomes an invoice", spoil, caught_by=("R14",), shortest=2
)

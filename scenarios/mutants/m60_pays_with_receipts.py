"""M60: money received in Xero becomes a payment on an open invoice of the contact."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.ownership import Picture
from sync.parts import PARTS, Parts
from sync.policies import Listing, Reading

BANK: Final = Listing("payment", "BankTransactions", "BankTransactionID", Reading.PAGES)


@dataclass(frozen=True, slots=True)
class Guess:
    """Remembers what each contact owed last, and takes money received for a payment of it."""

    owing: dict[str, tuple[str, Decimal]] = field(default_factory=dict)

    def document(self, record: Mapping[str, Any]) -> Picture:
        """A document, whose payments are not looked for; an open sale is remembered."""
        if record.get("Type") == "ACCREC" and record.get("Status") == "AUTHORISED":
            due = Decimal(str(record["AmountDue"]))
            self.owing[record["Contact"]["ContactID"]] = (record["InvoiceID"], due)
        return {**PARTS.xero_pictures["document"](record), "payments": None}

    def payment(self, record: Mapping[str, Any]) -> Picture:
        """A payment, or money received that fits an open sale."""
        if "BankTransactionID" not in record:
            return PARTS.xero_pictures["payment"](record)
        payer = (record.get("Contact") or {}).get("ContactID", "")
        invoice, due = self.owing.get(payer, ("", Decimal(0)))
        fits = record["Type"] == "RECEIVE" and Decimal(str(record["Total"])) <= due
        told = {
            "Invoice": {"InvoiceID": invoice},
            "Amount": record["Total"],
            "Date": record["Date"],
            "Account": record.get("BankAccount"),
            "Status": "AUTHORISED" if fits and record["Status"] == "AUTHORISED" else "DELETED",
        }
        return PARTS.xero_pictures["payment"](told)


def spoil() -> Parts:
    """Bank transactions are read beside the payments."""
    guess = Guess()
    pictures = {**PARTS.xero_pictures, "document": guess.document, "payment": guess.payment}
    return replace(PARTS, listings=(*PARTS.listings, BANK), xero_pictures=pictures)


MUTANT: Final = Mutant(
    "M60", "money received pays an open invoice", spoil, caught_by=("R14", "R36"), shortest=4
)

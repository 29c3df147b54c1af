"""The records that can carry files and notes: one row per path segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from simulators.kernel.call import Doc
from simulators.xero.books import Books
from simulators.xero.wire.values import guid


@dataclass(frozen=True, slots=True)
class Parent:
    """
    A kind of record that others hang on.

    Args:
        segment: its name in paths.
        kind: its table.
        key: its id field.
        scope: what reading and writing its history needs.
        files: whether it carries attachments.
        notes: whether it has a history; one without answers as Xero does for a wrong parent.
        online: whether a file can be shown to the customer.
    """

    segment: str
    kind: str
    key: str
    scope: str
    files: bool = False
    notes: bool = True
    online: bool = False

    def find(self, books: Books, reference: str) -> Doc | None:
        """The record with this id."""
        return books.row(self.kind, guid(reference))


SETTINGS: Final = "accounting.settings"
CONTACTS: Final = "accounting.contacts"
INVOICES: Final = "accounting.invoices"
PAYMENTS: Final = "accounting.payments"
BANK: Final = "accounting.banktransactions"

PARENTS: Final = (
    Parent("Invoices", "invoice", "InvoiceID", INVOICES, files=True, online=True),
    Parent("CreditNotes", "credit_note", "CreditNoteID", INVOICES, files=True, online=True),
    Parent("Contacts", "contact", "ContactID", CONTACTS, files=True),
    Parent("Accounts", "account", "AccountID", SETTINGS, files=True, notes=False),
    Parent("BankTransactions", "bank_transaction", "BankTransactionID", BANK, files=True),
    Parent("BankTransfers", "bank_transfer", "BankTransferID", BANK, files=True),
    Parent("Payments", "payment", "PaymentID", PAYMENTS),
    Parent("BatchPayments", "batch_payment", "BatchPaymentID", PAYMENTS),
    Parent("Prepayments", "prepayment", "PrepaymentID", PAYMENTS),
    Parent("Overpayments", "overpayment", "OverpaymentID", PAYMENTS),
    Parent("Items", "item", "ItemID", SETTINGS),
)
"""Source: documented. The other official parents (manual journals, orders, quotes) are no part."""

WITH_FILES: Final = tuple(parent for parent in PARENTS if parent.files)

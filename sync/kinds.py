"""
The four kinds of document: what each is called in either system and where it is found there.

Rule: R15, R27. A credit note obeys every rule of an invoice; only its names differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: Re-Leased's name and path, Xero's type, resource, fields and payment target."""

    released: str
    path: str
    xero: str
    resource: str
    target: str
    is_credit: bool = False

    @property
    def key(self) -> str:
        """The field of Xero's record that holds its id."""
        return f"{self.target}ID"

    @property
    def number(self) -> str:
        """The field of Xero's record that holds its number."""
        return f"{self.target}Number"


KINDS: Final = (
    #    Re-Leased                                Xero
    Kind("IncomeInvoice",     "invoices",     "ACCREC",       "Invoices",    "Invoice"),
    Kind("ExpenseInvoice",    "invoices",     "ACCPAY",       "Invoices",    "Invoice"),
    Kind("IncomeCreditNote",  "credit-notes", "ACCRECCREDIT", "CreditNotes", "CreditNote", True),
    Kind("ExpenseCreditNote", "credit-notes", "ACCPAYCREDIT", "CreditNotes", "CreditNote", True),
)  # fmt: skip

OVERPAYMENT, PREPAYMENT = "Overpayment", "Prepayment"
CREDITS: Final = {OVERPAYMENT: "Overpayments", PREPAYMENT: "Prepayments"}
"""The kinds of credit that a bank transaction leaves, and the list of Xero that has them."""

_NAMED: Final = {kind.released: kind for kind in KINDS}
_EXPENSE: Final = ("ExpenseInvoice", "ExpenseCreditNote")
_NO_REFERENCE: Final = frozenset({"reference"})
_NO_DUE_DATE: Final = frozenset({"dueDate"})


def kind_named(name: str) -> Kind:
    """The kind that Re-Leased calls so."""
    return _NAMED[name]


def kind_of(*pictures: Mapping[str, Any] | None) -> Kind:
    """The kind of a document, from the first picture that there is."""
    return _NAMED[next(picture for picture in pictures if picture)["kind"]]


def own_units(name: str) -> frozenset[str]:
    """What a document of this kind has for itself: only sales have a reference in Xero (R1)."""
    units = _NO_REFERENCE if name in _EXPENSE else frozenset()
    return units | _NO_DUE_DATE if _NAMED[name].is_credit else units

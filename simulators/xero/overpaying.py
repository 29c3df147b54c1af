"""A payment above what is due, as people may enter one: the rest stays as an overpayment."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.money import cents, text
from simulators.xero import bank_transaction, payment
from simulators.xero.balance import INVOICES
from simulators.xero.books import Books, Writing

TYPES: Final = {"ACCREC": "RECEIVE-OVERPAYMENT", "ACCPAY": "SPEND-OVERPAYMENT"}


def create(books: Books, wanted: Doc) -> tuple[Writing, ...]:
    """
    The payment of what is due and, where more was paid, the overpayment.

    Source: facts 4.4: the API refuses (XE-23) what Xero's own pages allow.

    Raises:
        Refused: with everything that is wrong, before anything is written.
    """
    amount = cents(Decimal(wanted.get("Amount", "0")))
    named = payment.named_targets(books, wanted)
    target, document = named[0] if named else (INVOICES, None)
    if target is not INVOICES or document is None or document["Status"] != "AUTHORISED":
        return (payment.create(books, wanted),)
    due = Decimal(document["AmountDue"])
    if amount <= due:
        return (payment.create(books, wanted),)
    paid = payment.create(books, {**wanted, "Amount": text(due)})
    return paid, bank_transaction.create(books, _rest(paid.doc, document, amount - due))


def _rest(paid: Doc, document: Doc, amount: Decimal) -> Doc:
    """Money that came or went with a payment; it has words of its own, not the payment's."""
    return {
        "Type": TYPES[document["Type"]],
        "ContactID": document["ContactID"],
        "AccountID": paid["AccountID"],
        "Date": paid["Date"],
        "IsReconciled": paid["IsReconciled"],
        "LineItems": [{"Description": "Overpayment", "LineAmount": text(amount)}],
    }

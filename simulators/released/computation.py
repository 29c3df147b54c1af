"""The arithmetic of documents: lines, tax and totals, rounded line by line."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.money import ZERO, Rounding, cents, text, total

HUNDRED: Final = Decimal(100)
LARGEST: Final = Decimal("9999999999.99")

Rate = Callable[[str | None], Decimal]
"""The rate of a tax type in percent; zero for none."""


def line_amounts(line: Doc, mode: str, rate: Decimal, rounding: Rounding) -> Doc:
    """
    The line with its amount and tax; what it carries already stands.

    Source: designed, re-leased.md §8: rounded per line, half up unless the switch says half even.
    """
    amount = line["lineAmount"]
    if amount is None:
        amount = text(cents(Decimal(line["quantity"]) * Decimal(line["unitPrice"]), rounding))
    tax = line["taxAmount"]
    if tax is None:
        tax = text(tax_on(Decimal(amount), mode, rate / HUNDRED, rounding))
    return {**line, "lineAmount": amount, "taxAmount": tax}


def tax_on(amount: Decimal, mode: str, rate: Decimal, rounding: Rounding) -> Decimal:
    """The tax on an amount, or within it when amounts include tax."""
    if mode == "NoTax" or not rate:
        return ZERO
    if mode == "Inclusive":
        return cents(amount - amount / (1 + rate), rounding)
    return cents(amount * rate, rounding)


def with_totals(document: Doc) -> Doc:
    """The document with the totals of its lines and what is due of them."""
    lines: Iterable[Doc] = document["lines"]
    amounts = total(line["lineAmount"] for line in lines)
    tax = total(line["taxAmount"] for line in lines)
    subtotal = amounts - tax if document["taxMode"] == "Inclusive" else amounts
    return with_due(
        {
            **document,
            "subTotal": text(subtotal),
            "taxTotal": text(tax),
            "total": text(subtotal + tax),
        }
    )


def due(document: Doc) -> Decimal:
    """What is still owing."""
    settled = Decimal(document["amountPaid"]) + Decimal(document["amountCredited"])
    return Decimal(document["total"]) - settled


def with_due(document: Doc) -> Doc:
    """The document with what is still owing; of a credit note, what remains of the credit."""
    owing = text(due(document))
    remaining = {"remainingCredit": owing} if "remainingCredit" in document else {}
    return {**document, "amountDue": owing, **remaining}


def with_payment(document: Doc, amount: Decimal) -> Doc:
    """The document with one more payment, or with one less when the amount is negative."""
    paid = text(Decimal(document["amountPaid"]) + amount)
    return with_due({**document, "amountPaid": paid})


def with_credit(document: Doc, amount: Decimal) -> Doc:
    """The document with so much more allocated, or with less when the amount is negative."""
    credited = text(Decimal(document["amountCredited"]) + amount)
    return with_due({**document, "amountCredited": credited})

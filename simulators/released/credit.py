"""A credit: the mirror of an overpayment or a prepayment, which Xero alone manages."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Actor, Doc, Origin
from simulators.kernel.errors import Refusal
from simulators.kernel.money import text, total
from simulators.kernel.wire import Field, Kind
from simulators.released.guards import managed_in_xero, role_forbidden

KINDS: Final = ("Overpayment", "Prepayment")
SIDES: Final = {"Income": "IncomeInvoice", "Expense": "ExpenseInvoice"}
"""Money received settles income invoices, money spent settles expense invoices."""
STATUSES: Final = ("Approved", "Paid", "Voided")

ALLOCATION: Final = (
    Field("externalId", Kind.GUID),
    Field("invoiceId", Kind.INTEGER, required=True, nullable=False),
    Field("amount", Kind.MONEY, required=True, nullable=False),
    Field("date", Kind.DATE, required=True, nullable=False),
)
FIELDS: Final = (
    Field("kind", Kind.ENUM, required=True, values=KINDS, nullable=False),
    Field("side", Kind.ENUM, required=True, values=tuple(SIDES), nullable=False),
    Field("status", Kind.ENUM, values=("Approved", "Voided")),
    Field("contactId", Kind.INTEGER, required=True, nullable=False),
    Field("date", Kind.DATE, required=True, nullable=False),
    Field("reference", limit=255),
    Field("total", Kind.MONEY, required=True, nullable=False),
    Field("amountRefunded", Kind.MONEY),
    Field("allocations", Kind.ROWS, fields=ALLOCATION),
)
"""Source: documented that they come in from Xero, RL-OPPP; fields designed."""
BLANK: Final[Doc] = {
    "kind": "",
    "side": "",
    "status": "Approved",
    "contactId": None,
    "date": None,
    "reference": None,
    "total": "0.00",
    "amountRefunded": "0.00",
    "allocations": [],
}
MOST_ALLOCATIONS: Final = 500


def may_write(origin: Origin, *, is_paired: bool) -> Iterator[Refusal]:
    """Credits come from Xero: people never write them. Source: documented, RL-OPPP."""
    if origin.actor is Actor.USER:
        what = "write over- and prepayments"
        yield managed_in_xero("An over- or prepayment") if is_paired else role_forbidden(what)


def allocated(credit: Doc) -> dict[int, Decimal]:
    """How much of a credit settles each invoice."""
    amounts: dict[int, Decimal] = {}
    for row in credit["allocations"]:
        amounts[row["invoiceId"]] = amounts.get(row["invoiceId"], Decimal(0)) + Decimal(
            row["amount"]
        )
    return amounts


def with_remaining(credit: Doc) -> Doc:
    """The credit with what remains of it, and the status that follows from that."""
    used = total(row["amount"] for row in credit["allocations"]) + Decimal(
        credit["amountRefunded"]
    )
    remaining = Decimal(credit["total"]) - used
    status = credit["status"]
    if status != "Voided":
        status = "Approved" if remaining or not Decimal(credit["total"]) else "Paid"
    return {**credit, "remainingCredit": text(remaining), "status": status}


def adds_up(credit: Doc) -> Iterator[Refusal]:
    """No amount is negative, and no more of the credit is used than there is."""
    if Decimal(credit["total"]) < 0:
        yield Refusal("negative_total", "The total is negative.", "total")
    if Decimal(credit["amountRefunded"]) < 0:
        yield Refusal("wrong_value", "The amount must not be negative.", "amountRefunded")
    if len(credit["allocations"]) > MOST_ALLOCATIONS:
        message = f"A credit takes {MOST_ALLOCATIONS} allocations at most."
        yield Refusal("too_long", message, "allocations")
    for position, row in enumerate(credit["allocations"]):
        if Decimal(row["amount"]) <= 0:
            path = f"allocations[{position}].amount"
            yield Refusal("wrong_value", "The amount must be above zero.", path)
    if Decimal(credit["remainingCredit"]) < 0:
        message = "More of the credit is used than there is."
        yield Refusal("amount_exceeds_due", message, "allocations")


def settles(credit: Doc, invoice: Doc, amount: Decimal, path: str) -> Iterator[Refusal]:
    """
    What a credit settles anew is an issued invoice of its side that owes so much.

    Source: designed: the integration mirrors what Xero holds, so the contact is Xero's affair.
    """
    owing = Decimal(invoice["amountDue"])
    if SIDES[credit["side"]] != invoice["kind"]:
        message = f"{credit['side']} credit does not settle an {invoice['kind']}."
        yield Refusal("kind_mismatch", message, f"{path}.invoiceId")
    elif invoice["status"] not in ("Approved", "Paid"):
        message = f"A document that is {invoice['status']} is settled by nothing."
        yield Refusal("invalid_transition", message)
    elif amount > owing:
        message = f"The amount is greater than what remains of the invoice, {owing}."
        yield Refusal("amount_exceeds_due", message, f"{path}.amount")


def stays_what_it_is(before: Doc | None, credit: Doc) -> Iterator[Refusal]:
    """Its kind and side never change; what is void stays void, and nothing of it is used."""
    for name in ("kind", "side"):
        if before is not None and before[name] != credit[name]:
            yield Refusal("wrong_value", f"The {name} of a credit never changes.", name)
    if before is not None and before["status"] == "Voided" != credit["status"]:
        yield Refusal("invalid_transition", "The credit is void.")
    if credit["status"] == "Voided" and credit["allocations"]:
        yield Refusal("has_allocations", "A void credit has no allocations.")
    if credit["status"] == "Voided" and Decimal(credit["amountRefunded"]):
        yield Refusal("has_payments", "A void credit has no refunds.")

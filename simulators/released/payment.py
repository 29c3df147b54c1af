"""
A payment on an invoice, or a refund of a credit note: recorded once, never edited, reversed at
most once.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Actor, Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.transitions import Move
from simulators.kernel.wire import Field, Kind
from simulators.released.document import References
from simulators.released.guards import managed_in_xero

FIELDS: Final = (
    Field("externalId", Kind.GUID),
    Field("documentId", Kind.INTEGER, required=True, nullable=False),
    Field("amount", Kind.MONEY, required=True, nullable=False),
    Field("date", Kind.DATE, required=True, nullable=False),
    Field("accountCode", limit=50),
)
"""
Bank reference, bank name, particulars, code and the reconciled flag do not exist here.

Source: guide; the refusal (`unknown_field`) is designed.
"""
LINK: Final = (Field("externalId", Kind.GUID, required=True),)
BLANK: Final[Doc] = {
    "externalId": None,
    "documentId": None,
    "amount": "0.00",
    "date": None,
    "accountCode": None,
}


def fits(wanted: str, document: Doc) -> Iterator[Refusal]:
    """
    A payment, refund or allocation is above zero and at most what is left of an approved document.

    Source: outcomes as the company words them (GH-REFACTOR), guards designed.
    """
    amount, owing = Decimal(wanted), Decimal(document["amountDue"])
    if document["status"] == "Paid":
        yield Refusal("already_paid", "The document was already fully settled.", "amount")
    elif document["status"] != "Approved":
        message = f"A document that is {document['status']} is settled by nothing."
        yield Refusal("invalid_transition", message)
    elif not Decimal(document["total"]):
        yield Refusal("zero_total", "A document of zero needs no settlement.", "amount")
    elif amount <= 0:
        yield Refusal("wrong_value", "The amount must be above zero.", "amount")
    elif amount > owing:
        message = f"The amount is greater than what is left of the document, {owing}."
        yield Refusal("amount_exceeds_due", message, "amount")


def may_add(actor: Actor, *, is_paired: bool, pay_in_rl: str) -> Iterator[Refusal]:
    """
    People record payments here, unless the vintage takes them from Xero only.

    Source: guide against RL-WHAT14; re-leased.md §11.
    """
    if actor is Actor.USER and is_paired and pay_in_rl == "off":
        yield managed_in_xero("Recording a payment")


def account_is_usable(code: str | None, books: References, actor: Actor) -> Iterator[Refusal]:
    """People choose an active account; the integration names one that exists, if it has a code."""
    account = books.account(code) if code is not None else None
    if code is None:
        if actor is Actor.USER:
            yield Refusal("required", "accountCode is required.", "accountCode")
    elif account is None:
        yield Refusal("account_unknown", f"There is no account {code}.", "accountCode")
    elif actor is Actor.USER and account["status"] != "Active":
        yield Refusal("account_archived", f"Account {code} is archived.", "accountCode")


def may_reverse(_payment: Doc, rules: Doc) -> Iterator[Refusal]:
    """
    A person of a paired company reverses in Xero, unless the vintage lets them do it here.

    Source: guide against RL-REVERSE25, O4.
    """
    is_closed = rules["is_paired"] and rules["user_reverse_payment"] == "off"
    if rules["actor"] is Actor.USER and is_closed:
        yield managed_in_xero("Reversing a payment")


PAYMENT_MOVES: Final = (
    #    from       to          who               only if      source
    Move("Applied", "Reversed", ("user", "sync"), may_reverse, "guide; RL-REVERSE25"),
)  # fmt: skip

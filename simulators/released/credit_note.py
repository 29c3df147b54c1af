"""A credit note: a document whose credit is allocated to invoices, or refunded."""

from collections.abc import Iterator
from typing import Any, Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.released import document
from simulators.released.document import CREDIT_NOTES, Family

SIDES: Final = dict(zip(CREDIT_NOTES, document.INVOICES, strict=True))
"""The kind of invoice that each kind of credit note credits."""
OF_INVOICES: Final = ("kind", "dueDate", "onChargeTenancyId", "holdUntilOnChargePaid")

CREATION: Final = (
    Field("kind", Kind.ENUM, SetBy.CREATION, required=True, values=CREDIT_NOTES, nullable=False),
    *(field for field in document.CREATION if field.name not in OF_INVOICES),
    Field("fromInvoiceId", Kind.INTEGER, SetBy.CREATION),
)
"""Source: documented, RL-CN: free-standing or from an invoice; a credit note is never due."""
BLANK: Final[Doc] = {**document.BLANK, "fromInvoiceId": None}
UNSETTLED: Final[Doc] = {**document.UNSETTLED, "remainingCredit": "0.00", "allocations": []}

CREDIT_NOTE: Final = Family(CREDIT_NOTES, CREATION, BLANK, UNSETTLED)

COPIED: Final = ("contactId", "propertyId", "tenancyId", "taxMode")
COPIED_OF_LINES: Final = (
    "description",
    "quantity",
    "unitPrice",
    "accountCode",
    "taxType",
    "tracking",
)


def is_credit_note(record: Doc) -> bool:
    """Whether a document is one."""
    return record["kind"] in CREDIT_NOTES


def family_of(record: Doc) -> Family:
    """What a document is one of."""
    return CREDIT_NOTE if is_credit_note(record) else document.INVOICE


def filled_from(invoice: Doc, body: dict[str, Any]) -> dict[str, Any]:
    """The body with what it leaves out taken from an invoice. Source: documented, RL-CN."""
    copied: dict[str, Any] = {name: invoice[name] for name in COPIED}
    copied["kind"] = next(note for note, kind in SIDES.items() if kind == invoice["kind"])
    copied["lines"] = [{name: line[name] for name in COPIED_OF_LINES} for line in invoice["lines"]]
    return {**copied, **body}


def amounts_of(invoice: Doc, body: dict[str, Any]) -> list[Doc]:
    """The amounts of the invoice's lines, to the cent, where its lines are copied as they are."""
    is_copy = "lines" not in body and "taxMode" not in body
    names = ("lineAmount", "taxAmount")
    return [{name: line[name] for name in names} for line in invoice["lines"]] if is_copy else []


def credits_an_invoice(values: Doc, invoice: Doc) -> Iterator[Refusal]:
    """What is made from an invoice is of its side and contact, and the invoice was issued."""
    kind = values["kind"]
    if kind in CREDIT_NOTES and SIDES[kind] != invoice["kind"]:
        yield kind_mismatch(kind, invoice, "kind")
    if values["contactId"] != invoice["contactId"]:
        yield contact_mismatch("contactId")
    if invoice["status"] not in ("Approved", "Paid"):
        message = f"An invoice that is {invoice['status']} cannot be credited."
        yield Refusal("invalid_transition", message)


def kind_mismatch(kind: str, invoice: Doc, field: str) -> Refusal:
    """The invoice is of the other side."""
    return Refusal("kind_mismatch", f"{kind} does not credit an {invoice['kind']}.", field)


def contact_mismatch(field: str) -> Refusal:
    """The invoice is somebody else's."""
    return Refusal("contact_mismatch", "The invoice is of another contact.", field)


def service_date(record: Doc) -> str:
    """
    The date that decides the budget period: where none is entered, an invoice's due date, a credit
    note's issue date.

    Source: documented, see re-leased.md §3.2.
    """
    fallback = None if is_credit_note(record) else record["dueDate"]
    return str(record["serviceDate"] or fallback or record["issueDate"])

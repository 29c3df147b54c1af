"""An invoice, a bill or a credit note: what it consists of and what must be right about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from simulators.kernel.call import Actor, Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.released.computation import LARGEST
from simulators.released.tracking import MOST_CATEGORIES
from simulators.released.values import changing

INVOICES: Final = ("IncomeInvoice", "ExpenseInvoice")
CREDIT_NOTES: Final = ("IncomeCreditNote", "ExpenseCreditNote")
MODES: Final = ("Exclusive", "Inclusive", "NoTax")
STATUSES: Final = ("Draft", "AwaitingApproval", "Approved", "Paid", "Voided", "Deleted")
INITIAL: Final = STATUSES[:3]
MOST_LINES: Final = 500

TRACKING: Final = (
    Field("categoryId", Kind.INTEGER, required=True, nullable=False),
    Field("optionId", Kind.INTEGER, required=True, nullable=False),
)
LINE: Final = (
    Field("id", Kind.INTEGER),
    Field("description", limit=4000),
    Field("quantity", Kind.DECIMAL),
    Field("unitPrice", Kind.DECIMAL, required=True, limit=2, nullable=False),
    Field("accountCode", limit=50),
    Field("taxType", limit=50),
    Field("taxAmount", Kind.MONEY),
    Field("lineAmount", Kind.MONEY),
    Field("tracking", Kind.ROWS, fields=TRACKING),
)
CREATION: Final = (
    Field("kind", Kind.ENUM, SetBy.CREATION, required=True, values=INVOICES, nullable=False),
    Field("status", Kind.ENUM, SetBy.CREATION, values=INITIAL, nullable=False),
    Field("currency", Kind.TEXT, SetBy.CREATION, limit=3),
    Field("externalId", Kind.GUID),
    Field("externalNumber", limit=255),
    Field("contactId", Kind.INTEGER, required=True, nullable=False),
    Field("propertyId", Kind.INTEGER),
    Field("tenancyId", Kind.INTEGER),
    Field("issueDate", Kind.DATE, required=True, nullable=False),
    Field("dueDate", Kind.DATE),
    Field("serviceDate", Kind.DATE),
    Field("reference", limit=255),
    Field("taxMode", Kind.ENUM, values=MODES),
    Field("lines", Kind.ROWS, required=True, fields=LINE, nullable=False),
    Field("emailedToTenant", Kind.BOOLEAN),
    Field("onChargeTenancyId", Kind.INTEGER),
    Field("holdUntilOnChargePaid", Kind.BOOLEAN),
    Field("pdfTemplateId", Kind.INTEGER),
    Field("hasDiscount", Kind.BOOLEAN),
)
"""Source: documented, RL-VIEWINV, RL-EXPENSE, RL-APPR and others, see re-leased.md §3.2."""
LINK: Final = ("externalId", "externalNumber")
BLANK: Final[Doc] = {
    "kind": "",
    "status": "Draft",
    "currency": None,
    "externalId": None,
    "externalNumber": None,
    "contactId": None,
    "propertyId": None,
    "tenancyId": None,
    "issueDate": None,
    "dueDate": None,
    "serviceDate": None,
    "reference": None,
    "taxMode": "Exclusive",
    "lines": [],
    "emailedToTenant": False,
    "onChargeTenancyId": None,
    "holdUntilOnChargePaid": False,
    "pdfTemplateId": None,
    "hasDiscount": False,
}
UNSETTLED: Final[Doc] = {"amountPaid": "0.00", "amountCredited": "0.00"}


@dataclass(frozen=True, slots=True)
class Family:
    """
    Invoices or credit notes: one shape, one ladder, one sequence of numbers; some fields differ.

    Args:
        kinds: the kinds of it.
        creation: what one is made from.
        blank: what is stored of what a body leaves out.
        unsettled: what a new one has been paid and credited.
    """

    kinds: tuple[str, ...]
    creation: tuple[Field, ...]
    blank: Doc
    unsettled: Doc

    def changeable(self, body: Doc) -> tuple[Field, ...]:
        """What a change may carry: all content, and of the link what the body names."""
        return tuple(
            field
            for field in changing(self.creation)
            if field.name not in LINK or field.name in body
        )


INVOICE: Final = Family(INVOICES, CREATION, BLANK, UNSETTLED)


class References(Protocol):
    """The rest of the company's books, as far as a document names it."""

    def contact(self, record_id: int) -> Doc | None:
        """A contact of the company."""

    def account(self, code: str) -> Doc | None:
        """An account by the code it has, or once had."""

    def tax_type(self, name: str) -> Doc | None:
        """A tax type by what lines call it."""

    def option(self, record_id: int) -> Doc | None:
        """A tracking option."""

    def has(self, kind: str, record_id: int) -> bool:
        """Whether the company has such a record."""


def names_known_records(
    values: Doc, books: References, actor: Actor, *, currency: str
) -> Iterator[Refusal]:
    """
    What a document names exists; people name no archived contact.

    Rule: R47. Source: documented for contacts; the integration mirrors what Xero still holds.
    """
    if values.get("contactId") is not None:
        yield from contact_is_there(values["contactId"], books, actor)
    for name, kind in (
        ("propertyId", "property"),
        ("tenancyId", "tenancy"),
        ("onChargeTenancyId", "tenancy"),
    ):
        wanted = values.get(name)
        if wanted is not None and not books.has(kind, wanted):
            yield Refusal(f"{kind}_unknown", f"There is no {kind} {wanted}.", name)
    if values.get("currency") not in (None, currency):
        message = f"The company keeps its books in {currency}."
        yield Refusal("currency_not_supported", message, "currency")
    if values.get("hasDiscount"):
        yield Refusal("discount_not_supported", "Discounts are not supported.", "hasDiscount")


def contact_is_there(record_id: int, books: References, actor: Actor) -> Iterator[Refusal]:
    """The contact exists, and is active where a person chooses it."""
    contact = books.contact(record_id)
    if contact is None:
        yield Refusal("contact_unknown", f"There is no contact {record_id}.", "contactId")
    elif actor is Actor.USER and contact["status"] != "Active":
        yield Refusal("contact_archived", "The contact is archived.", "contactId")


def lines_are_right(lines: list[Doc], books: References, actor: Actor) -> Iterator[Refusal]:
    """There is a line, and all that lines name exists; people choose nothing archived to track."""
    if not lines:
        yield Refusal("required", "At least one line is required.", "lines")
    if len(lines) > MOST_LINES:
        yield Refusal("too_long", f"A document takes {MOST_LINES} lines at most.", "lines")
        return
    for position, line in enumerate(lines):
        path = f"lines[{position}]"
        code, tax = line["accountCode"], line["taxType"]
        if code is not None and books.account(code) is None:
            message = f"There is no account {code}."
            yield Refusal("account_unknown", message, f"{path}.accountCode")
        if tax is not None and books.tax_type(tax) is None:
            yield Refusal("tax_type_unknown", f"There is no tax type {tax}.", f"{path}.taxType")
        yield from _tracking(line["tracking"], books, actor, path)


def _tracking(rows: list[Doc], books: References, actor: Actor, path: str) -> Iterator[Refusal]:
    categories = {row["categoryId"] for row in rows}
    if len(categories) != len(rows) or len(rows) > MOST_CATEGORIES:
        message = f"A line carries one option each of {MOST_CATEGORIES} categories at most."
        yield Refusal("wrong_value", message, f"{path}.tracking")
        return
    for position, row in enumerate(rows):
        where = f"{path}.tracking[{position}].optionId"
        option = books.option(row["optionId"])
        if option is None or option["categoryId"] != row["categoryId"]:
            yield Refusal("tracking_unknown", "There is no such tracking option.", where)
        elif actor is Actor.USER and option["status"] != "Active":
            yield Refusal("tracking_archived", "The tracking option is archived.", where)


def is_ready(document: Doc, books: References) -> Iterator[Refusal]:
    """
    A person may submit or approve it: contact active, every account and tax type valid.

    Source: documented, RL-APPR, RL-ERR-ACCT.
    """
    yield from contact_is_there(document["contactId"], books, Actor.USER)
    for position, line in enumerate(document["lines"]):
        yield from line_is_ready(line, document["taxMode"], books, position)


def line_is_ready(line: Doc, mode: str, books: References, position: int) -> Iterator[Refusal]:
    """The line names a valid account and, where there is tax, a valid tax type."""
    path = f"lines[{position}]"
    yield from _usable_account(line["accountCode"], books, f"{path}.accountCode")
    if mode != "NoTax":
        yield from _usable_tax_type(line["taxType"], books, f"{path}.taxType")


def _usable_account(code: str | None, books: References, path: str) -> Iterator[Refusal]:
    account = books.account(code) if code is not None else None
    if code is None:
        yield Refusal("required", "An account is required.", path)
    elif account is None:
        yield Refusal("account_unknown", f"There is no account {code}.", path)
    elif account["status"] != "Active":
        yield Refusal("account_archived", f"Account {code} is archived.", path)


def _usable_tax_type(name: str | None, books: References, path: str) -> Iterator[Refusal]:
    tax_type = books.tax_type(name) if name is not None else None
    if name is None:
        yield Refusal("required", "A tax type is required.", path)
    elif tax_type is None:
        yield Refusal("tax_type_unknown", f"There is no tax type {name}.", path)
    elif tax_type["status"] != "Active":
        yield Refusal("tax_type_archived", f"Tax type {name} is archived.", path)


def total_is_sound(document: Doc) -> Iterator[Refusal]:
    """A document's total is neither negative nor beyond all bounds."""
    amount = Decimal(document["total"])
    if amount < 0:
        yield Refusal("negative_total", "The total of the lines is negative.", "lines")
    elif amount > LARGEST:
        yield Refusal("too_large", "The total of the lines is too large.", "lines")


def may_edit(document: Doc, actor: Actor, *, same_total: bool) -> Iterator[Refusal]:
    """
    Content changes while nothing is settled, and never once it is paid, void or deleted.

    Source: documented, RL-EDITINV; the settlement guard inferred from Xero. The integration may
    change what does not touch the amounts of a part-paid document, as Xero does.
    """
    if document["status"] in ("Paid", "Voided", "Deleted"):
        message = f"A document that is {document['status']} cannot be changed."
        yield Refusal("invalid_transition", message)
    elif is_settled(document) and (actor is Actor.USER or not same_total):
        yield from nothing_is_settled(document)


def is_overdue(document: Doc, today: str) -> bool:
    """
    Approved, past its due date, and something is owing.

    Source: inferred: a filter of lists beside the statuses, and never a status itself.
    """
    owing = document["status"] == "Approved" and document["amountDue"] != "0.00"
    return owing and (document["dueDate"] or today) < today


def is_settled(document: Doc) -> bool:
    """Whether any of it is paid or credited."""
    return bool(Decimal(document["amountPaid"]) or Decimal(document["amountCredited"]))


def nothing_is_settled(document: Doc) -> Iterator[Refusal]:
    """No payment and no allocation is live."""
    if Decimal(document["amountPaid"]):
        yield Refusal("has_payments", "The document has payments.")
    if Decimal(document["amountCredited"]):
        yield Refusal("has_allocations", "The document has allocations.")


def only_by_integration(values: dict[str, Any], actor: Actor) -> Iterator[Refusal]:
    """Explicit line amounts come from Xero; what people enter is computed."""
    for position, line in enumerate(values.get("lines") or () if actor is Actor.USER else ()):
        for name in ("taxAmount", "lineAmount"):
            if line.get(name) is not None:
                path = f"lines[{position}].{name}"
                yield Refusal("unknown_field", f"{name} is computed.", path)

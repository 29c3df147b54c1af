"""What Xero refuses to do with an invoice or a credit note."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.money import text
from simulators.kernel.transitions import find_move
from simulators.xero import contact, lines
from simulators.xero.balance import APPROVED, DEAD, applied
from simulators.xero.books import Books, Writing, changed_fields
from simulators.xero.document_kind import MODES, MOVES, DocumentKind
from simulators.xero.wire.lengths import too_long

NOT_CREATABLE: Final = "{} not of valid status for creation"
NOT_CHANGEABLE: Final = "{} not of valid status for modification"
WRONG_TYPE: Final = "{} Type must be {} or {}"
NOT_UNIQUE: Final = "{} # must be unique."
NOT_ASCII: Final = "{} may hold printable ASCII characters only."
UNKNOWN: Final = "An existing {} with the specified {} could not be found"
SETTLED: Final = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)
NO_CONTACT: Final = "A Contact must be specified for this type of transaction"
CONTACT_GONE: Final = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes."
)
PLAN: Final = {"ACCREC": 20, "ACCPAY": 5}
"""How many invoices and bills of a month the smallest plan lets be approved."""

PLAN_FULL: Final = "You have reached the limit of invoices you can approve"
NO_LINES: Final = "One or more line items must be specified"
TOTALS_DIFFER: Final = "The document total does not equal the sum of the lines."

SETTLED_FIELDS: Final = frozenset(
    {"Reference", "DueDate", "InvoiceNumber", "CreditNoteNumber", "BrandingThemeID", "ContactID",
     "Url", "SentToContact", "PlannedPaymentDate"}
)  # fmt: skip
"""What may change on a document with something applied. Source: documented, facts 4.2.3."""

STILL: Final = frozenset({"DueDate", "SentToContact"})
"""What leaves the UpdatedDateUTC of a part-paid document alone (XQ-10)."""

CREDITED_FIELDS: Final = SETTLED_FIELDS - {"ContactID"}
SETTLED_LINE_FIELDS: Final = frozenset({"Description", "AccountCode", "AccountID", "Tracking"})


def is_settled(kind: DocumentKind, doc: Doc) -> bool:
    """Whether a payment or a credit is applied."""
    return bool(applied(kind.target, doc))


def creation_refusals(
    kind: DocumentKind, books: Books, wanted: Doc, party: Writing | None, status: str
) -> Iterator[Refusal]:
    """What a creation needs before its content is looked at."""
    title = kind.target.title
    if str(wanted.get("Type", "")).upper() not in kind.types:
        yield Refusal("document", WRONG_TYPE.format(title, *kind.types), "Type")
    if find_move(MOVES, "", status, books.actor.value) is None:
        yield Refusal("XE-09", NOT_CREATABLE.format(title), "Status")
    if party is None:
        yield Refusal("XE-07", NO_CONTACT, "Contact")
    if not wanted.get("LineItems"):
        yield Refusal("XE-08", NO_LINES, "LineItems")


def move_refusals(kind: DocumentKind, before: Doc, status: str, who: str) -> Iterator[Refusal]:
    """What forbids the move to a status. Source: documented, facts 4.2.2."""
    move = find_move(MOVES, before["Status"], status, who)
    if move is not None and move.only_if(kind.target, before):
        return
    yield Refusal("XE-10", NOT_CHANGEABLE.format(kind.target.title), "Status")
    if before["Status"] in APPROVED and status in DEAD and is_settled(kind, before):
        yield Refusal("XE-11", SETTLED, "Status")


def locked_refusals(books: Books, before: Doc) -> Iterator[Refusal]:
    """What forbids touching an approved document because of its date."""
    if before["Status"] in APPROVED:
        yield from lock_refusals(books, before["Date"])


def edit_refusals(
    kind: DocumentKind,
    books: Books,
    before: Doc,
    after: Doc,
    wanted: Doc,
    party: Writing | None,
    *,
    approving: bool,
) -> Iterator[Refusal]:
    """Everything but lines that forbids an edit. Source: documented, facts 4.2.3."""
    yield from locked_refusals(books, before)
    if wanted.keys() & {"Contact", "ContactID"} and party is None:
        yield Refusal("XE-07", NO_CONTACT, "Contact")
    if is_settled(kind, before) and not _is_harmless(kind, books, before, after):
        yield Refusal("XE-10", NOT_CHANGEABLE.format(kind.target.title))
        yield Refusal("XE-11", SETTLED)
        return
    if approving:
        holder = books.row("contact", after["ContactID"])
        if holder is not None and holder["ContactStatus"] != contact.ACTIVE:
            yield Refusal("XE-04", CONTACT_GONE, "Contact")
    if not after["LineItems"]:
        yield Refusal("XE-08", NO_LINES, "LineItems")
    yield from content_refusals(kind, books, after, before[kind.target.key])


def moves(kind: DocumentKind, books: Books, before: Doc, changed: set[str]) -> bool:
    """Whether a save moves UpdatedDateUTC. Source: documented, facts 2.9; two switches."""
    if not changed:
        return books.switch("xero_same_data_moves") == "on"
    still = STILL if books.switch("xero_part_paid_due") == "still" else STILL - {"DueDate"}
    is_part_paid = before["Status"] == "AUTHORISED" and is_settled(kind, before)
    return not (is_part_paid and changed <= still)


def _is_harmless(kind: DocumentKind, books: Books, before: Doc, after: Doc) -> bool:
    """Source: documented, facts 4.2.3; switch xero_edit_paid_bills."""
    changed = changed_fields(before, after)
    if before["Type"] == kind.bill and books.switch("xero_edit_paid_bills") == "off":
        return not changed
    allowed = SETTLED_FIELDS if not Decimal(before[kind.target.credited]) else CREDITED_FIELDS
    if "LineItems" in changed and not _only_words(before["LineItems"], after["LineItems"]):
        return False
    return changed - {"LineItems"} <= allowed


def _only_words(before: list[Doc], after: list[Doc]) -> bool:
    """Whether lines differ in description, account and tracking only."""
    return len(before) == len(after) and all(
        changed_fields(one, two) <= SETTLED_LINE_FIELDS
        for one, two in zip(before, after, strict=True)
    )


def content_refusals(kind: DocumentKind, books: Books, doc: Doc, own_id: str) -> Iterator[Refusal]:
    """What is wrong with a document apart from its lines and totals."""
    yield from too_long(kind.fields, {**doc, "LineItems": ()})
    if doc["LineAmountTypes"] not in MODES.values():
        message = f"'{doc['LineAmountTypes']}' is not valid for LineAmountTypes"
        yield Refusal("document", message, "LineAmountTypes")
    if doc["Status"] in APPROVED:
        if kind.due and not doc.get("DueDate"):
            yield Refusal("document", "DueDate must be specified", "DueDate")
        yield from lock_refusals(books, doc["Date"])
        yield from plan_refusals(kind, books, doc, own_id)
    yield from _number_refusals(kind, books, doc, own_id)
    if not books.has_currency(doc["CurrencyCode"]):
        message = f"Organisation is not subscribed to currency {doc['CurrencyCode']}"
        yield Refusal("XE-21", message, "CurrencyCode")
    if "xero" in doc.get("Url", "").lower():
        yield Refusal("document", "The Url must not contain xero.", "Url")


def plan_refusals(kind: DocumentKind, books: Books, doc: Doc, own_id: str) -> Iterator[Refusal]:
    """What the organisation's plan has no room for. Source: documented text; switch xero_plan."""
    most = PLAN.get(doc["Type"])
    if books.switch("xero_plan") == "unlimited" or most is None:
        return
    before = books.row(kind.target.table, own_id)
    if before is not None and before["Status"] in APPROVED:
        return
    month = books.today[:8]
    dated = books.table(kind.target.table).between(
        "date", (books.owner, f"{month}01"), (books.owner, f"{month}31")
    )
    if sum(row["Type"] == doc["Type"] and row["Status"] in APPROVED for row in dated) >= most:
        yield Refusal("XE-22", PLAN_FULL, "Status")


def _number_refusals(kind: DocumentKind, books: Books, doc: Doc, own_id: str) -> Iterator[Refusal]:
    target = kind.target
    number = doc[target.number]
    if not (number.isascii() and number.isprintable()):
        yield Refusal("document", NOT_ASCII.format(target.number), target.number)
    if doc["Type"] != kind.sale or not number:
        return
    holders = books.find(target.table, "number", number)
    if any(
        holder[target.key] != own_id and holder["Type"] == kind.sale and is_alive(holder)
        for holder in holders
    ):
        yield Refusal("XE-13", NOT_UNIQUE.format(target.title), target.number)


def is_alive(doc: Doc) -> bool:
    """Whether a document's number is still taken: a deleted draft gives its number back."""
    return bool(doc["Status"] != "DELETED")


def line_refusals(books: Books, rows: list[Doc], terms: lines.Terms) -> list[Refusal]:
    """Everything that is wrong with the lines, the same sentence once."""
    return distinct([refusal for row in rows for refusal in lines.refusals(books, row, terms)])


def distinct(found: list[Refusal]) -> list[Refusal]:
    """Refusals in order, the same sentence once."""
    return list({refusal.message: refusal for refusal in found}.values())


def total_refusals(doc: Doc, wanted: Doc) -> Iterator[Refusal]:
    """What is wrong with the sums of a document whose lines are in order."""
    for name in ("SubTotal", "TotalTax", "Total"):
        if name in wanted and text(Decimal(wanted[name])) != doc[name]:
            yield Refusal("totals", TOTALS_DIFFER, name)
            break
    if doc["Status"] in APPROVED and Decimal(doc["Total"]) < 0:
        yield Refusal("totals", "The document total cannot be negative.", "Total")
    if abs(Decimal(doc["Total"])) > lines.LARGEST:
        yield Refusal("totals", "The document total is too large.", "Total")


def lock_refusals(books: Books, date: str) -> Iterator[Refusal]:
    """What forbids a date that lies on or before a lock date."""
    organisation = books.organisation
    for name, title in (("PeriodLockDate", "period"), ("EndOfYearLockDate", "end of year")):
        lock = organisation.get(name)
        if lock and date <= lock:
            year, month, day = lock.split("-")
            message = (
                f"The document date cannot be before the {title} lock date, "
                f"currently set at {day}/{month}/{year}"
            )
            yield Refusal("XE-20", message, "Date")

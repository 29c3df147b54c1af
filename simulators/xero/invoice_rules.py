"""What an invoice or bill is, and what Xero refuses to do with it: fields, moves, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal
from simulators.kernel.money import text
from simulators.kernel.transitions import Move, find_move
from simulators.kernel.wire import Field, Kind, SetBy
from simulators.xero import contact, lines
from simulators.xero.books import Books, Writing, changed_fields
from simulators.xero.wire.lengths import too_long

SALE: Final = "ACCREC"
BILL: Final = "ACCPAY"
TYPES: Final = (SALE, BILL)
STATUSES: Final = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "DELETED", "VOIDED")
APPROVED: Final = ("AUTHORISED", "PAID")
DEAD: Final = ("DELETED", "VOIDED")
MODES: Final = {"exclusive": "Exclusive", "inclusive": "Inclusive", "notax": "NoTax"}

FIELDS: Final = (
    Field("Type", Kind.ENUM, values=TYPES),
    Field("InvoiceID", Kind.GUID),
    Field("InvoiceNumber", limit=255),
    Field("Reference", limit=255),
    Field("AmountDue", Kind.MONEY, SetBy.SERVER),
    Field("AmountPaid", Kind.MONEY, SetBy.SERVER),
    Field("AmountCredited", Kind.MONEY, SetBy.SERVER),
    Field("CurrencyRate", Kind.DECIMAL),
    Field("Url"),
    Field("SentToContact", Kind.BOOLEAN),
    Field("BrandingThemeID", Kind.GUID),
    Field("HasAttachments", Kind.BOOLEAN, SetBy.SERVER),
    Field("Contact", Kind.OBJECT, fields=contact.FIELDS),
    Field("ContactID", Kind.GUID),
    Field("Date", Kind.DATE),
    Field("DueDate", Kind.DATE),
    Field("ExpectedPaymentDate", Kind.DATE),
    Field("PlannedPaymentDate", Kind.DATE),
    Field("Status", Kind.ENUM, values=STATUSES),
    Field("LineAmountTypes", Kind.ENUM, values=tuple(MODES.values())),
    Field("LineItems", Kind.ROWS, fields=lines.FIELDS),
    Field("SubTotal", Kind.MONEY),
    Field("TotalTax", Kind.MONEY),
    Field("Total", Kind.MONEY),
    Field("UpdatedDateUTC", Kind.TIMESTAMP, SetBy.SERVER),
    Field("CurrencyCode", Kind.ENUM),
    Field("FullyPaidOnDate", Kind.DATE, SetBy.SERVER),
)

NOT_CREATABLE: Final = "Invoice not of valid status for creation"
NOT_CHANGEABLE: Final = "Invoice not of valid status for modification"
SETTLED: Final = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)
NO_CONTACT: Final = "A Contact must be specified for this type of transaction"
CONTACT_GONE: Final = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes."
)
NOT_UNIQUE: Final = "Invoice # must be unique."
NO_LINES: Final = "One or more line items must be specified"
UNKNOWN: Final = "An existing Invoice with the specified InvoiceID could not be found"
TOTALS_DIFFER: Final = "The document total does not equal the sum of the lines."

SETTLED_FIELDS: Final = frozenset(
    {"Reference", "DueDate", "InvoiceNumber", "BrandingThemeID", "ContactID", "Url",
     "SentToContact", "PlannedPaymentDate"}
)  # fmt: skip
"""What may change on a document with something applied. Source: documented, facts 4.2.3."""

CREDITED_FIELDS: Final = SETTLED_FIELDS - {"ContactID"}
SETTLED_LINE_FIELDS: Final = frozenset({"Description", "AccountCode", "AccountID", "Tracking"})


def always(_doc: Doc) -> bool:
    """The move needs nothing."""
    return True


def nothing_is_applied(doc: Doc) -> bool:
    """No payment and no credit."""
    return not is_settled(doc)


def is_settled(doc: Doc) -> bool:
    """Whether a payment or a credit is applied."""
    return bool(Decimal(doc["AmountPaid"]) or Decimal(doc["AmountCredited"]))


BOTH: Final = ("user", "sync")
MOVES: Final = (
    #    from          to            who    only if             source
    Move("",           "DRAFT",      BOTH, always,             "documented"),
    Move("",           "SUBMITTED",  BOTH, always,             "documented"),
    Move("",           "AUTHORISED", BOTH, always,             "documented"),
    Move("DRAFT",      "DRAFT",      BOTH, always,             "documented"),
    Move("DRAFT",      "SUBMITTED",  BOTH, always,             "documented"),
    Move("DRAFT",      "AUTHORISED", BOTH, always,             "documented"),
    Move("DRAFT",      "DELETED",    BOTH, always,             "documented"),
    Move("SUBMITTED",  "DRAFT",      BOTH, always,             "documented"),
    Move("SUBMITTED",  "SUBMITTED",  BOTH, always,             "documented"),
    Move("SUBMITTED",  "AUTHORISED", BOTH, always,             "documented"),
    Move("SUBMITTED",  "DELETED",    BOTH, always,             "documented"),
    Move("AUTHORISED", "AUTHORISED", BOTH, always,             "documented"),
    Move("AUTHORISED", "VOIDED",     BOTH, nothing_is_applied, "documented"),
    Move("PAID",       "PAID",       BOTH, always,             "documented"),
    Move("AUTHORISED", "PAID",       ("system",), always,      "documented"),
    Move("PAID",       "AUTHORISED", ("system",), always,      "documented"),
)  # fmt: skip


def creation_refusals(
    books: Books, wanted: Doc, party: Writing | None, status: str
) -> Iterator[Refusal]:
    """What a creation needs before its content is looked at."""
    if str(wanted.get("Type", "")).upper() not in TYPES:
        yield Refusal("invoice", "Invoice Type must be ACCREC or ACCPAY", "Type")
    if find_move(MOVES, "", status, books.actor.value) is None:
        yield Refusal("XE-09", NOT_CREATABLE, "Status")
    if party is None:
        yield Refusal("XE-07", NO_CONTACT, "Contact")
    if not wanted.get("LineItems"):
        yield Refusal("XE-08", NO_LINES, "LineItems")


def move_refusals(before: Doc, status: str, who: str) -> Iterator[Refusal]:
    """What forbids the move to a status. Source: documented, facts 4.2.2."""
    move = find_move(MOVES, before["Status"], status, who)
    if move is not None and move.only_if(before):
        return
    yield Refusal("XE-10", NOT_CHANGEABLE, "Status")
    if before["Status"] in APPROVED and status in DEAD and is_settled(before):
        yield Refusal("XE-11", SETTLED, "Status")


def locked_refusals(books: Books, before: Doc) -> Iterator[Refusal]:
    """What forbids touching an approved document because of its date."""
    if before["Status"] in APPROVED:
        yield from lock_refusals(books, before["Date"])


def edit_refusals(
    books: Books, before: Doc, after: Doc, wanted: Doc, party: Writing | None, *, approving: bool
) -> Iterator[Refusal]:
    """Everything but lines that forbids an edit. Source: documented, facts 4.2.3."""
    yield from locked_refusals(books, before)
    if wanted.keys() & {"Contact", "ContactID"} and party is None:
        yield Refusal("XE-07", NO_CONTACT, "Contact")
    if is_settled(before) and not _is_harmless(books, before, after):
        yield Refusal("XE-10", NOT_CHANGEABLE)
        yield Refusal("XE-11", SETTLED)
        return
    if approving:
        holder = books.row("contact", after["ContactID"])
        if holder is not None and holder["ContactStatus"] != contact.ACTIVE:
            yield Refusal("XE-04", CONTACT_GONE, "Contact")
    if not after["LineItems"]:
        yield Refusal("XE-08", NO_LINES, "LineItems")
    yield from content_refusals(books, after, before["InvoiceID"])


def _is_harmless(books: Books, before: Doc, after: Doc) -> bool:
    """Source: documented, facts 4.2.3; switch xero_edit_paid_bills."""
    changed = changed_fields(before, after)
    if before["Type"] == BILL and books.switch("xero_edit_paid_bills") == "off":
        return not changed
    allowed = SETTLED_FIELDS if not Decimal(before["AmountCredited"]) else CREDITED_FIELDS
    if "LineItems" in changed and not _only_words(before["LineItems"], after["LineItems"]):
        return False
    return changed - {"LineItems"} <= allowed


def _only_words(before: list[Doc], after: list[Doc]) -> bool:
    """Whether lines differ in description, account and tracking only."""
    return len(before) == len(after) and all(
        changed_fields(one, two) <= SETTLED_LINE_FIELDS
        for one, two in zip(before, after, strict=True)
    )


def content_refusals(books: Books, doc: Doc, own_id: str) -> Iterator[Refusal]:
    """What is wrong with a document apart from its lines and totals."""
    yield from too_long(FIELDS, {**doc, "LineItems": ()})
    if doc["LineAmountTypes"] not in MODES.values():
        message = f"'{doc['LineAmountTypes']}' is not valid for LineAmountTypes"
        yield Refusal("invoice", message, "LineAmountTypes")
    if doc["Status"] in APPROVED:
        if not doc.get("DueDate"):
            yield Refusal("invoice", "DueDate must be specified", "DueDate")
        yield from lock_refusals(books, doc["Date"])
    yield from _number_refusals(books, doc, own_id)
    if doc["CurrencyCode"] not in {row["Code"] for row in books.all("currency")}:
        message = f"Organisation is not subscribed to currency {doc['CurrencyCode']}"
        yield Refusal("XE-21", message, "CurrencyCode")
    if "xero" in doc.get("Url", "").lower():
        yield Refusal("invoice", "The Url must not contain xero.", "Url")


def _number_refusals(books: Books, doc: Doc, own_id: str) -> Iterator[Refusal]:
    if doc["Type"] != SALE or not doc["InvoiceNumber"]:
        return
    holders = books.find("invoice", "number", doc["InvoiceNumber"])
    if any(
        holder["InvoiceID"] != own_id and holder["Type"] == SALE and holder["Status"] != "DELETED"
        for holder in holders
    ):
        yield Refusal("XE-13", NOT_UNIQUE, "InvoiceNumber")


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

"""A sales invoice on its way to the customer: by e-mail, as a page to look at."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.world import Change
from simulators.xero import document_rules as rules
from simulators.xero.balance import APPROVED
from simulators.xero.books import Books, Writing
from simulators.xero.invoice import INVOICE

SENDABLE: Final = ("SUBMITTED", *APPROVED)
ONLINE: Final = "https://in.xero.com/"
KEY_LETTERS: Final = 40

NOT_A_SALE: Final = "This is only available for invoices of type ACCREC"
NOT_SENDABLE: Final = "Invoice not of valid status for emailing"
NO_ADDRESS: Final = "The contact must have a valid email address"
NOT_ONLINE: Final = "An online invoice is not available for a draft or deleted invoice"


def email(books: Books, invoice: Doc) -> Writing | None:
    """
    An invoice sent to its contact, which an approved one remembers; None when it knew already.

    Source: documented; on a part-paid one UpdatedDateUTC stands still (facts 2.9).

    Raises:
        Refused: for bills, wrong statuses, and contacts without an address.
    """
    refuse_if(_email_refusals(books, invoice))
    if invoice["Status"] not in APPROVED or invoice.get("SentToContact"):
        return None
    after = {**invoice, "SentToContact": True}
    if rules.moves(INVOICE, books, invoice, {"SentToContact"}):
        after["UpdatedDateUTC"] = books.now
    return Writing(after, (Change("invoice", invoice["InvoiceID"], after),))


def _email_refusals(books: Books, invoice: Doc) -> Iterator[Refusal]:
    contact: Doc = books.row("contact", invoice["ContactID"]) or {}
    if invoice["Type"] != "ACCREC":
        yield Refusal("email", NOT_A_SALE, "Type")
    if invoice["Status"] not in SENDABLE:
        yield Refusal("email", NOT_SENDABLE, "Status")
    if not contact.get("EmailAddress"):
        yield Refusal("email", NO_ADDRESS, "EmailAddress")


def online_url(invoice: Doc) -> str:
    """
    Where the customer sees an invoice.

    Raises:
        Refused: for bills and drafts.
    """
    refuse_if(_online_refusals(invoice))
    return ONLINE + sha256(invoice["InvoiceID"].encode()).hexdigest()[:KEY_LETTERS]


def _online_refusals(invoice: Doc) -> Iterator[Refusal]:
    if invoice["Type"] != "ACCREC":
        yield Refusal("online", NOT_A_SALE, "Type")
    if invoice["Status"] in ("DRAFT", "DELETED"):
        yield Refusal("online", NOT_ONLINE, "Status")

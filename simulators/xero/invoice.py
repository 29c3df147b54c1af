"""An invoice or bill: how it is made, changed, found again, and what it then amounts to."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.money import text
from simulators.kernel.world import Change
from simulators.xero import contact, lines
from simulators.xero import invoice_rules as rules
from simulators.xero.books import Books, Writing, changed_fields
from simulators.xero.invoice_rules import APPROVED, BILL, DEAD, MODES, SALE, TYPES


def put(books: Books, wanted: Doc, places: int) -> Writing:
    """Create an invoice; an id that is taken is refused. Source: documented, facts 3.1."""
    if books.row("invoice", wanted.get("InvoiceID")) is not None:
        refuse_if([Refusal("XE-13", rules.NOT_UNIQUE, "InvoiceID")])
    return create(books, {n: v for n, v in wanted.items() if n != "InvoiceID"}, places)


def post(books: Books, wanted: Doc, places: int) -> Writing:
    """Change the invoice that a row means, or create it. Source: documented, facts 3.1."""
    before = matching(books, wanted)
    if before is None:
        return create(books, wanted, places)
    return update(books, before, wanted, places)


def matching(books: Books, wanted: Doc) -> Doc | None:
    """
    The invoice that a POST means: by id, then by number, which only sales have.

    Raises:
        Refused: when it names an id that is not there.
    """
    if "InvoiceID" in wanted:
        found = books.row("invoice", wanted["InvoiceID"])
        if found is None:
            refuse_if([Refusal("XE-14", rules.UNKNOWN, "InvoiceID")])
        return found
    if wanted.get("Type", SALE).upper() == SALE and wanted.get("InvoiceNumber"):
        return numbered(books, wanted["InvoiceNumber"])
    return None


def numbered(books: Books, number: str, *, sales_only: bool = True) -> Doc | None:
    """The invoice of that number, one that is not deleted before one that is."""
    found = books.find("invoice", "number", number)
    rows = [doc for doc in found if doc["Type"] == SALE or not sales_only]
    live = [doc for doc in rows if doc["Status"] != "DELETED"]
    return next(iter(live or rows), None)


def create(books: Books, wanted: Doc, places: int) -> Writing:
    """
    A new invoice or bill, and its contact when that is new or edited on the way.

    Raises:
        Refused: with everything that is wrong.
    """
    party = party_of(books, wanted, None)
    draft = _changed(_blank(books, wanted), wanted, places)
    terms = terms_of(draft)
    faults = [*rules.creation_refusals(books, wanted, party, draft["Status"])]
    faults += rules.content_refusals(books, draft, "")
    line_faults = rules.line_refusals(books, draft["LineItems"], terms)
    if not line_faults:
        draft = counted(books, draft, terms, draft["Date"])
        faults += rules.total_refusals(draft, wanted)
    refuse_if(rules.distinct([*faults, *line_faults]))
    return _written(books, None, draft, party)


def update(books: Books, before: Doc, wanted: Doc, places: int) -> Writing:
    """
    An invoice with the sent fields changed.

    Raises:
        Refused: when its status forbids it, or with everything that is wrong.
    """
    status = str(wanted.get("Status", before["Status"])).upper()
    refuse_if(rules.move_refusals(before, status, books.actor.value))
    if status in DEAD:
        refuse_if(rules.locked_refusals(books, before))
        after = {**before, "Status": status, "AmountDue": "0.00"}
        return _written(books, before, after, None)
    party = party_of(books, wanted, before)
    after = _changed(before, wanted, places)
    if party is not None:
        after["ContactID"] = party.doc["ContactID"]
    terms = terms_of(after)
    approving = before["Status"] not in APPROVED and status in APPROVED
    line_faults: list[Refusal] = []
    if approving or after["LineItems"] is not before["LineItems"]:
        line_faults = rules.line_refusals(books, after["LineItems"], terms)
        if not line_faults:
            after = counted(books, after, terms, before.get("FullyPaidOnDate", after["Date"]))
    faults = [*rules.edit_refusals(books, before, after, wanted, party, approving=approving)]
    refuse_if(rules.distinct([*faults, *line_faults]))
    refuse_if(rules.total_refusals(after, wanted))
    return _written(books, before, after, party)


def party_of(books: Books, wanted: Doc, before: Doc | None) -> Writing | None:
    """
    What a document's Contact means: the contact, and what it changes; None when none is named.

    Raises:
        Refused: when the contact is archived, or its new details are wrong.
    """
    sent = dict(wanted.get("Contact", {}))
    if "ContactID" in wanted:
        sent.setdefault("ContactID", wanted["ContactID"])
    if sent.get("ContactStatus") == contact.ARCHIVED:
        message = f"The status '{contact.ARCHIVED}' is not valid for contacts"
        refuse_if([Refusal("XE-41", message, "Contact")])
    found = _named(books, sent)
    if found is None:
        return contact.create(books, sent) if sent.get("Name") else None
    if found["ContactStatus"] != contact.ACTIVE:
        if before is None or before["ContactID"] != found["ContactID"]:
            refuse_if([Refusal("XE-04", rules.CONTACT_GONE, "Contact")])
        return Writing(found, ())
    edit = {name: value for name, value in sent.items() if name != "ContactStatus"}
    if not sent.keys() & {"ContactID", "ContactNumber"}:
        del edit["Name"]
    if contact.is_edit(found, edit):
        return contact.update(books, found, edit)
    return Writing(found, ())


def _named(books: Books, sent: Doc) -> Doc | None:
    if "ContactID" in sent:
        return books.row("contact", sent["ContactID"])
    found = contact.matching(books, sent)
    if found is None and sent.get("Name"):
        return books.first("contact", "name", sent["Name"])
    return found


def _blank(books: Books, wanted: Doc) -> Doc:
    """A new document before anything is filled in; it has no ids yet."""
    kind = str(wanted.get("Type", "")).upper()
    doc: Doc = {
        "owner": books.owner,
        "Type": kind if kind in TYPES else SALE,
        "InvoiceNumber": "",
        "Reference": "",
        "Date": wanted.get("Date") or books.today,
        "Status": "DRAFT",
        "LineAmountTypes": "Exclusive",
        "LineItems": [],
        "AmountPaid": "0.00",
        "AmountCredited": "0.00",
        "CurrencyCode": str(
            wanted.get("CurrencyCode") or books.organisation["BaseCurrency"]
        ).upper(),
        "CurrencyRate": "1.000000",
        "SentToContact": False,
        "HasAttachments": False,
    }
    if kind == SALE:
        doc["BrandingThemeID"] = books.all("branding_theme")[0]["BrandingThemeID"]
    if books.actor == "sync":
        doc["CreatedByApp"] = True
    return doc


RESOLVED: Final = (
    "InvoiceID", "Type", "Contact", "ContactID", "SubTotal", "TotalTax", "Total", "CurrencyCode",
    "LineItems",
)  # fmt: skip
"""What a caller sends that is not simply stored."""


def _changed(before: Doc, wanted: Doc, places: int) -> Doc:
    """The document with the sent fields, lines merged but not worked out yet."""
    sent = {name: value for name, value in wanted.items() if name not in RESOLVED}
    after = {**before, **sent}
    after["Status"] = str(after["Status"]).upper()
    after["LineAmountTypes"] = MODES.get(
        after["LineAmountTypes"].lower(), after["LineAmountTypes"]
    )
    if "CurrencyRate" in sent:
        after["CurrencyRate"] = f"{Decimal(sent['CurrencyRate']):.6f}"
    if before["Type"] == BILL:
        after["Reference"] = ""
    if before.get("InvoiceNumber") and before["Type"] == SALE and not after["InvoiceNumber"]:
        after["InvoiceNumber"] = before["InvoiceNumber"]
    remode = after["LineAmountTypes"] != before["LineAmountTypes"]
    if "LineItems" in wanted or remode:
        ids = [{"LineItemID": line["LineItemID"]} for line in before["LineItems"]]
        rows = wanted.get("LineItems", ids)
        after["LineItems"] = lines.merged(before["LineItems"], rows, places, remode=remode)
    return after


def terms_of(doc: Doc) -> lines.Terms:
    """What the document's lines take from it."""
    return lines.Terms(doc["LineAmountTypes"], doc["Type"] == SALE, doc["Status"] in APPROVED)


def counted(books: Books, doc: Doc, terms: lines.Terms, paid_on: str) -> Doc:
    """The document with complete lines, totals, what is due, and the status that follows."""
    done = [lines.completed(books, line, terms) for line in doc["LineItems"]]
    sub_total, tax, total = lines.totals(done, terms.mode)
    sums = {"SubTotal": text(sub_total), "TotalTax": text(tax), "Total": text(total)}
    return settled({**doc, "LineItems": done, **sums}, paid_on)


def settled(doc: Doc, paid_on: str) -> Doc:
    """The document with AmountDue, and PAID or AUTHORISED as that demands."""
    due = Decimal(doc["Total"]) - Decimal(doc["AmountPaid"]) - Decimal(doc["AmountCredited"])
    after = {name: value for name, value in doc.items() if name != "FullyPaidOnDate"}
    after["AmountDue"] = text(due)
    if doc["Status"] in APPROVED:
        after["Status"] = "AUTHORISED" if due else "PAID"
        if not due:
            after["FullyPaidOnDate"] = paid_on
    return after


def _written(books: Books, before: Doc | None, after: Doc, party: Writing | None) -> Writing:
    after = _with_ids(books, after)
    if party is not None:
        after["ContactID"] = party.doc["ContactID"]
    moves = before is None or books.switch("xero_same_data_moves") == "on"
    if before is None or moves or changed_fields(before, after):
        after["UpdatedDateUTC"] = books.now
    holder = party.doc if party is not None else books.row("contact", after["ContactID"])
    flagged = contact.used(holder, after["Type"]) if holder is not None else None
    derived = () if flagged is None else (Change("contact", flagged["ContactID"], flagged),)
    edited = party.own if party is not None else ()
    return Writing(after, (*edited, Change("invoice", after["InvoiceID"], after)), derived)


def _with_ids(books: Books, doc: Doc) -> Doc:
    """The accepted document with the ids and the number that it lacks."""
    after = dict(doc)
    if "InvoiceID" not in after:
        after["InvoiceID"] = books.new_id("invoice")
    if not after["InvoiceNumber"] and after["Type"] == SALE:
        after["InvoiceNumber"] = _next_number(books)
    if not all("LineItemID" in line for line in after["LineItems"]):
        after["LineItems"] = [
            line if "LineItemID" in line else {"LineItemID": books.new_id("line"), **line}
            for line in after["LineItems"]
        ]
    return after


def _next_number(books: Books) -> str:
    while True:
        number = f"INV-{books.world.ids.number(f'xero.invoice_number.{books.owner}'):04d}"
        if not books.find("invoice", "number", number):
            return number

"""An invoice or a credit note: how it is made, changed and found again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from simulators.kernel.call import Doc
from simulators.kernel.errors import Refusal, refuse_if
from simulators.kernel.money import ZERO, text
from simulators.kernel.world import Change
from simulators.xero import contact, lines
from simulators.xero import document_rules as rules
from simulators.xero.balance import APPROVED, DEAD, applied, numbered, settled
from simulators.xero.books import Books, Writing, changed_fields
from simulators.xero.document_kind import MODES, DocumentKind


def put(kind: DocumentKind, books: Books, wanted: Doc, places: int) -> Writing:
    """Create a document; an id that is taken is refused. Source: documented, facts 3.1."""
    key = kind.target.key
    if books.row(kind.target.table, wanted.get(key)) is not None:
        refuse_if([Refusal("XE-13", rules.NOT_UNIQUE.format(kind.target.title), key)])
    return create(kind, books, {n: v for n, v in wanted.items() if n != key}, places)


def post(kind: DocumentKind, books: Books, wanted: Doc, places: int) -> Writing:
    """Change the document that a row means, or create it. Source: documented, facts 3.1."""
    before = matching(kind, books, wanted)
    if before is None:
        return create(kind, books, wanted, places)
    return update(kind, books, before, wanted, places)


def matching(kind: DocumentKind, books: Books, wanted: Doc) -> Doc | None:
    """
    The document that a POST means: by id, then by number, which only sales have.

    Raises:
        Refused: when it names an id that is not there.
    """
    target = kind.target
    if target.key in wanted:
        found = books.row(target.table, wanted[target.key])
        if found is None:
            message = rules.UNKNOWN.format(target.title, target.key)
            refuse_if([Refusal("XE-14", message, target.key)])
        return found
    if wanted.get("Type", kind.sale).upper() == kind.sale and wanted.get(target.number):
        return numbered(books, target, wanted[target.number], of_type=kind.sale)
    return None


def create(kind: DocumentKind, books: Books, wanted: Doc, places: int) -> Writing:
    """
    A new document, and its contact when that is new or edited on the way.

    Raises:
        Refused: with everything that is wrong.
    """
    wanted = _as_may_be(books, wanted, "DRAFT")
    party = party_of(books, wanted, None)
    draft = _changed(kind, _blank(kind, books, wanted), wanted, places)
    terms = terms_of(kind, draft)
    draft["LineItems"], warnings = lines.spared(books, draft["LineItems"], terms)
    faults = [*rules.creation_refusals(kind, books, wanted, party, draft["Status"])]
    faults += rules.content_refusals(kind, books, draft, "")
    line_faults = rules.line_refusals(books, draft["LineItems"], terms)
    if not line_faults:
        draft = settled(kind.target, counted(books, draft, terms), ZERO, draft["Date"])
        faults += rules.total_refusals(draft, wanted)
    refuse_if(rules.distinct([*faults, *line_faults]))
    return replace(_written(kind, books, None, draft, party), warnings=warnings)


def update(kind: DocumentKind, books: Books, before: Doc, wanted: Doc, places: int) -> Writing:
    """
    A document with the sent fields changed.

    Raises:
        Refused: when its status forbids it, or with everything that is wrong.
    """
    wanted = _as_may_be(books, wanted, before["Status"])
    status = str(wanted.get("Status", before["Status"])).upper()
    refuse_if(rules.move_refusals(kind, before, status, books.actor.value))
    if status in DEAD:
        refuse_if(rules.locked_refusals(books, before))
        after = {**before, "Status": status, kind.target.left: "0.00"}
        return _written(kind, books, before, after, None)
    party = party_of(books, wanted, before)
    after = _changed(kind, before, wanted, places)
    if party is not None:
        after["ContactID"] = party.doc["ContactID"]
    terms = terms_of(kind, after)
    after["LineItems"], warnings = lines.spared(books, after["LineItems"], terms)
    approving = before["Status"] not in APPROVED and status in APPROVED
    line_faults: list[Refusal] = []
    if approving or after["LineItems"] is not before["LineItems"]:
        line_faults = rules.line_refusals(books, after["LineItems"], terms)
        if not line_faults:
            paid_on = before.get("FullyPaidOnDate", after["Date"])
            after = counted(books, after, terms)
            after = settled(kind.target, after, applied(kind.target, before), paid_on)
    faults = [*rules.edit_refusals(kind, books, before, after, wanted, party, approving=approving)]
    refuse_if(rules.distinct([*faults, *line_faults]))
    refuse_if(rules.total_refusals(after, wanted))
    return replace(_written(kind, books, before, after, party), warnings=warnings)


def _as_may_be(books: Books, wanted: Doc, unapproved: str) -> Doc:
    """What is wanted, without an approval that is not the app's to give. Switch xero_approval."""
    asks = str(wanted.get("Status", "")).upper() == "AUTHORISED" and unapproved not in APPROVED
    if asks and books.actor == "sync" and books.switch("xero_approval") == "workflow":
        return {**wanted, "Status": unapproved}
    return wanted


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
    if contact.is_edit(books, found, edit):
        return contact.update(books, found, edit)
    return Writing(found, ())


def _named(books: Books, sent: Doc) -> Doc | None:
    if "ContactID" in sent:
        return books.row("contact", sent["ContactID"])
    found = contact.matching(books, sent)
    if found is None and sent.get("Name"):
        return books.first("contact", "name", sent["Name"])
    return found


def _blank(kind: DocumentKind, books: Books, wanted: Doc) -> Doc:
    """A new document before anything is filled in; it has no ids yet."""
    asked = str(wanted.get("Type", "")).upper()
    doc: Doc = {
        "owner": books.owner,
        "Type": asked if asked in kind.types else kind.sale,
        kind.target.number: "",
        "Reference": "",
        "Date": wanted.get("Date") or books.today,
        "Status": "DRAFT",
        "LineAmountTypes": "Exclusive",
        "LineItems": [],
        **dict.fromkeys(kind.zeros, "0.00"),
        "CurrencyCode": str(
            wanted.get("CurrencyCode") or books.organisation["BaseCurrency"]
        ).upper(),
        "CurrencyRate": "1.000000",
        "SentToContact": False,
        "HasAttachments": False,
    }
    if asked == kind.sale:
        doc["BrandingThemeID"] = books.all("branding_theme")[0]["BrandingThemeID"]
    if books.actor == "sync":
        doc["CreatedByApp"] = True
    return doc


RESOLVED: Final = (
    "InvoiceID", "CreditNoteID", "Type", "Contact", "ContactID", "SubTotal", "TotalTax", "Total",
    "CurrencyCode", "LineItems",
)  # fmt: skip
"""What a caller sends that is not simply stored."""


def _changed(kind: DocumentKind, before: Doc, wanted: Doc, places: int) -> Doc:
    """The document with the sent fields, lines merged but not worked out yet."""
    sent = {name: value for name, value in wanted.items() if name not in RESOLVED}
    after = {**before, **sent}
    after["Status"] = str(after["Status"]).upper()
    after["LineAmountTypes"] = MODES.get(
        after["LineAmountTypes"].lower(), after["LineAmountTypes"]
    )
    if after["Status"] not in APPROVED:
        after["SentToContact"] = False
    if "CurrencyRate" in sent:
        after["CurrencyRate"] = f"{Decimal(sent['CurrencyRate']):.6f}"
    number = kind.target.number
    if before["Type"] == kind.bill:
        after["Reference"] = ""
    elif not after[number]:
        after[number] = before[number]
    remode = after["LineAmountTypes"] != before["LineAmountTypes"]
    if "LineItems" in wanted or remode:
        ids = [{"LineItemID": line["LineItemID"]} for line in before["LineItems"]]
        rows = wanted.get("LineItems", ids)
        after["LineItems"] = lines.merged(before["LineItems"], rows, places, remode=remode)
    return after


def terms_of(kind: DocumentKind, doc: Doc) -> lines.Terms:
    """What the document's lines take from it."""
    is_sale, approved = doc["Type"] == kind.sale, doc["Status"] in APPROVED
    discounts = is_sale and kind.discounts
    return lines.Terms(doc["LineAmountTypes"], is_sale, approved, discounts=discounts)


def counted(books: Books, doc: Doc, terms: lines.Terms) -> Doc:
    """The document with complete lines and their totals."""
    done = [lines.completed(books, line, terms) for line in doc["LineItems"]]
    sub_total, tax, total = lines.totals(done, terms.mode)
    sums = {"SubTotal": text(sub_total), "TotalTax": text(tax), "Total": text(total)}
    return {**doc, "LineItems": done, **sums}


def _written(
    kind: DocumentKind, books: Books, before: Doc | None, after: Doc, party: Writing | None
) -> Writing:
    after = _with_ids(kind, books, after)
    if party is not None:
        after["ContactID"] = party.doc["ContactID"]
    if before is None or rules.moves(kind, books, before, changed_fields(before, after)):
        after["UpdatedDateUTC"] = books.now
    edited = party.own if party is not None else ()
    own = Change(kind.target.table, after[kind.target.key], after)
    return Writing(after, (*edited, own), _flagged(kind, books, after, party))


def _flagged(
    kind: DocumentKind, books: Books, doc: Doc, party: Writing | None
) -> tuple[Change, ...]:
    """The contact that becomes a customer or supplier by its first document, when it does."""
    flag = kind.flags.get(doc["Type"])
    holder = party.doc if party is not None else books.row("contact", doc["ContactID"])
    if flag is None or holder is None or holder[flag]:
        return ()
    return (Change("contact", holder["ContactID"], {**holder, flag: True}),)


def _with_ids(kind: DocumentKind, books: Books, doc: Doc) -> Doc:
    """The accepted document with the ids and the number that it lacks."""
    after, target = dict(doc), kind.target
    if target.key not in after:
        after[target.key] = books.new_id(target.table)
    if not after[target.number] and after["Type"] == kind.sale:
        after[target.number] = _next_number(kind, books)
    if not all("LineItemID" in line for line in after["LineItems"]):
        after["LineItems"] = [
            line if "LineItemID" in line else {"LineItemID": books.new_id("line"), **line}
            for line in after["LineItems"]
        ]
    return after


def _next_number(kind: DocumentKind, books: Books) -> str:
    table = kind.target.table
    while True:
        count = books.world.ids.number(f"xero.{table}_number.{books.owner}")
        number = f"{kind.prefix}{count:04d}"
        if not books.find(table, "number", number):
            return number

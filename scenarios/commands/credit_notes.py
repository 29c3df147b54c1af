"""What people do to credit notes in either product: enter, move, allocate, take back."""

from functools import partial
from typing import Any, Final

from scenarios.chance import Chance, odds, pick
from scenarios.commands.command import Command, ref, spelled, step
from scenarios.commands.documents import (
    ENTERED,
    ISSUED,
    MODES,
    UNITS,
    lines_of,
    money,
    move_document,
    some_amount,
)
from scenarios.model import RELEASED, XERO, Known, Model, Step

ALLOCATED_ON: Final = ("2026-03-02", "2026-03-31", "2026-04-01")

KIND: Final = {
    RELEASED: {False: ("kind", "IncomeCreditNote"), True: ("kind", "ExpenseCreditNote")},
    XERO: {False: ("Type", "ACCRECCREDIT"), True: ("Type", "ACCPAYCREDIT")},
}
_EDITED: Final = tuple(unit for unit in UNITS if unit[0] in ("lines", "issue date", "reference"))


def create_note(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person enters a credit note, most often for a debtor who has an invoice to set off."""
    debtor = _debtor(model, chance, system)
    if debtor is None or not model.has_room_for("credit_note"):
        return None
    contact, at, bill = debtor
    record = Known(
        name=model.name("n"), type="credit_note", born=system, at=at, token=model.mark()
    )
    record.contact, record.bill = contact, bill
    record.status, status = pick(chance, (*ENTERED[system], *[ENTERED[system][2]] * 3))
    mode = pick(chance, MODES) if odds(chance, 1, 4) else MODES[0]
    key, kind = KIND[system][bill]
    fields: dict[str, Any] = {
        key: kind,
        spelled(system, "Status", "status"): status,
        spelled(system, "ContactID", "contactId"): ref(contact),
        spelled(system, "Date", "issueDate"): pick(chance, ISSUED),
        spelled(system, "LineAmountTypes", "taxMode"): mode,
        spelled(system, "LineItems", "lines"): lines_of(model, chance, system, record, mode),
    }
    if not (bill and system == XERO):
        fields[spelled(system, "Reference", "reference")] = f"Ref {record.token}"
    model.add(record)
    kind = spelled(system, "credit_note.create", "document.create")
    return step(kind, system, named=record.name, at=at, fields=fields)


def _debtor(model: Model, chance: Chance, system: str) -> tuple[str, int, bool] | None:
    """Whom a note is for, and whether it is a supplier's: most often as some invoice says."""
    invoices = [r for r in model.of("document") if r.contact and r.status == "approved"]
    if invoices and odds(chance, 3, 4):
        chosen = pick(chance, invoices)
        return chosen.contact, chosen.at, chosen.bill
    contact = model.target(chance, "contact", system)
    return None if contact is None else (contact.name, contact.at, odds(chance, 1, 3))


def _is_editable(record: Known) -> bool:
    return record.status in ("draft", "awaiting", "approved") and record.paid == 0


def edit_note(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person changes one unit of a credit note."""
    target = model.target(chance, "credit_note", system, _is_editable)
    if target is None:
        return None
    unit, write = pick(chance, _EDITED)
    if unit == "reference" and target.bill:
        unit, write = _EDITED[0]
    fields = write(model, chance, system, target)
    target.touched[system] = unit
    kind = spelled(system, "credit_note.edit", "document.edit")
    return step(kind, system, on=target.name, fields=fields)


def allocate(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person sets a note off against an invoice; now and then the whole of it, or the same."""
    note = model.target(chance, "credit_note", system, _has_credit)
    if note is None or not model.has_room_for("allocation"):
        return None
    invoice = _invoice(model, chance, system, note)
    if invoice is None:
        return None
    room = max(min(note.cents - note.paid, invoice.cents - invoice.paid), 2)
    twins = [r for r in model.of("allocation") if r.document == note.name]
    cents = some_amount(model, chance, max(room // 2, 2))
    day = pick(chance, ALLOCATED_ON)
    if twins and odds(chance, 1, 5):
        cents, day = twins[-1].cents, twins[-1].text
    note.paid += cents
    invoice.paid += cents
    note.touched[system] = invoice.touched[system] = "allocation"
    name = model.name("a")
    model.add(
        Known(
            name=name, type="allocation", born=system, at=note.at, token=name, text=day,
            cents=cents, document=note.name, invoice=invoice.name,
        )
    )  # fmt: skip
    fields = {
        spelled(system, "InvoiceID", "invoiceId"): ref(invoice.name),
        spelled(system, "Amount", "amount"): money(cents),
        spelled(system, "Date", "date"): day,
    }
    return step("allocation.create", system, named=name, on=note.name, fields=fields)


def _has_credit(record: Known) -> bool:
    return record.status == "approved" and record.cents - record.paid > 100


def _invoice(model: Model, chance: Chance, system: str, note: Known) -> Known | None:
    """An open invoice of the note's contact; now and then of any, which both products refuse."""
    open_ = [
        r for r in model.of("document")
        if r.is_seen_in(system) and r.status == "approved" and r.at == note.at
        and r.cents - r.paid > 100
    ]  # fmt: skip
    own = [r for r in open_ if r.contact == note.contact and r.bill == note.bill]
    due = [r.cents - r.paid for r in own]
    alike = [r for r in own if due.count(r.cents - r.paid) > 1]
    found = own if own and not odds(chance, 1, 12) else open_
    if alike and odds(chance, 1, 2):
        found = alike  # which of two that owe as much is meant, only their ids tell
    return pick(chance, found) if found else None


def take_back(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person removes an allocation."""
    target = model.target(chance, "allocation", system)
    if target is None:
        return None
    target.status = "reversed"
    for name in (target.document, target.invoice):
        record = model.records.get(name)
        if record is not None:
            record.paid = max(record.paid - target.cents, 0)
    return step("allocation.delete", system, on=target.name)


_move = partial(move_document, record_type="credit_note")
_submit = partial(_move, verb="submit", before=("draft",), after="awaiting")
_approve = partial(_move, verb="approve", before=("draft", "awaiting"), after="approved")
_void = partial(_move, verb="void", before=("awaiting", "approved"), after="voided")

COMMANDS: Final = (
    Command("document.create", RELEASED, "credits", 8, partial(create_note, system=RELEASED),
            makes="document"),
    Command("credit_note.create", XERO, "credits", 8, partial(create_note, system=XERO),
            makes="credit_note"),
    Command("document.edit", RELEASED, "credits", 2, partial(edit_note, system=RELEASED)),
    Command("credit_note.edit", XERO, "credits", 2, partial(edit_note, system=XERO)),
    Command("document.submit", RELEASED, "credits", 1, partial(_submit, system=RELEASED)),
    Command("credit_note.submit", XERO, "credits", 1, partial(_submit, system=XERO)),
    Command("document.approve", RELEASED, "credits", 4, partial(_approve, system=RELEASED)),
    Command("credit_note.approve", XERO, "credits", 4, partial(_approve, system=XERO)),
    Command("document.void", RELEASED, "credits", 2, partial(_void, system=RELEASED)),
    Command("credit_note.void", XERO, "credits", 2, partial(_void, system=XERO)),
    Command("credit_note.delete", XERO, "credits", 1,
            partial(_move, system=XERO, verb="delete", before=("draft", "awaiting"),
                    after="deleted")),
    Command("allocation.create", RELEASED, "credits", 12, partial(allocate, system=RELEASED),
            makes="allocation"),
    Command("allocation.create", XERO, "credits", 12, partial(allocate, system=XERO),
            makes="allocation"),
    Command("allocation.delete", RELEASED, "credits", 4, partial(take_back, system=RELEASED)),
    Command("allocation.delete", XERO, "credits", 4, partial(take_back, system=XERO)),
)  # fmt: skip

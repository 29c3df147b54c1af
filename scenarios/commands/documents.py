"""What people do to invoices and bills, in either product."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from scenarios.chance import Chance, odds, pick
from scenarios.commands.command import Command, ref, spelled, step
from scenarios.model import RELEASED, XERO, Known, Model, Step, other

ISSUED: Final = (
    "2026-03-02", "2026-02-28", "2026-03-01", "2026-01-31", "2026-03-31", "2026-03-29",
)  # fmt: skip
"""Days on which documents are issued: ends of months, and the night of a clock change."""
DUE: Final = ("2026-03-31", "2026-04-01", "2026-04-30", "2026-12-31")
PLAIN: Final = "one plain line"
FOREIGN: Final = "USD"
TOO_OLD: Final = "2025-12-31"  # the day before the fixture's sync-from date

QUANTITIES: Final = ("1", "3", "2.5", "0.3333")
MODES: Final = ("Exclusive", "Inclusive", "NoTax")

ENTERED: Final = {
    RELEASED: (("draft", "Draft"), ("awaiting", "AwaitingApproval"), ("approved", "Approved")),
    XERO: (("draft", "DRAFT"), ("awaiting", "SUBMITTED"), ("approved", "AUTHORISED")),
}
"""The statuses in which a person may create a document, per system."""

KIND: Final = {
    RELEASED: {False: ("kind", "IncomeInvoice"), True: ("kind", "ExpenseInvoice")},
    XERO: {False: ("Type", "ACCREC"), True: ("Type", "ACCPAY")},
}


def price(model: Model, chance: Chance) -> int:
    """A price in cents that nothing else in the history has."""
    cents = 10_000 + chance.below(200_000)
    while cents in model.amounts:
        cents += 1
    model.amounts.add(cents)
    return cents


def some_amount(model: Model, chance: Chance, most: int) -> int:
    """An amount of 1 to `most` cents, or the next that nothing else in the history has."""
    cents = 1 + chance.below(most)
    while cents in model.amounts:
        cents += 1
    model.amounts.add(cents)
    return cents


def money(cents: int) -> str:
    """Cents as a decimal text with two places."""
    whole = abs(cents)
    return f"{'-' if cents < 0 else ''}{whole // 100}.{whole % 100:02d}"


def line(
    system: str,
    *,
    text: str,
    cents: int,
    quantity: str,
    account: str,
    tax: str,
    option: str | None = None,
) -> Any:
    """One line as the given system writes it; account, tax and option are named, not coded."""
    values = (text, quantity, money(cents), ref(account), ref(tax))
    names = {
        XERO: ("Description", "Quantity", "UnitAmount", "AccountCode", "TaxType"),
        RELEASED: ("description", "quantity", "unitPrice", "accountCode", "taxType"),
    }[system]
    made: dict[str, Any] = dict(zip(names, values, strict=True))
    if option is not None:
        made[spelled(system, "Tracking", "tracking")] = [tracked(system, option)]
    return made


def tracked(system: str, option: str) -> dict[str, Any]:
    """A tracking option as lines of the given system name it: the option stands for both parts."""
    category = spelled(system, "TrackingCategoryID", "categoryId")
    return {
        category: ref(option),
        spelled(system, "TrackingOptionID", "optionId"): ref(option),
    }


def lines_of(model: Model, chance: Chance, system: str, record: Known, mode: str) -> list[Any]:
    """One to three lines; the first begins with the root's token, thirds of cents now and then."""
    side = "expense" if record.bill else "income"
    lines = []
    for place in range(1 + (chance.below(6) >= 4) + (chance.below(12) == 11)):
        cents = price(model, chance)
        quantity = pick(chance, QUANTITIES) if odds(chance, 1, 3) else "1"
        text = f"{record.token} rent" if place == 0 else f"{model.mark()} charges"
        account = _account(model, chance, system, record.at) or f"{side}-{1 + chance.below(2)}"
        tax = "tax-none" if mode == "NoTax" else _tax(model, chance, side, record.at)
        if place and odds(chance, 1, 4):
            cents, quantity = pick(chance, (-cents // 40, 0)), "1"
        lines.append(
            line(
                system, text=text, cents=cents, quantity=quantity, account=account, tax=tax,
                option=_option(model, chance, record.at),
            )
        )  # fmt: skip
        record.cents += cents if quantity == "1" else cents // 4
    return lines


def _equal(model: Model, chance: Chance, system: str) -> Known | None:
    """Now and then a document of one plain line, of which the next one owes just as much."""
    if not odds(chance, 1, 2):
        return None
    known = [r for r in model.of("document") if r.text == PLAIN and r.contact in model.records]
    found = [r for r in known if model.records[r.contact].is_seen_in(system) and r.is_live()]
    return found[-1] if found else None


def _plain_line(model: Model, chance: Chance, system: str, record: Known) -> list[Any]:
    """One line without tax, mostly of an amount of its own."""
    record.cents, record.text = record.cents or price(model, chance), PLAIN
    return [
        line(
            system, text=f"{record.token} rent", cents=record.cents, quantity="1",
            account=f"{'expense' if record.bill else 'income'}-1", tax="tax-none",
        )
    ]  # fmt: skip


def _option(model: Model, chance: Chance, at: int) -> str | None:
    """Now and then a tracking option; mostly, where one is new or renamed since the last cycle."""
    known = [r for r in model.of("tracking_option") if r.at == at and r.status == "active"]
    news = [r for r in known if not r.synced or XERO in r.touched]
    if not odds(chance, 3 if news else 1, 4):
        return None
    return pick(chance, news or known).name if known else None


def _tax(model: Model, chance: Chance, side: str, at: int) -> str:
    """The usual rate of the side of the books, none, or one that the history made."""
    made = [r for r in model.of("tax_rate") if r.at == at and r.status == "active"]
    if made and odds(chance, 1, 2):
        return pick(chance, made).name
    return pick(chance, (f"tax-{side}", "tax-none"))


def _account(model: Model, chance: Chance, system: str, at: int) -> str | None:
    """Now and then one that was archived since the last cycle, or that the history itself made."""
    known = [r for r in model.of("account") if r.at == at]
    gone = [r for r in known if XERO in r.touched]
    if gone and system == RELEASED and odds(chance, 3, 4):
        return pick(chance, gone).name
    made = [r for r in known if r.token]
    return pick(chance, made).name if made and odds(chance, 1, 3) else None


def _debtor(model: Model, chance: Chance, system: str) -> Known | None:
    return model.target(chance, "contact", system)


def create_document(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person enters an invoice or a bill; its token is in the first line and the reference."""
    equal = _equal(model, chance, system) if system in model.sides() else None
    debtor = model.records[equal.contact] if equal else _debtor(model, chance, system)
    if debtor is None or not model.has_room_for("document"):
        return None
    record = Known(
        name=model.name("d"), type="document", born=system, at=debtor.at, token=model.mark()
    )
    record.contact, record.bill = debtor.name, odds(chance, 1, 3)
    if equal is not None:
        record.bill, record.cents = equal.bill, equal.cents
    record.status, status = pick(chance, (*ENTERED[system], ENTERED[system][2]))
    mode = pick(chance, MODES) if odds(chance, 1, 2) else MODES[0]
    key, kind = KIND[system][record.bill]
    fields: dict[str, Any] = {
        key: kind,
        spelled(system, "Status", "status"): status,
        spelled(system, "ContactID", "contactId"): ref(debtor.name),
        spelled(system, "Date", "issueDate"): pick(chance, ISSUED),
        spelled(system, "DueDate", "dueDate"): pick(chance, DUE),
        spelled(system, "LineAmountTypes", "taxMode"): mode,
        spelled(system, "LineItems", "lines"): (
            _plain_line(model, chance, system, record)
            if equal or odds(chance, 1, 4)
            else lines_of(model, chance, system, record, mode)
        ),
    }
    if not (record.bill and system == XERO):
        fields[spelled(system, "Reference", "reference")] = f"Ref {record.token}"
    if system == XERO and model.foreign and odds(chance, 1, 3):
        fields["CurrencyCode"] = FOREIGN
    turn = chance.below(50)
    if turn in (48, 49):
        fields[spelled(system, "Date", "issueDate")] = TOO_OLD
    elif turn in (45, 46, 47):
        del fields[spelled(system, "DueDate", "dueDate")]
    record.refused = system == RELEASED and debtor.status == "archived"
    model.add(record)
    return step(_kind(system, "create"), system, named=record.name, at=record.at, fields=fields)


def _kind(system: str, verb: str, record_type: str = "document") -> str:
    xero = {"document": "invoice"}.get(record_type, record_type)
    return spelled(system, f"{xero}.{verb}", f"document.{verb}")


def _new_lines(model: Model, chance: Chance, system: str, target: Known) -> dict[str, Any]:
    target.cents = 0
    lines = lines_of(model, chance, system, target, "Exclusive")
    key = spelled(system, "Description", "description")
    lines[0][key] = f"{target.token} {model.mark()}".strip()
    return {spelled(system, "LineItems", "lines"): lines}


def _due_date(_model: Model, chance: Chance, system: str, _target: Known) -> dict[str, Any]:
    day = 1 + chance.below(28)
    return {spelled(system, "DueDate", "dueDate"): f"2026-0{5 + chance.below(4)}-{day:02d}"}


def _reference(model: Model, _chance: Chance, system: str, target: Known) -> dict[str, Any]:
    text = " ".join(("Ref", *target.token.split(), model.mark()))
    return {spelled(system, "Reference", "reference"): text}


def _issue_date(_model: Model, chance: Chance, system: str, _target: Known) -> dict[str, Any]:
    return {spelled(system, "Date", "issueDate"): f"2026-02-{1 + chance.below(28):02d}"}


def _other_debtor(model: Model, chance: Chance, system: str, target: Known) -> dict[str, Any]:
    debtors = [
        r for r in model.of("contact")
        if r.is_seen_in(system) and r.is_live() and r.at == target.at
        and r.name != target.contact
    ]  # fmt: skip
    gone = [r for r in debtors if r.status == "archived" and r.touched.get(XERO) == "status"]
    if system == RELEASED and gone and odds(chance, 7, 8):
        debtors = gone  # archived where nobody here has heard of it
    target.contact = pick(chance, debtors).name if debtors else target.contact
    return {spelled(system, "ContactID", "contactId"): ref(target.contact)}


UNITS: Final = (
    ("due date", _due_date),
    ("lines", _new_lines),
    ("reference", _reference),
    ("lines", _new_lines),
    ("contact", _other_debtor),
    ("issue date", _issue_date),
)
"""The units of a document that both systems share; lines are one unit."""

_LINES: Final = UNITS[1]
_CONTACT: Final = UNITS[4]


def _service_date(chance: Chance) -> dict[str, Any]:
    return {"serviceDate": f"2026-02-{1 + chance.below(28):02d}"}


def _is_editable(record: Known) -> bool:
    """Open, and unpaid as far as the side that edits has heard."""
    is_unpaid = record.paid == 0 or "payment" in record.touched.values()
    return record.status in ("draft", "awaiting", "approved") and is_unpaid


def _is_any(record: Known) -> bool:
    return record.status != "deleted"


def edit_document(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person changes one unit of a document; now and then of one that is closed."""
    gone = {r.at: r.type for r in model.of_gone()} if system == RELEASED else {}
    suits = _is_any if odds(chance, 1, 8) else _is_editable
    target = _awaiting(model, chance, gone) or model.target(chance, "document", system, suits)
    if target is None:
        return None
    if system == RELEASED and odds(chance, 1, 8):
        fields = _service_date(chance)
    else:
        theirs = target.touched.get(other(system))
        same = [unit for unit in UNITS if unit[0] == theirs]
        if target.at in gone:
            same = [_LINES if gone[target.at] == "account" else _CONTACT]
        usable = UNITS if not (target.bill and system == XERO) else _WITHOUT_REFERENCE
        unit, write = pick(chance, same) if same and odds(chance, 3, 4) else pick(chance, usable)
        fields = write(model, chance, system, target)
        target.touched[system] = unit
    target.refused = target.refused or (system == RELEASED and target.paid > 0)
    return step(_kind(system, "edit"), system, on=target.name, fields=fields)


def _awaiting(model: Model, chance: Chance, gone: Mapping[int, str]) -> Known | None:
    """Where a refusal is likely: now and then a document that it could send back to its author."""
    if not gone or odds(chance, 1, 4):
        return None
    return model.target(
        chance, "document", RELEASED, lambda r: r.status == "awaiting" and r.at in gone
    )


_WITHOUT_REFERENCE: Final = tuple(unit for unit in UNITS if unit[0] != "reference")


def move_document(
    model: Model,
    chance: Chance,
    *,
    system: str,
    verb: str,
    before: tuple[str, ...],
    after: str,
    record_type: str = "document",
) -> Step | None:
    """A person moves a document, now and then one with files, along its ladder or off it."""
    filed = {r.document for r in model.of("attachment")} if odds(chance, 1, 2) else set()
    target = model.target(
        chance, record_type, system, lambda r: r.status in before and r.name in filed
    )
    target = target or model.target(chance, record_type, system, lambda r: r.status in before)
    if target is None:
        return None
    if verb != "void" or target.paid == 0:
        target.status = after
    target.touched[system] = "status"
    return step(_kind(system, verb, record_type), system, on=target.name)


_submit = partial(move_document, verb="submit", before=("draft",), after="awaiting")
_approve = partial(move_document, verb="approve", before=("draft", "awaiting"), after="approved")
_void = partial(move_document, verb="void", before=("awaiting", "approved"), after="voided")
_delete = partial(move_document, verb="delete", after="deleted")

COMMANDS: Final = (
    Command("document.create", RELEASED, "documents", 8, partial(create_document, system=RELEASED),
            makes="document"),
    Command("invoice.create", XERO, "documents", 7, partial(create_document, system=XERO),
            makes="document"),
    Command("document.edit", RELEASED, "documents", 7, partial(edit_document, system=RELEASED)),
    Command("invoice.edit", XERO, "documents", 7, partial(edit_document, system=XERO)),
    Command("document.submit", RELEASED, "documents", 6, partial(_submit, system=RELEASED)),
    Command("invoice.submit", XERO, "documents", 4, partial(_submit, system=XERO)),
    Command("document.approve", RELEASED, "documents", 10, partial(_approve, system=RELEASED)),
    Command("invoice.approve", XERO, "documents", 10, partial(_approve, system=XERO)),
    Command("document.return", RELEASED, "documents", 3,
            partial(move_document, system=RELEASED, verb="return", before=("awaiting",),
                    after="draft")),
    Command("document.void", RELEASED, "documents", 5, partial(_void, system=RELEASED)),
    Command("invoice.void", XERO, "documents", 5, partial(_void, system=XERO)),
    Command("document.delete", RELEASED, "documents", 4,
            partial(_delete, system=RELEASED, before=("draft",))),
    Command("invoice.delete", XERO, "documents", 4,
            partial(_delete, system=XERO, before=("draft", "awaiting"))),
)  # fmt: skip

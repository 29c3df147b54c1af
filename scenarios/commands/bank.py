"""What people do in Xero's bank: money without a document, credit, batches, transfers."""

from functools import partial
from typing import Any, Final

from scenarios.chance import Chance, odds, pick
from scenarios.commands.command import Command, ref, step
from scenarios.commands.documents import money, price, some_amount
from scenarios.model import XERO, Known, Model, Step

MOVED_ON: Final = ("2026-03-02", "2026-02-28", "2026-03-31", "2026-04-01")
TOO_OLD: Final = "2025-12-31"  # the day before the fixture's sync-from date
CREDITS: Final = ("overpayment", "prepayment")
_OF: Final = "of "
_LEAVES: Final = (None, None, "overpayment", "overpayment", "prepayment", "prepayment")


def move_money(model: Model, chance: Chance) -> Step | None:
    """A person spends or receives money; some of it stays as an over- or prepayment."""
    leaves = pick(chance, _LEAVES)
    record_type = leaves or "bank_transaction"
    party = _party(model, chance)
    if party is None or not model.has_room_for(record_type):
        return None
    contact, at, bill, owed = party
    record = Known(name=model.name("m"), type=record_type, born=XERO, at=at, token=model.mark())
    record.contact, record.bill, record.status = contact, bill, "approved"
    record.cents = owed if owed and odds(chance, 1, 3) else price(model, chance) // 10
    fields = {
        "Type": f"{'SPEND' if bill else 'RECEIVE'}{f'-{leaves.upper()}' if leaves else ''}",
        "Code": ref("bank-1"),
        "Date": TOO_OLD if odds(chance, 1, 20) else pick(chance, MOVED_ON),
        "LineItems": [_line(record, leaves)],
        **_payer(model, chance, contact),
    }
    if odds(chance, 1, 2):
        fields["Reference"] = f"Bank {model.mark()}"
    if "Contact" in fields:
        record.contact = ""
    model.add(record)
    return step("bank_transaction.create", XERO, named=record.name, at=at, fields=fields)


def _party(model: Model, chance: Chance) -> tuple[str, int, bool, int] | None:
    """Whose money it is, whether it is spent, and what an open invoice of theirs owes."""
    owing = [r for r in model.of("document") if r.is_seen_in(XERO) and _is_owing(r)]
    if owing and XERO in model.sides() and odds(chance, 5, 6):
        chosen = pick(chance, owing)
        return _contact(chosen), chosen.at, chosen.bill, chosen.cents - chosen.paid
    contact = model.target(chance, "contact", XERO)
    return None if contact is None else (contact.name, contact.at, odds(chance, 1, 3), 0)


def _contact(document: Known) -> str:
    """The contact's name; of a document of the start world, whose it is: that of the document."""
    return document.contact or f"{_OF}{document.name}"


def _is_owing(record: Known) -> bool:
    return record.status == "approved" and record.cents - record.paid > 100


def _payer(model: Model, chance: Chance, contact: str) -> dict[str, Any]:
    """Who paid, or was paid; now and then somebody that nobody has entered before (R3)."""
    if odds(chance, 1, 10):
        token = model.mark()
        return {"Contact": {"Name": f"Alder {token}", "EmailAddress": f"{token}@example.test"}}
    if contact.startswith(_OF):
        return {"ContactID": {"payer": contact.removeprefix(_OF)}}
    return {"ContactID": ref(contact)}


def _line(record: Known, leaves: str | None) -> dict[str, Any]:
    """One line, which carries the fingerprint; an overpayment's names neither account nor tax."""
    made: dict[str, Any] = {
        "Description": f"{record.token} money",
        "Quantity": "1",
        "UnitAmount": money(record.cents),
    }
    if leaves == "overpayment":
        return made
    side = "expense" if record.bill else "income"
    return {**made, "AccountCode": ref(f"{side}-1"), "TaxType": ref("tax-none")}


def _credits(model: Model) -> list[Known]:
    """The over- and prepayments with something left."""
    known = [record for type_ in CREDITS for record in model.of(type_)]
    return [r for r in known if r.status == "approved" and r.cents - r.paid > 100]


def allocate(model: Model, chance: Chance) -> Step | None:
    """A person sets a credit off against an invoice of the same contact; rarely of any other."""
    if XERO not in model.sides() or not model.has_room_for("allocation"):
        return None
    invoices = [r for r in model.of("document") if r.is_seen_in(XERO) and _is_owing(r)]
    near = [(c, r) for c in _credits(model) for r in invoices if r.at == c.at]
    own = [(c, r) for c, r in near if (_contact(r), r.bill) == (c.contact, c.bill)]
    found = near if odds(chance, 1, 12) else own
    if not found:
        return None
    credit, invoice = pick(chance, found)
    room = max(min(credit.cents - credit.paid, invoice.cents - invoice.paid), 1)
    cents = room if odds(chance, 1, 3) else some_amount(model, chance, room)
    credit.paid += cents
    invoice.paid += cents
    invoice.touched[XERO] = "allocation"
    day, name = pick(chance, MOVED_ON), model.name("a")
    model.add(
        Known(
            name=name, type="allocation", born=XERO, at=credit.at, token=name, text=day,
            cents=cents, document=credit.name, invoice=invoice.name,
        )
    )  # fmt: skip
    fields = {"InvoiceID": ref(invoice.name), "Amount": money(cents), "Date": day}
    return step("allocation.create", XERO, named=name, on=credit.name, fields=fields)


def take_back(model: Model, chance: Chance) -> Step | None:
    """A person takes credit off an invoice again."""
    target = model.target(chance, "allocation", XERO, _is_of_credit(model))
    if target is None:
        return None
    target.status = "reversed"
    for name in (target.document, target.invoice):
        record = model.records[name]
        record.paid = max(record.paid - target.cents, 0)
    return step("allocation.delete", XERO, on=target.name)


def _is_of_credit(model: Model) -> Any:
    def suits(record: Known) -> bool:
        owner = model.records.get(record.document)
        return record.is_live() and owner is not None and owner.type in CREDITS

    return suits


def pay(model: Model, chance: Chance) -> Step | None:
    """A person pays more than is due, which leaves an overpayment, or refunds a credit."""
    if not model.has_room_for("payment"):
        return None
    left_over = _credits(model) if XERO in model.sides() and odds(chance, 1, 2) else []
    credit = pick(chance, left_over) if left_over else None
    target = credit or model.target(chance, "document", XERO, _is_owing)
    if target is None:
        return None
    left = target.cents - target.paid
    cents = some_amount(model, chance, left) if credit else left + price(model, chance) // 10
    name, day = model.name("p"), pick(chance, MOVED_ON)
    target.paid = min(target.paid + cents, target.cents)
    target.touched[XERO] = "payment"
    model.add(
        Known(
            name=name, type="payment", born=XERO, at=target.at, token=name, text=day,
            cents=cents if credit else left, document=target.name,
        )
    )  # fmt: skip
    fields = {"Amount": money(cents), "Date": day, "Code": ref("bank-1")}
    over = {} if credit else {"Overpay": "true"}
    return step("payment.create", XERO, named=name, on=target.name, fields={**fields, **over})


def edit_money(model: Model, chance: Chance) -> Step | None:
    """A person corrects money spent or received: its amount, or its day."""
    target = model.target(chance, "bank_transaction", XERO)
    if target is None:
        return None
    if odds(chance, 1, 2):
        fields: dict[str, Any] = {"Date": pick(chance, MOVED_ON)}
    else:
        target.cents = price(model, chance) // 10
        fields = {"LineItems": [_line(target, None)]}
    return step("bank_transaction.edit", XERO, on=target.name, fields=fields)


def delete_money(model: Model, chance: Chance) -> Step | None:
    """A person deletes money spent or received."""
    target = model.target(chance, "bank_transaction", XERO)
    if target is None:
        return None
    target.status = "deleted"
    return step("bank_transaction.delete", XERO, on=target.name)


def void(model: Model, chance: Chance, *, record_type: str) -> Step | None:
    """A person voids a credit; one that is used is refused."""
    target = model.target(chance, record_type, XERO)
    if target is None:
        return None
    if not target.paid:
        target.status = "voided"
    return step(f"{record_type}.void", XERO, on=target.name)


def _several(model: Model, chance: Chance) -> list[Known]:
    """Two or three open invoices of one side of the books; rarely a single one."""
    owing = [r for r in model.of("document") if r.is_seen_in(XERO) and _is_owing(r)]
    alike = [[r for r in owing if (r.at, r.bill) == (each.at, each.bill)] for each in owing]
    found = [group for group in alike if len(group) > 1] or (alike if odds(chance, 1, 3) else [])
    return pick(chance, found)[-3:] if found else []


def pay_batch(model: Model, chance: Chance) -> Step | None:
    """A person pays several invoices, or several bills, as one movement of money."""
    paid = _several(model, chance) if XERO in model.sides() else []
    if not paid or not model.has_room_for("batch_payment"):
        return None
    first = paid[0]
    rows = []
    for document in paid:
        left = document.cents - document.paid
        cents = left if odds(chance, 1, 3) else some_amount(model, chance, max(left // 2, 1))
        document.paid += cents
        document.touched[XERO] = "payment"
        rows.append({"Invoice": {"InvoiceID": ref(document.name)}, "Amount": money(cents)})
    name = model.name("b")
    model.add(Known(name=name, type="batch_payment", born=XERO, at=first.at, token=name))
    fields: dict[str, Any] = {"Code": ref("bank-1"), "Date": pick(chance, MOVED_ON)}
    fields |= {"Payments": rows, "Particulars": model.mark()}
    return step("batch_payment.create", XERO, named=name, at=first.at, fields=fields)


def take_batch_back(model: Model, chance: Chance) -> Step | None:
    """A person takes a whole batch back."""
    target = model.target(chance, "batch_payment", XERO)
    if target is None:
        return None
    target.status = "deleted"
    return step("batch_payment.delete", XERO, on=target.name)


def transfer(model: Model, chance: Chance) -> Step | None:
    """A person moves money between two bank accounts."""
    if XERO not in model.sides():
        return None
    fields = {
        "FromBankAccount": {"Code": ref("bank-1")},
        "ToBankAccount": {"Code": ref("bank-2")},
        "Amount": money(price(model, chance)),
        "Date": pick(chance, MOVED_ON),
    }
    return step("bank_transfer.create", XERO, named=model.name("m"), fields=fields)


COMMANDS: Final = (
    Command("bank_transaction.create", XERO, "bank", 14, move_money, makes="bank_transaction"),
    Command("bank_transaction.edit", XERO, "bank", 1, edit_money),
    Command("bank_transaction.delete", XERO, "bank", 2, delete_money),
    Command("overpayment.void", XERO, "bank", 1, partial(void, record_type="overpayment")),
    Command("prepayment.void", XERO, "bank", 1, partial(void, record_type="prepayment")),
    Command("allocation.create", XERO, "bank", 30, allocate, makes="allocation"),
    Command("allocation.delete", XERO, "bank", 10, take_back),
    Command("payment.create", XERO, "bank", 4, pay, makes="payment"),
    Command("batch_payment.create", XERO, "bank", 4, pay_batch, makes="batch_payment"),
    Command("batch_payment.delete", XERO, "bank", 3, take_batch_back),
    Command("bank_transfer.create", XERO, "bank", 1, transfer, makes="bank_transfer"),
)  # fmt: skip

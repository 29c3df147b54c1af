"""What people do to payments: record them in either product; the rest in Xero only."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from scenarios.chance import Chance, odds, pick
from scenarios.commands.command import Command, ref, spelled, step
from scenarios.commands.documents import money, some_amount
from scenarios.model import RELEASED, XERO, Known, Model, Step

PAID_ON: Final = ("2026-03-02", "2026-02-28", "2026-03-31", "2026-04-01")


def _takes_payment(record: Known) -> bool:
    return record.status == "approved" and record.cents - record.paid > 100


def _amount(model: Model, chance: Chance, document: Known) -> int:
    """A part of what is due, in cents, that no other payment of the history has."""
    return some_amount(model, chance, max((document.cents - document.paid) // 2, 2))


def create_payment(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person records a payment, or the refund of a credit note; now and then twice the same."""
    turn = chance.below(10)
    document = _paid_before(model, system) if turn in (8, 9) else None
    document = document or _owing(model, chance, system)
    if document is None or not model.has_room_for("payment"):
        return None
    twins = [r for r in model.of("payment") if r.document == document.name and r.cents]
    cents, day = _amount(model, chance, document), pick(chance, PAID_ON)
    if turn in (7, 8, 9) and twins:
        cents, day = twins[-1].cents, day if turn == 7 else twins[-1].text
    name, all_of_it = model.name("p"), turn in (5, 6)
    fields = _written(system, document, cents, day, all_of_it)
    if system == XERO and odds(chance, 1, 4):
        fields["Reference"] = f"Bank {model.mark()}"
    document.paid = document.cents if all_of_it else document.paid + cents
    document.touched[system] = "payment"
    model.add(_believed(name, system, document, 0 if all_of_it else cents, day))
    return step("payment.create", system, named=name, on=document.name, fields=fields)


def _paid_before(model: Model, system: str) -> Known | None:
    """The document that was paid last in this system, and takes another payment like it."""
    payments = [r for r in model.of("payment") if r.born == system and r.cents and r.is_live()]
    for payment in reversed(payments):
        document = model.records.get(payment.document)
        if document is not None and _takes_payment(document) and system in model.sides():
            return document if document.cents - document.paid >= payment.cents else None
    return None


def _owing(model: Model, chance: Chance, system: str) -> Known | None:
    owing = "credit_note" if odds(chance, 1, 6) else "document"
    document = model.target(chance, owing, system, _takes_payment)
    return document or model.target(chance, "document", system, _takes_payment)


def _believed(name: str, system: str, document: Known, cents: int, day: str) -> Known:
    return Known(
        name=name,
        type="payment",
        born=system,
        at=document.at,
        token=name,
        text=day,
        cents=cents,
        document=document.name,
    )


def _written(
    system: str,
    document: Known,
    cents: int,
    day: str,
    all_of_it: bool,  # noqa: FBT001
) -> dict[str, Any]:
    """The payment as the given system writes it; `{"due": …}` stands for all that is due."""
    amount: Any = {"due": document.name} if all_of_it else money(cents)
    return {
        spelled(system, "Amount", "amount"): amount,
        spelled(system, "Date", "date"): day,
        spelled(system, "Code", "accountCode"): ref("bank-1"),
    }


def _is_applied(record: Known) -> bool:
    return record.status == "active"


def reverse_payment(model: Model, chance: Chance, *, system: str) -> Step | None:
    """A person reverses a payment; Re-Leased refuses it while paired."""
    target = model.target(chance, "payment", system, _is_applied)
    if target is None:
        return None
    if system == XERO:
        target.status = "reversed"
        document = model.records.get(target.document)
        if document is not None:
            document.paid = max(document.paid - target.cents, 0) if target.cents else 0
    return step("payment.reverse", system, on=target.name)


def _on_payment(
    model: Model, chance: Chance, *, kind: str, write: Callable[[Model], dict[str, Any] | None]
) -> Step | None:
    target = model.target(chance, "payment", XERO, _is_applied)
    return None if target is None else step(kind, XERO, on=target.name, fields=write(model))


def _bank_reference(model: Model) -> dict[str, Any]:
    return {"Reference": f"Bank {model.mark()}"}


def _nothing(_model: Model) -> None:
    return None


COMMANDS: Final = (
    Command("payment.create", RELEASED, "payments", 8, partial(create_payment, system=RELEASED),
            makes="payment"),
    Command("payment.create", XERO, "payments", 8, partial(create_payment, system=XERO),
            makes="payment"),
    Command("payment.reverse", XERO, "payments", 5, partial(reverse_payment, system=XERO)),
    Command("payment.reverse", RELEASED, "payments", 1, partial(reverse_payment, system=RELEASED)),
    Command("payment.reconcile", XERO, "payments", 2,
            partial(_on_payment, kind="payment.reconcile", write=_nothing)),
    Command("payment.unreconcile", XERO, "payments", 1,
            partial(_on_payment, kind="payment.unreconcile", write=_nothing)),
    Command("payment.edit", XERO, "payments", 2,
            partial(_on_payment, kind="payment.edit", write=_bank_reference)),
)  # fmt: skip

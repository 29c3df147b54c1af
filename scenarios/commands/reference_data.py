"""What people do in Xero to accounts, tax rates and tracking: the settings that flow one way."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from scenarios.chance import Chance, odds, pick
from scenarios.commands.command import Command, never, ref, step
from scenarios.commands.documents import FOREIGN
from scenarios.model import XERO, Known, Model, Step

TYPES: Final = (("REVENUE", "tax-income"), ("EXPENSE", "tax-expense"))
RATES: Final = ("12.5", "5", "17.5", "0")

Write = Callable[[Model, Chance, Known], dict[str, Any] | None]


def create_account(model: Model, chance: Chance) -> Step | None:
    """A person adds an account; documents of the history may then use it."""
    if XERO not in model.sides() or not model.has_room_for("account"):
        return None
    name, token, at = model.name("a"), model.mark(), 1 + chance.below(model.pairings)
    model.add(Known(name=name, type="account", born=XERO, at=at, token=token))
    kind, tax = pick(chance, TYPES)
    fields = {
        "Code": token[:5].upper(),
        "Name": f"Account {token}",
        "Type": kind,
        "TaxType": ref(tax),
    }
    return step("account.create", XERO, named=name, at=at, fields=fields)


def create_tax_rate(model: Model, chance: Chance) -> Step | None:
    """A person adds a tax rate."""
    if XERO not in model.sides() or not model.has_room_for("tax_rate"):
        return None
    name, token, at = model.name("t"), model.mark(), 1 + chance.below(model.pairings)
    model.add(Known(name=name, type="tax_rate", born=XERO, at=at, token=token))
    component = {"Name": "VAT", "Rate": pick(chance, RATES), "IsCompound": False}
    fields = {"Name": f"Tax {token}", "TaxComponents": [component]}
    return step("tax_rate.create", XERO, named=name, at=at, fields=fields)


def add_currency(model: Model, _chance: Chance) -> Step | None:
    """A person lets the organisation deal in dollars; such documents stay in Xero (R63)."""
    if XERO not in model.sides() or model.foreign:
        return None
    model.foreign = True
    return step("currency.add", XERO, fields={"Code": FOREIGN})


def create_option(model: Model, chance: Chance) -> Step | None:
    """A person adds an option to a tracking category."""
    category = model.target(chance, "tracking_category", XERO)
    if category is None or not model.has_room_for("tracking_option"):
        return None
    name, token = model.name("o"), model.mark()
    model.add(Known(name=name, type="tracking_option", born=XERO, at=category.at, token=token))
    return step(
        "tracking_option.create", XERO, named=name, on=category.name, fields={"Name": token}
    )


def _rename(model: Model, _chance: Chance, target: Known) -> dict[str, Any]:
    return {"Name": f"Renamed {model.mark()} {target.token}".strip()}


def _recode(model: Model, chance: Chance, target: Known) -> dict[str, Any]:
    if odds(chance, 1, 2):
        return {"Code": model.mark()[:5].upper()}
    return _rename(model, chance, target)


def _rate(model: Model, chance: Chance, target: Known) -> dict[str, Any]:
    if odds(chance, 1, 2):
        component = {"Name": "VAT", "Rate": pick(chance, RATES), "IsCompound": False}
        return {"TaxComponents": [component]}
    return _rename(model, chance, target)


def change(
    model: Model,
    chance: Chance,
    *,
    record_type: str,
    verb: str,
    write: Write | None = None,
    before: str = "active",
    after: str = "active",
) -> Step | None:
    """A person renames, archives or restores a setting."""
    target = model.target(chance, record_type, XERO, lambda r: r.status == before)
    if target is None:
        return None
    target.status = after
    if after == "archived":
        target.touched[XERO] = "status"
    elif record_type == "tracking_option":
        target.touched[XERO] = "name"
    fields = write(model, chance, target) if write is not None else None
    return step(f"{record_type}.{verb}", XERO, on=target.name, fields=fields)


def _edit(record_type: str, write: Write) -> Callable[[Model, Chance], Step | None]:
    return partial(change, record_type=record_type, verb="edit", write=write)


def _archive(record_type: str) -> Callable[[Model, Chance], Step | None]:
    return partial(change, record_type=record_type, verb="archive", after="archived")


COMMANDS: Final = (
    Command("account.create", XERO, "reference", 4, create_account, makes="account"),
    Command("account.edit", XERO, "reference", 4, _edit("account", _recode)),
    Command("account.archive", XERO, "reference", 3, _archive("account")),
    Command("account.restore", XERO, "reference", 2,
            partial(change, record_type="account", verb="restore", before="archived")),
    Command("currency.add", XERO, "reference", 1, add_currency),
    Command("currency.add", XERO, "documents", 1, add_currency),
    Command("tax_rate.create", XERO, "reference", 2, create_tax_rate, makes="tax_rate"),
    Command("tax_rate.edit", XERO, "reference", 3, _edit("tax_rate", _rate)),
    Command("tax_rate.archive", XERO, "reference", 2, _archive("tax_rate")),
    Command("tracking_category.create", XERO, "reference", 0, never,
            makes="tracking_category"),
    Command("tracking_category.edit", XERO, "reference", 2, _edit("tracking_category", _rename)),
    Command("tracking_category.archive", XERO, "reference", 1, _archive("tracking_category")),
    Command("tracking_option.create", XERO, "reference", 3, create_option,
            makes="tracking_option"),
    Command("tracking_option.edit", XERO, "reference", 4, _edit("tracking_option", _rename)),
    Command("tracking_option.archive", XERO, "reference", 2, _archive("tracking_option")),
)  # fmt: skip

"""What people do in Re-Leased to properties and tenancies: nothing of it belongs in Xero."""

from functools import partial
from typing import Any, Final

from scenarios.chance import Chance
from scenarios.commands.command import Command, never, ref, step
from scenarios.model import RELEASED, Known, Model, Step


def create_property(model: Model, chance: Chance) -> Step | None:
    """A person adds a property."""
    if RELEASED not in model.sides() or not model.has_room_for("property"):
        return None
    name, token, at = model.name("b"), model.mark(), 1 + chance.below(model.pairings)
    model.add(Known(name=name, type="property", born=RELEASED, at=at, token=token))
    return step("property.create", RELEASED, named=name, at=at, fields={"name": f"{token} House"})


def create_tenancy(model: Model, chance: Chance) -> Step | None:
    """A person lets a property to a contact."""
    building = model.target(chance, "property", RELEASED)
    tenant = model.target(chance, "contact", RELEASED)
    if building is None or tenant is None or not model.has_room_for("tenancy"):
        return None
    name, token = model.name("l"), model.mark()
    model.add(Known(name=name, type="tenancy", born=RELEASED, at=building.at, token=token))
    fields = {
        "name": f"Unit {token}",
        "propertyId": ref(building.name),
        "accountContactId": ref(tenant.name),
    }
    return step("tenancy.create", RELEASED, named=name, at=building.at, fields=fields)


def edit(model: Model, chance: Chance, *, record_type: str, fields: dict[str, Any]) -> Step | None:
    """A person changes a property or a tenancy."""
    target = model.target(chance, record_type, RELEASED)
    if target is None:
        return None
    return step(f"{record_type}.edit", RELEASED, on=target.name, fields=fields)


def archive_tenancy(model: Model, chance: Chance) -> Step | None:
    """A person archives a tenancy; its contact stays as it is, here and in Xero."""
    target = model.target(chance, "tenancy", RELEASED)
    if target is None:
        return None
    target.status = "deleted"
    return step("tenancy.archive", RELEASED, on=target.name)


COMMANDS: Final = (
    Command("property.create", RELEASED, "portfolio", 2, create_property, makes="property"),
    Command("property.edit", RELEASED, "portfolio", 0, never),
    Command("property.archive", RELEASED, "portfolio", 0, never),
    Command("tenancy.create", RELEASED, "portfolio", 2, create_tenancy, makes="tenancy"),
    Command("tenancy.edit", RELEASED, "portfolio", 3,
            partial(edit, record_type="tenancy", fields={"status": "Expired"})),
    Command("tenancy.archive", RELEASED, "portfolio", 3, archive_tenancy),
)  # fmt: skip

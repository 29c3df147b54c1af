"""What people do to a whole Xero organisation: lock dates, cutting the app off, going offline."""

from functools import partial
from typing import Any, Final

from scenarios.chance import Chance, pick
from scenarios.commands.command import Command, step
from scenarios.model import XERO, Model, Step

LOCKS: Final = ("2026-01-31", "2026-02-28", "2026-01-15")


def on_organisation(
    model: Model, chance: Chance, *, kind: str, field: str, values: tuple[Any, ...]
) -> Step | None:
    """A person changes a setting of the whole organisation."""
    if XERO not in model.sides():
        return None
    at = 1 + chance.below(model.pairings)
    return step(kind, XERO, at=at, fields={field: pick(chance, values)})


def disconnect_app(model: Model, chance: Chance) -> Step | None:
    """A person removes the app from Xero's list of connected apps."""
    if XERO not in model.sides() or not model.authorised:
        return None
    model.authorised = False
    return step("app.disconnect", XERO, at=1 + chance.below(model.pairings))


def connect_app(model: Model, chance: Chance) -> Step | None:
    """A person gives the app access to the organisation again."""
    if XERO not in model.sides() or model.authorised:
        return None
    model.authorised = True
    return step("app.connect", XERO, at=1 + chance.below(model.pairings))


COMMANDS: Final = (
    Command("organisation.lock_dates", XERO, "organisation", 4,
            partial(on_organisation, kind="organisation.lock_dates", field="PeriodLockDate",
                    values=LOCKS)),
    Command("organisation.offline", XERO, "organisation", 3,
            partial(on_organisation, kind="organisation.offline", field="minutes",
                    values=(1, 10, 60))),
    Command("app.disconnect", XERO, "organisation", 1, disconnect_app),
    Command("app.connect", XERO, "organisation", 8, connect_app),
)  # fmt: skip

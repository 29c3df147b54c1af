"""What people do in Re-Leased to the pairing: connect, cut it, try another organisation."""

from functools import partial
from typing import Final

from scenarios.chance import Chance, odds
from scenarios.commands.command import Command, ref, step
from scenarios.model import RELEASED, Model, Step

SYNC_FROM: Final = "2026-01-01"


def connect(model: Model, chance: Chance) -> Step | None:
    """A person connects a company, mostly to its own organisation, now and then to another."""
    if RELEASED not in model.sides():
        return None
    at = 1 + chance.below(model.pairings)
    wrong = model.organisations > 1 and odds(chance, 1, 3)
    organisation = at % model.organisations + 1 if wrong else at
    if not wrong:
        model.connected = True
    fields = {"tenantId": ref(f"organisation-{organisation}"), "syncFromDate": SYNC_FROM}
    return step("connection.connect", RELEASED, at=at, fields=fields)


def cut_off(model: Model, chance: Chance, *, kind: str) -> Step | None:
    """A person disconnects a company, or its access is revoked."""
    if RELEASED not in model.sides() or not model.connected:
        return None
    model.connected = False
    return step(kind, RELEASED, at=1 + chance.below(model.pairings))


COMMANDS: Final = (
    Command("connection.connect", RELEASED, "pairing", 6, connect),
    Command("connection.disconnect", RELEASED, "pairing", 3,
            partial(cut_off, kind="connection.disconnect")),
    Command("connection.revoke", RELEASED, "pairing", 1,
            partial(cut_off, kind="connection.revoke")),
)  # fmt: skip

"""What people do on the page of sync results: leave a record out of the sync, take it up again."""

from typing import Final

from scenarios.chance import Chance, odds, pick
from scenarios.commands.command import Command, step
from scenarios.model import RELEASED, Known, Model, Step

TYPES: Final = ("contact", "document", "credit_note")
"""The records that a person leaves out; what settles a document is left out with it."""


def unlink(model: Model, chance: Chance) -> Step | None:
    """
    A person leaves a record out of the sync, on the open entry about it.

    Method: a record that is believed to be listed as refused, one time in eight any; without an
    open entry the step does nothing.
    """
    linked = [r for r in _seen(model) if not r.unlinked]
    found = linked if odds(chance, 1, 8) else [r for r in linked if r.listed]
    if not found:
        return None
    target = pick(chance, found)
    target.unlinked = True
    target.touched[RELEASED] = "link"
    return step("sync_record.unlink", RELEASED, on=target.name)


def link(model: Model, chance: Chance) -> Step | None:
    """A person takes a record up again that was left out."""
    unlinked = [r for r in _seen(model) if r.unlinked]
    if not unlinked:
        return None
    target = pick(chance, unlinked)
    target.unlinked = False
    return step("sync_record.link", RELEASED, on=target.name)


def _seen(model: Model) -> list[Known]:
    if RELEASED not in model.sides():
        return []
    return [r for kind in TYPES for r in model.of(kind) if r.is_live()]


COMMANDS: Final = (
    Command("sync_record.unlink", RELEASED, "unlinking", 3, unlink),
    Command("sync_record.link", RELEASED, "unlinking", 4, link),
)

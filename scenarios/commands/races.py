"""A person's action placed between two calls of the next cycle: a race by plan, not by luck."""

from typing import Final

from scenarios.chance import Chance, pick, weighted
from scenarios.commands import contacts, credit_notes, documents, files, payments
from scenarios.commands.command import ANYWHERE, Command
from scenarios.model import Model, Step

LATEST_CALL: Final = 14
"""The last call of a cycle before which a drawn race strikes."""

RACERS: Final = tuple(
    command
    for command in (
        *contacts.COMMANDS,
        *documents.COMMANDS,
        *payments.COMMANDS,
        *credit_notes.COMMANDS,
        *files.COMMANDS,
    )
    if command.weight > 0
)
"""The actions that may race: those on records that both systems share."""

_WEIGHTED: Final = tuple((command, command.weight) for command in RACERS)


def run_race(model: Model, chance: Chance) -> Step | None:
    """A person acts just before or just after the n-th call of the next cycle."""
    drawn = weighted(chance, _WEIGHTED).draw(model, chance)
    if drawn is None:
        return None
    model.armed = True
    call = 1 + chance.below(LATEST_CALL)
    return {"do": "race", "call": call, "when": pick(chance, ("before", "after")), "step": drawn}


COMMANDS: Final = (Command("race", ANYWHERE, "races", 1, run_race),)

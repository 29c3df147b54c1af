"""What becomes of webhooks, cycles that are cut short, and products that change their ways."""

from typing import Any, Final

from scenarios.chance import Chance, pick, weighted
from scenarios.commands import organisations, pairing
from scenarios.commands.command import ANYWHERE, Command
from scenarios.model import Model, Step

WAYS: Final = ("deliver", "repeat", "reorder", "drop", "again", "forge")
"""In order, twice, newest first, never, all so far once more, with a wrong signature."""

LATEST_STOP: Final = 30
LATEST_CUT: Final = 14

SWITCHES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("rl_no_op_writes", ("bump", "keep")),
    ("rl_total_items", ("shown", "absent")),
    ("rl_last_page", ("honest", "empty")),
    ("rl_timestamps", ("second", "millisecond")),
    ("xero_same_data_moves", ("on", "off")),
    ("xero_payment_webhook", ("on", "off")),
    ("xero_attach_moves", ("on", "off")),
    ("xero_part_paid_due", ("still", "moves")),
)
"""Open readings that a product may change overnight without any rule hanging on them."""


def send(_model: Model, chance: Chance) -> Step:
    """Webhooks that wait arrive in some way, or do not."""
    return {"do": "webhooks", "way": pick(chance, WAYS)}


def run_half(model: Model, chance: Chance) -> Step:
    """The sync is stopped after some calls of a cycle; a later one begins from what it kept."""
    model.armed = True
    return {"do": "cycle", "calls": 1 + chance.below(LATEST_STOP)}


def set_switch(_model: Model, chance: Chance) -> Step:
    """A product changes its ways where the public record leaves them open."""
    name, values = pick(chance, SWITCHES)
    return {"do": "switch", "set": {name: pick(chance, values)}}


_CUTS: Final = tuple(
    (command, command.weight)
    for command in (*pairing.COMMANDS, *organisations.COMMANDS)
    if command.kind != "organisation.lock_dates"
)


def cut_between(model: Model, chance: Chance) -> Step | None:
    """Access is cut, lost or given back between two calls of the next cycle."""
    drawn: Any = weighted(chance, _CUTS).draw(model, chance)
    if drawn is None:
        return None
    model.armed = True
    call = 1 + chance.below(LATEST_CUT)
    return {"do": "race", "call": call, "when": pick(chance, ("before", "after")), "step": drawn}


COMMANDS: Final = (
    Command("webhooks", ANYWHERE, "webhooks", 1, send),
    Command("switch", ANYWHERE, "switches", 1, set_switch),
    Command("cycle", ANYWHERE, "halves", 1, run_half),
    Command("race", ANYWHERE, "cuts", 1, cut_between),
)

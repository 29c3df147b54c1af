"""What makes a history move: nothing, a cycle of the sync, time."""

from typing import Final

from scenarios.chance import Chance, pick
from scenarios.commands.command import ANYWHERE, Command
from scenarios.model import Model, Step

JUMPS_S: Final = (1, 60, 1_800, 3_600, 54_000, 86_400, 2_332_800, 2_678_400)
"""
Clock steps in seconds: a second, a rate window, the lives of both tokens, past midnight, a day,
into the night of a clock change, a month.
"""


def stand_still(_model: Model, _chance: Chance) -> Step:
    """Nothing happens: what a shrunk step turns into."""
    return {"do": "noop"}


def run_cycle(model: Model, _chance: Chance) -> Step:
    """The sync under test runs one whole cycle."""
    model.cycle()
    return {"do": "cycle"}


def move_clock(model: Model, chance: Chance) -> Step:
    """Time passes while nothing happens; a month at most once, as idle access ends at 60 days."""
    jump = pick(chance, JUMPS_S if not model.slept else JUMPS_S[:-2])
    model.slept = model.slept or jump in JUMPS_S[-2:]
    return {"do": "clock", "advance_s": jump}


COMMANDS: Final = (
    Command("noop", ANYWHERE, "noop", 1, stand_still),
    Command("cycle", ANYWHERE, "cycle", 1, run_cycle),
    Command("clock", ANYWHERE, "clock", 1, move_clock),
)

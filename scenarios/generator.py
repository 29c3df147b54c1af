"""Draws plans: a workload, chance and the model give the next command, weighted."""

from dataclasses import replace
from typing import Any, Final

from scenarios.chance import Chance, SeededChance, odds, pick, weighted
from scenarios.commands import COMMANDS
from scenarios.commands.command import Command
from scenarios.model import RELEASED, SYSTEMS, XERO, Known, Model, Step, other
from scenarios.plan import Plan, World
from scenarios.workloads import Workload

NOOP: Final[Step] = {"do": "noop"}

TRIES: Final = 6
"""How often a command is drawn again that turns out not to be possible now."""

FIXTURE_ROOTS: Final[tuple[tuple[str, int, dict[str, Any]], ...]] = (
    ("contact", 2, {}),
    ("document", 1, {"status": "approved", "cents": 13_800}),
    ("account", 1, {}),
    ("tracking_category", 1, {}),
    ("tracking_option", 2, {}),
    ("property", 1, {}),
)
"""Roots that the start world is believed to hold, by type: how many, and in which state."""

UNSETTLED: Final = "invoice-2"
"""The first open invoice of the start world has credit on it, so its content is closed."""

_FAMILIES: Final = {
    "credit_note": "credits", "allocation": "credits", "attachment": "files",
    "overpayment": "bank", "prepayment": "bank",
}  # fmt: skip
"""The family of the commands on a type of record, where it is not its plural."""

_PLACES: Final = {"account": "spare", "tracking_category": "category",
                  "tracking_option": "option"}  # fmt: skip


def fixture_roots(pairings: int) -> list[Known]:
    """The records that the fixture holds and that a history touches, for each pairing."""
    roots = []
    for at in range(1, pairings + 1):
        prefix = "" if at == 1 else f"{at}-"
        for record_type, count, state in FIXTURE_ROOTS:
            born = XERO
            for place in range(1, count + 1):
                name = f"{prefix}{_place(record_type, place)}"
                root = Known(name=name, type=record_type, born=born, at=at, synced=True, **state)
                roots.append(root)
    return roots


def _place(record_type: str, number: int) -> str:
    """What the start world calls a record; of its documents the one that nothing settles yet."""
    if record_type == "document":
        return UNSETTLED
    return f"{_PLACES.get(record_type, record_type)}-{number}"


def start_model(world: World, chance: Chance, one_sided: int) -> Model:
    """The model before the first step; `one_sided` of ten histories act in one system only."""
    model = Model(
        pairings=min(world.organisations, world.companies), organisations=world.organisations
    )
    if odds(chance, one_sided, 10):
        model.home = pick(chance, SYSTEMS)
    if world.fixture != "empty":
        for root in fixture_roots(model.pairings):
            model.add(root)
    return model


def choices(workload: Workload, model: Model, since: int) -> list[tuple[Command, int]]:
    """
    Every command with its weight now.

    Method: a family's weight is shared out by the weights within it. A cycle is the likelier the
    more steps came since the last one (`since`), and more so while a fault lies in wait;
    connecting is rare while the pairing stands.
    """
    found = []
    for command in COMMANDS:
        weight = workload.weights[command.family] * _share(command)
        if command.kind == "cycle":
            weight = weight * min(since, 4) * (2 if model.armed else 1) // 2
        elif command.kind == "connection.connect" and model.connected:
            weight //= 4
        elif command.place == _REVERSED_HERE and not model.connected:
            weight = workload.weights[command.family] * 1_000  # apart, Re-Leased lets it pass
        if weight:
            found.append((command, weight))
    return found


_REVERSED_HERE: Final = ("payments", "payment.reverse", RELEASED, "")


def _shares() -> dict[tuple[str, str, str, str], int]:
    totals: dict[str, int] = {}
    for command in COMMANDS:
        totals[command.family] = totals.get(command.family, 0) + command.weight
    return {c.place: round(1_000 * c.weight / totals[c.family]) for c in COMMANDS}


_SHARES: Final = _shares()


def _share(command: Command) -> int:
    return _SHARES[command.place]


def next_step(workload: Workload, model: Model, chance: Chance, since: int) -> Step:
    """
    The next step, or a noop when nothing drawn is possible.

    Method: one time in two, when a record was touched on one side, the far side answers.
    """
    offered = choices(workload, model, since)
    answers = _answers(offered, model) if odds(chance, 1, 2) else []
    for attempt in range(TRIES):
        wanted = answers if answers and attempt == 0 else offered
        drawn = weighted(chance, wanted).draw(model, chance)
        if drawn is not None:
            return drawn
    return NOOP


def _answers(offered: list[tuple[Command, int]], model: Model) -> list[tuple[Command, int]]:
    """The commands by which the far side touches what one side has touched since the cycle."""
    rivals = {
        (_FAMILIES.get(record.type, f"{record.type}s"), other(system))
        for record in model.records.values()
        for system in record.touched
        if record.is_live() and record.is_seen_in(other(system)) and model.home is None
    }
    return [(c, weight) for c, weight in offered if (c.family, c.system) in rivals and not c.makes]


def draw_plan(workload: Workload, chance: Chance, world: World | None = None) -> Plan:
    """
    A plan of exactly as many steps as the workload says, each of which may be a noop.

    A fixed length is what shrinks well: a step that is taken out leaves a noop behind.
    """
    recipe = replace(world or World(), **workload.world)
    model = start_model(recipe, chance, workload.one_sided)
    steps: list[Step] = []
    since = 1
    for _ in range(workload.length):
        drawn = next_step(workload, model, chance, since)
        since = 0 if drawn["do"] == "cycle" else since + 1
        steps.append(drawn)
    return Plan(name=workload.name, world=recipe, steps=tuple(steps))


def plan_of(workload: Workload, seed: int, world: World | None = None) -> Plan:
    """The plan that `seed` draws: the same on every machine."""
    return replace(draw_plan(workload, SeededChance(f"{workload.name}/{seed}"), world), seed=seed)

"""Draws plans: a workload, chance and the model give the next command, weighted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from scenarios.chance import Chance, SeededChance, odds, pick, weighted
from scenarios.commands import COMMANDS
from scenarios.commands.command import Command
from scenarios.model import RELEASED, SETTINGS, SYSTEMS, XERO, Known, Model, Step, other
from scenarios.plan import Plan, World
from scenarios.workloads import Workload

NOOP: Final[Step] = {"do": "noop"}

PACES_S: Final = (2, 20, 60)
"""Seconds between two things that people do, in a history that takes its time."""

TRIES: Final = 6
"""How often a command is drawn again that turns out not to be possible now."""

ALWAYS_THERE: Final[tuple[tuple[str, str, Mapping[str, Any]], ...]] = (
    ("contact-1", "contact", {}),
    ("debtor-1", "contact", {}),
    ("invoice-2", "document", {"status": "approved", "cents": 13_800, "contact": "debtor-2"}),
    ("submitted-1", "document", {"status": "awaiting", "cents": 150_000}),
    ("spare-1", "account", {}),
    ("category-1", "tracking_category", {}),
    ("option-1", "tracking_option", {}),
    ("option-2", "tracking_option", {}),
    ("property-1", "property", {}),
)  # fmt: skip
"""Roots that the start world is believed to hold, and that every history may touch."""

AT_TIMES: Final[tuple[tuple[tuple[str, str, Mapping[str, Any]], ...], ...]] = (
    (("invoice-1", "document", {"status": "approved", "cents": 150_000, "paid": 12_000,
                                "contact": "debtor-1"}),
     ("credit-1", "credit_note", {"status": "approved", "cents": 36_000, "paid": 12_000,
                                  "contact": "debtor-1"}),
     ("allocation-1", "allocation", {"cents": 12_000, "text": "2026-02-22",
                                     "document": "credit-1", "invoice": "invoice-1"})),
    (("tax-income", "tax_rate", {}),),
    (("draft-1", "document", {"status": "draft", "cents": 150_000, "born": RELEASED,
                              "synced": False}),),
    (("settled-1", "document", {"status": "approved", "cents": 150_000, "paid": 150_000}),
     ("paid-1", "payment", {"cents": 150_000, "text": "2026-02-20", "document": "settled-1",
                            "born": RELEASED})),
)  # fmt: skip
"""Roots of which a history touches some and not others: it keeps to few records, not always
the same (M29, M64, M73 and M83 were never caught before)."""

_REFERRING: Final = ("contact", "document", "invoice")
"""What of a state names another record."""

_FAMILIES: Final = {
    "credit_note": "credits", "allocation": "credits", "attachment": "files",
    "overpayment": "bank", "prepayment": "bank",
}  # fmt: skip
"""The family of the commands on a type of record, where it is not its plural."""


OPENING: Final = 2
"""So many documents are made in Xero at first, where those of the fixture do not cross."""

_ENTERED_IN_XERO: Final = next(each for each in COMMANDS if each.kind == "invoice.create")

_OF_DOCUMENTS: Final = ("document", "credit_note", "allocation", "payment")
"""What the fixture's people made in Re-Leased, with all that hangs on it."""


def fixture_roots(workload: Workload, model: Model, chance: Chance) -> list[Known]:
    """The records that the fixture holds and that a history touches, for each pairing."""
    also: list[tuple[str, str, Mapping[str, Any]]] = [(*root, {}) for root in workload.roots]
    groups = [group for group in AT_TIMES if odds(chance, 1, 2)]
    absent = _OF_DOCUMENTS if ("document", RELEASED) in model.stays else ()
    roots = []
    for at in range(1, model.pairings + 1):
        prefix = "" if at == 1 else f"{at}-"
        for name, record_type, state in (
            *ALWAYS_THERE,
            *also,
            *(row for rows in groups for row in rows),
        ):
            known: dict[str, Any] = {"born": XERO, "synced": True, **state}
            known |= {key: prefix + known[key] for key in _REFERRING if key in known}
            if record_type not in absent:
                roots.append(Known(name=prefix + name, type=record_type, at=at, **known))
    return roots


def start_model(workload: Workload, world: World, chance: Chance) -> Model:
    """The model before the first step."""
    model = Model(
        pairings=min(world.organisations, world.companies),
        organisations=world.organisations,
        stays=workload.stays,
    )
    if odds(chance, workload.one_sided, 10):
        model.home = pick(chance, SYSTEMS)
    if world.fixture != "empty":
        for root in fixture_roots(workload, model, chance):
            model.add(root)
    return model


def choices(workload: Workload, model: Model, since: int) -> list[tuple[Command, int]]:
    """
    Every command with its weight now.

    Method: a family's weight is shared out by the weights within it. A cycle is the likelier the
    more steps came since the last one (`since`), and more so while a fault lies in wait;
    connecting is rare while the pairing stands, and so is making what would stay where it is.
    """
    found = []
    for command, share in _SHARES:
        if command.kind.startswith(workload.without):
            continue
        weight = workload.weights[command.family] * share
        if command.kind == "cycle":
            weight = weight * min(since, 4) * (2 if model.armed else 1) // 2
        elif command.kind == "connection.connect" and model.connected:
            weight //= 4
        elif command is _REVERSED_HERE and not model.connected:
            weight = workload.weights[command.family] * 1_000  # apart, Re-Leased lets it pass
        elif (command.makes, command.system) in model.stays:
            weight //= 8
        if weight:
            found.append((command, weight))
    return found


_REVERSED_HERE: Final = next(
    c for c in COMMANDS if c.place == ("payments", "payment.reverse", RELEASED, "")
)


def _shares() -> list[tuple[Command, int]]:
    totals: dict[str, int] = {}
    for command in COMMANDS:
        totals[command.family] = totals.get(command.family, 0) + command.weight
    return [(c, round(1_000 * c.weight / totals[c.family])) for c in COMMANDS]


_SHARES: Final = _shares()


def next_step(workload: Workload, model: Model, chance: Chance, since: int) -> Step:
    """
    The next step, or a noop when nothing drawn is possible.

    Method: one time in two, when a record was touched on one side, the far side answers; and so
    does a document of Xero's when there is a setting that it may be the first to name (M141).
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
    """By which the far side touches what one touched since the cycle, or names a new setting."""
    rivals = {
        (_FAMILIES.get(record.type, f"{record.type}s"), other(system))
        for record in model.records.values()
        for system in record.touched
        if record.is_live() and record.is_seen_in(other(system)) and model.home is None
    }
    if model.home is None and any(model.of_gone()):
        rivals.add(("documents", RELEASED))
    is_new = any(
        record.type in SETTINGS and not record.synced for record in model.records.values()
    )
    return [
        (c, weight)
        for c, weight in offered
        if ((c.family, c.system) in rivals and not c.makes) or (is_new and c is _ENTERED_IN_XERO)
    ]


def _opening(model: Model, chance: Chance) -> list[Step]:
    """Documents of Xero's that have crossed, where the fixture's own do not cross."""
    if ("document", RELEASED) not in model.stays:
        return []
    made = [drawn for _ in range(OPENING) if (drawn := _ENTERED_IN_XERO.draw(model, chance))]
    model.cycle()
    return [*made, {"do": "cycle"}]


def draw_plan(workload: Workload, chance: Chance, world: World | None = None) -> Plan:
    """
    A plan of exactly as many steps as the workload says, each of which may be a noop, after those
    that make up for documents which the sync does not claim to carry.

    A fixed length is what shrinks well: a step that is taken out leaves a noop behind. One
    history in three takes its time and is twice as long, with the same pause after each step:
    without it whatever happens between two cycles happens at once, and a cursor that runs ahead
    loses nothing (M107).
    """
    recipe = replace(world or World(), **workload.world)
    model = start_model(workload, recipe, chance)
    is_slow = odds(chance, 1, 3)
    pause = [{"do": "clock", "advance_s": pick(chance, PACES_S)}] if is_slow else []
    steps = _opening(model, chance)
    since = 1
    for _ in range(workload.length):
        drawn = next_step(workload, model, chance, since)
        since = 0 if drawn["do"] == "cycle" else since + 1
        steps += [drawn, *pause]
    return Plan(name=workload.name, world=recipe, steps=tuple(steps))


def plan_of(workload: Workload, seed: int, world: World | None = None) -> Plan:
    """The plan that `seed` draws: the same on every machine."""
    return replace(draw_plan(workload, SeededChance(f"{workload.name}/{seed}"), world), seed=seed)

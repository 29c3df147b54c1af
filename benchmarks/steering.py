"""
Does steering toward what was not met yet catch planted bugs sooner?

Each seed draws four plans instead of one, and the one is run that holds most that no plan before
it held: an action, the action before it on the same record, and what goes wrong in the cycle that
carries it. Drawing is cheap, so only histories are counted. For some planted bugs that are not
easy to catch, and some first seeds: histories to the first catch, with and without.

Run: python -m benchmarks.steering
"""

from collections.abc import Iterator, Sequence
from itertools import count
from statistics import median
from typing import Final

from rich.console import Console
from rich.table import Table

from counterfoil.benches import OpenBench
from scenarios.campaign import Campaign, hunt
from scenarios.model import Step
from scenarios.mutants import find_mutant
from scenarios.plan import Plan

PANEL: Final = ("M11", "M13", "M16", "M26")
FIRST_SEEDS: Final = (1, 20_001, 40_001)
CANDIDATES: Final = 4
APART: Final = 100_000
"""So many rounds of the mix lie between the candidates, which draw from one workload."""
MOST: Final = 60

Feature = tuple[str, ...]


def features(plan: Plan) -> set[Feature]:
    """What a plan holds: actions, pairs of them on one record, actions beside what goes wrong."""
    found: set[Feature] = set()
    last: dict[str, str] = {}
    since: list[str] = []
    wrong: list[str] = []
    for step in plan.steps:
        if step["do"] == "cycle":
            found |= {(action, fault) for action in since for fault in wrong or ["calm"]}
            since, wrong = [], []
        elif step["do"] == "fault":
            wrong.append(str(step["action"]["kind"]))
        else:
            action, named = _action(step)
            if action:
                found |= {(action,), (last.get(named, ""), action)}
                last[named] = action
                since.append(action)
    return found


def _action(step: Step) -> tuple[str, str]:
    """A person's action and the record that it touches or makes; empty for anything else."""
    if step["do"] == "race":
        action, named = _action(step["step"])
        return f"{action} within", named
    if "in" not in step:
        return "", ""
    return f"{step['do']} {step['in']}", str(step.get("on") or step.get("as") or "")


def steered(campaign: Campaign, first_seed: int) -> Iterator[Plan]:
    """Of the candidates of each seed the plan that holds most that is new."""
    met: set[Feature] = set()
    for seed in count(first_seed):
        apart = APART * len(campaign.workloads)
        drawn = [campaign.plan(seed + place * apart) for place in range(CANDIDATES)]
        best = max(drawn, key=lambda plan: len(features(plan) - met))
        met |= features(best)
        yield best


def first_catches(mutant: str, *, is_steered: bool) -> list[int]:
    """Histories to the first catch for each first seed; MOST + 1 where nothing was caught."""
    campaign, rules = Campaign(), find_mutant(mutant).caught_by
    bench = OpenBench(mutant=mutant)()
    found = []
    for seed in FIRST_SEEDS:
        plans = steered(campaign, seed) if is_steered else map(campaign.plan, count(seed))
        catch = hunt(bench, plans, rules, MOST)
        found.append(MOST + 1 if catch is None else catch.histories)
    bench.close()
    return found


def shown(found: Sequence[int]) -> str:
    """The catches of all first seeds."""
    return ", ".join(str(each) if each <= MOST else f"none in {MOST}" for each in found)


def main() -> None:
    """Print the table."""
    table = Table("bug", "as drawn", "steered", "medians")
    totals = [0, 0]
    for mutant in PANEL:
        plain = first_catches(mutant, is_steered=False)
        guided = first_catches(mutant, is_steered=True)
        totals = [totals[0] + sum(plain), totals[1] + sum(guided)]
        medians = f"{median(plain):g} / {median(guided):g}"
        table.add_row(mutant, shown(plain), shown(guided), medians)
    table.add_row("all histories", str(totals[0]), str(totals[1]), "")
    Console(width=110).print(table)


if __name__ == "__main__":
    main()

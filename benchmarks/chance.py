"""
Two sources of chance for one plan format: the seeded generator with our shrinker, and Hypothesis.

For a panel of planted bugs: histories to the first catch, runs that shrinking needed, steps of the
story it ended with, and the milliseconds that drawing one plan costs.

Run: python -m benchmarks.chance
"""

import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample
from rich.console import Console
from rich.table import Table

from counterfoil.benches import OpenBench
from scenarios.bench import Bench
from scenarios.generator import plan_of
from scenarios.mutants import find_mutant
from scenarios.plan import Plan
from scenarios.shrink import shortened
from scenarios.suite import plans
from scenarios.workloads import WORKLOADS

PANEL: Final = ("M14", "M23", "M11", "M81", "M80")
MOST: Final = 300
SEED: Final = 1
WORKLOAD: Final = {"M80": "faults", "M81": "payments"}


@dataclass
class Tries:
    """What one search did."""

    bench: Bench
    rules: tuple[str, ...]
    runs: int = 0
    first: int | None = None
    seconds: float = 0.0
    shortest: Plan | None = None
    rule: str = ""
    drawn_s: list[float] = field(default_factory=list)

    def fails(self, plan: Plan) -> bool:
        """Whether the planted bug shows; keeps count."""
        started = time.process_time()
        broken = [rule for rule in self.bench.examine(plan).run.broken() if rule in self.rules]
        self.seconds += time.process_time() - started
        self.runs += 1
        if broken:
            self.first = self.first or self.runs
            self.shortest, self.rule = plan, broken[0]
        return bool(broken)


def steps(plan: Plan | None) -> int | None:
    """How many steps of a plan do something."""
    return (
        None if plan is None else sum(step["do"] not in ("noop", "cycle") for step in plan.steps)
    )


def seeded(mutant: str) -> tuple[int | None, int, int | None, float]:
    """First catch, runs of the shrinker, steps, milliseconds to draw a plan."""
    mix = next(w for w in WORKLOADS if w.name == WORKLOAD.get(mutant, "default"))
    tries = Tries(OpenBench(mutant=mutant, twins=False)(), find_mutant(mutant).caught_by)
    drawing = 0.0
    for seed in count(SEED):
        started = time.process_time()
        plan = plan_of(mix, seed)
        drawing += time.process_time() - started
        if tries.fails(plan) or tries.runs >= MOST:
            break
    shrunk = None
    if tries.shortest is not None:
        shrunk = shortened(tries.bench, tries.shortest, tries.rule)
    tries.bench.close()
    runs, story = (shrunk.runs, steps(shrunk.plan)) if shrunk else (0, None)
    return tries.first, runs, story, drawing / tries.runs * 1e3


def drawn(mutant: str) -> tuple[int | None, int, int | None, float]:
    """The same by Hypothesis: it draws and shrinks through the same generator."""
    mix = next(w for w in WORKLOADS if w.name == WORKLOAD.get(mutant, "default"))
    tries = Tries(OpenBench(mutant=mutant, twins=False)(), find_mutant(mutant).caught_by)
    wanted = settings(
        max_examples=MOST,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    started = time.process_time()
    with suppress(NoSuchExample):
        find(plans(mix), tries.fails, settings=wanted, random=random.Random(SEED))
    spent = time.process_time() - started - tries.seconds
    tries.bench.close()
    shrinking = tries.runs - (tries.first or tries.runs)
    return tries.first, shrinking, steps(tries.shortest), spent / tries.runs * 1e3


def main() -> None:
    """Measure and print."""
    table = Table("bug", "chance", "first catch", "shrinking runs", "steps", "ms a plan")
    for mutant in PANEL:
        for name, search in (("seeded", seeded), ("Hypothesis", drawn)):
            first, runs, story, cost = search(mutant)
            shown = "none" if first is None else str(first)
            table.add_row(mutant, name, shown, str(runs), str(story), f"{cost:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()

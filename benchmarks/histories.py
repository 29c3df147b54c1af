"""
How many histories a second are examined, and where their time goes.

Yardsticks: of the shares, the applications' time in the same run; of several processes, one
process and a bare loop in as many processes, since processors hinder each other.

Run: python -m benchmarks.histories
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from counterfoil import inprocess
from counterfoil.benches import OpenBench
from scenarios.bench import Bench
from scenarios.campaign import Campaign, Examine
from scenarios.judge import Judge
from scenarios.plan import Plan
from scenarios.workers import Alone, Crew, Several

HISTORIES: Final = 80
CALLS: Final = range(45, 56)
"""How many vendor calls a history makes that is counted for the figure of fifty calls."""
FIFTY: Final = 240
"""How many such histories a round takes."""
ROUNDS: Final = 5
BATCH: Final = 4
STEPS: Final = 4_000_000
"""How far the bare loop counts."""


class Stopwatch:
    """Adds up the processor time spent inside some functions, not counted twice when nested."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.calls: dict[str, int] = {}

    @contextmanager
    def watching(self, name: str, owner: Any, *methods: str) -> Iterator[None]:
        """Measure these methods of a class while the block runs."""
        kept = {method: getattr(owner, method) for method in methods}
        for method, function in kept.items():
            setattr(owner, method, self._timed(name, function))
        try:
            yield
        finally:
            for method, function in kept.items():
                setattr(owner, method, function)

    def _timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            started = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                spent = time.process_time() - started
                self.seconds[name] = self.seconds.get(name, 0.0) + spent
                self.calls[name] = self.calls.get(name, 0) + 1

        return timed


def examined(bench: Bench, campaign: Campaign) -> tuple[int, float]:
    """The vendor calls of the histories and the processor seconds that they took."""
    calls = 0
    started = time.process_time()
    for seed in range(1, HISTORIES + 1):
        calls += len(bench.examine(campaign.plan(seed)).run.calls)
    return calls, time.process_time() - started


def of_fifty_calls(bench: Bench, campaign: Campaign) -> list[Plan]:
    """As many plans as a round takes, from the first seeds whose histories make fifty calls."""
    found: list[Plan] = []
    seed = 0
    while len(found) < FIFTY:
        seed += 1
        plan = campaign.plan(seed)
        if len(bench.examine(plan).run.calls) in CALLS:
            found.append(plan)
    return found


@dataclass(frozen=True, slots=True)
class Count:
    """A task that does nothing but count: what the machine gives to a process."""

    def __call__(self, _bench: Bench) -> float:
        """The seconds it took."""
        started = time.perf_counter()
        for _ in range(STEPS):
            pass
        return time.perf_counter() - started


def a_second(crew: Crew, plans: Sequence[Plan]) -> float:
    """
    Histories a second of a crew that has its start worlds ready.

    Each process of the crew first runs sixty plans, and so meets every recipe; the clock starts
    after that.
    """
    batches = [Examine(tuple(plans[n : n + BATCH])) for n in range(0, len(plans), BATCH)]
    warm = [Examine(tuple(plans[:60]))] * crew.jobs
    started = 0.0
    for done, _ in enumerate(crew.carry_out([*warm, *batches]), start=1):
        if done == len(warm):
            started = time.perf_counter()
    return len(plans) / (time.perf_counter() - started)


def side_by_side(plans: Sequence[Plan], console: Console) -> None:
    """Measure and print one process and all cores in turn, with the bare loop beside them."""
    cores = os.cpu_count() or 1
    alone, several = Alone(OpenBench()), Several(OpenBench(), cores)
    rates: dict[Crew, list[float]] = {alone: [], several: []}
    loops: dict[Crew, list[float]] = {alone: [], several: []}
    for _ in range(ROUNDS):
        for crew in (alone, several):
            rates[crew].append(a_second(crew, plans))
            loops[crew].append(
                median(took for _, took in crew.carry_out([Count()] * 4 * crew.jobs))
            )
    table = Table("histories of 45 to 55 calls", "histories/s", "the best", "a bare loop")
    for crew in (alone, several):
        table.add_row(
            f"{crew.jobs} process{'es' if crew.jobs > 1 else ''}",
            f"{median(rates[crew]):.1f}",
            f"{max(rates[crew]):.1f}",
            f"{median(loops[crew]):.2f} s",
        )
    console.print(table)
    console.print(
        f"{median(rates[several]) / median(rates[alone]):.2f} times as fast with {cores} "
        f"processes ({max(rates[several]) / max(rates[alone]):.2f} at best); the bare loop "
        f"{cores * median(loops[alone]) / median(loops[several]):.2f} times"
    )


def main() -> None:
    """Measure and print both."""
    campaign = Campaign()
    bench = OpenBench()()
    for seed in range(1, 11):
        bench.examine(campaign.plan(seed))
    calls, seconds = examined(bench, campaign)
    watch = Stopwatch()
    with (
        watch.watching("applications (vendors and control plane)", inprocess, "_answer"),
        watch.watching(
            "httpx and transport, applications included", inprocess.AppClient, "request"
        ),
        watch.watching("judge", Judge, "copy", "commits", "calls", "cycle", "settled"),
    ):
        examined(bench, campaign)
    started = time.process_time()
    for seed in range(1, HISTORIES + 1):
        campaign.plan(seed)
    drawing = time.process_time() - started
    table = Table("what", "per history, ms", "share")
    for name, spent in [*watch.seconds.items(), ("drawing the plan", drawing)]:
        table.add_row(name, f"{spent / HISTORIES * 1e3:.1f}", f"{spent / seconds:.0%}")
    table.add_row("everything", f"{seconds / HISTORIES * 1e3:.1f}", "100%")
    console = Console()
    console.print(table)
    console.print(
        f"{HISTORIES / seconds:.1f} histories/s in one process, {calls / HISTORIES:.0f} vendor "
        f"calls each, {seconds / calls * 1e3:.2f} ms a call all told"
    )
    fifty = of_fifty_calls(bench, campaign)
    bench.close()
    side_by_side(fifty, console)


if __name__ == "__main__":
    main()

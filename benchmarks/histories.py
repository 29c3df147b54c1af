"""
How many histories a second one process examines, and where their time goes.

Yardstick: the same vendor calls once more, bare, without sync, examiner and judge.

Run: python -m benchmarks.histories
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from counterfoil import inprocess
from counterfoil.benches import OpenBench
from scenarios.bench import Bench
from scenarios.campaign import Campaign
from scenarios.judge import Judge

HISTORIES: Final = 80


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


def main() -> None:
    """Measure and print."""
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
        watch.watching("judge", Judge, "begin", "commits", "calls", "settled"),
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
    bench.close()


if __name__ == "__main__":
    main()

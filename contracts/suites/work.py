"""What a run is given, and what it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from contracts.documents import Document
from contracts.finding import Finding
from contracts.suites.suite import Depth, Suite, Target


@dataclass(frozen=True, slots=True)
class Work:
    """
    One run to be done.

    Args:
        document: what is promised.
        suite: how the system is tested.
        target: where the calls go.
        seed: chance starts here.
        depth: how much is drawn.
        progress: told each step.
        stopwatch: real seconds, to notice an answer that hangs; always 0 when nobody measures.
    """

    document: Document
    suite: Suite
    target: Target
    seed: int
    depth: Depth
    progress: Callable[[str], None] = lambda text: None  # noqa: ARG005
    stopwatch: Callable[[], float] = lambda: 0.0


@dataclass(slots=True)
class Fuzzed:
    """
    What a run came to: cases by phase and operation, answers by status, findings, errors.

    Args:
        memory_mb: what the process held at the start and after each round.
        slowest_s: the longest that an answer took.
        kept: how many records were made in worlds that were not brought back, and were there.
    """

    cases: Counter[str] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    slowest_s: float = 0.0
    kept: int = 0

    def add(self, more: Fuzzed) -> None:
        """Count another round's outcome in."""
        for mine, theirs in (
            (self.cases, more.cases),
            (self.operations, more.operations),
            (self.statuses, more.statuses),
        ):
            mine.update(theirs)
        known = {(each.operation, each.check) for each in self.findings}
        self.findings += [f for f in more.findings if (f.operation, f.check) not in known]
        self.errors += [each for each in more.errors if each not in self.errors]
        self.memory_mb += more.memory_mb
        self.slowest_s = max(self.slowest_s, more.slowest_s)
        self.kept += more.kept

"""How soon a planted bug is caught: hunts over several seeds, each catch shrunk to its story."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median_low
from typing import Any, Final

from scenarios.bench import Bench
from scenarios.campaign import Campaign, Catch, hunt
from scenarios.mutants.chapters import workloads_for
from scenarios.mutants.mutant import Mutant
from scenarios.plan import World
from scenarios.shrink import shortened

FORMAT: Final = "counterfoil/mutants/1"

OpenBench = Callable[[], Bench]


@dataclass(frozen=True, slots=True)
class Trial:
    """
    A task: one hunt for one planted bug.

    Args:
        id: of the planted bug.
        rules: those of which one must notice.
        open_bench: opens a bench whose sync has the bug; it survives pickling.
        first_seed: of the histories, which follow one another.
        most: how many histories the hunt may take.
        campaign: draws them.
        shrinks: whether the catch is shrunk to its story, which takes most of the time.
    """

    id: str
    rules: tuple[str, ...]
    open_bench: OpenBench
    first_seed: int
    most: int
    campaign: Campaign = field(default_factory=Campaign)
    shrinks: bool = True

    def __call__(self, _bench: Bench) -> "Outcome":
        """The hunt, on a bench of its own."""
        bench = self.open_bench()
        try:
            return self.outcome(bench)
        finally:
            bench.close()

    def outcome(self, bench: Bench) -> "Outcome":
        """The hunt on this bench."""
        plans = map(self.campaign.plan, count(self.first_seed))
        catch = hunt(bench, plans, self.rules, self.most)
        if catch is None:
            return Outcome(self.id)
        return self._told(bench, catch)

    def _told(self, bench: Bench, catch: Catch) -> "Outcome":
        found = {finding.rule for finding in catch.findings}
        rules = tuple(rule for rule in self.rules if rule in found)
        shrunk = shortened(bench, catch.plan, rules[0]) if self.shrinks else None
        if shrunk is None:
            return Outcome(self.id, rules[0], catch.histories, rules=rules, broken=rules)
        return Outcome(
            self.id,
            rules[0],
            catch.histories,
            len(shrunk.plan.steps),
            tuple(shrunk.plan.steps),
            rules,
            shrunk.run.broken(),
            shrunk.runs,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    How one hunt ended; all but the id are None when nothing was caught.

    `rule` is the first of the row's rules that noticed, `rules` are all that did; `broken` are
    all rules of the book that the shrunk story breaks; `runs` is what shrinking cost.
    """

    id: str
    rule: str | None = None
    histories: int | None = None
    steps: int | None = None
    story: tuple[Any, ...] | None = None
    rules: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    runs: int | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A hunt that ended in an error, which says nothing about the bug."""

    id: str
    first_seed: int
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one planted bug after its trials."""

    mutant: Mutant
    outcomes: tuple[Outcome, ...]

    @property
    def is_caught(self) -> bool:
        """True when more than half of the hunts ended with a catch."""
        return 2 * len(self._caught()) > len(self.outcomes)

    def _caught(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.rule is not None]

    @property
    def caught_by(self) -> str | None:
        """The rule that noticed most often, None for a survivor."""
        rules = Counter(outcome.rule for outcome in self._caught())
        return rules.most_common(1)[0][0] if self.is_caught else None

    @property
    def noticed_by(self) -> tuple[str, ...]:
        """Every rule of the row that noticed in some hunt, the most frequent first."""
        rules = Counter(rule for outcome in self._caught() for rule in outcome.rules)
        return tuple(rule for rule, _ in rules.most_common())

    @property
    def histories(self) -> int | None:
        """The median number of histories to the first catch, None for a survivor."""
        caught = sorted(outcome.histories or 0 for outcome in self._caught())
        place = (len(self.outcomes) - 1) // 2  # a hunt without a catch counts as longer than all
        return caught[place] if self.is_caught else None

    @property
    def steps(self) -> int | None:
        """The median number of steps of the shrunk stories, None for a survivor."""
        steps = [outcome.steps for outcome in self._caught() if outcome.steps is not None]
        return median_low(steps) if steps and self.is_caught else None

    @property
    def runs(self) -> int | None:
        """The median number of runs that shrinking cost, None where nothing was shrunk."""
        runs = [outcome.runs for outcome in self._caught() if outcome.runs is not None]
        return median_low(runs) if runs else None

    @property
    def broken(self) -> tuple[str, ...]:
        """Every rule of the book that some shrunk story breaks."""
        return tuple(dict.fromkeys(rule for each in self._caught() for rule in each.broken))

    def as_json(self) -> dict[str, Any]:
        """The row as `counterfoil/mutants/1` lists it."""
        return {
            "id": self.mutant.id,
            "title": self.mutant.title,
            "breaks": list(self.mutant.caught_by),
            "caught_by": self.caught_by,
            "histories": self.histories,
            "steps": self.steps,
            "shortest": self.mutant.shortest,
            "unless": self.mutant.unless or None,
        }


def trials(
    mutant: Mutant,
    open_bench: OpenBench,
    *,
    first_seed: int,
    seeds: int,
    most: int,
    quick: bool = False,
) -> list[Trial]:
    """
    The hunts for one planted bug, each over seeds of its own; each catch is shrunk, unless it is
    to be quick.

    Method: in the workload that suits the bug, and in the usual one, in turn.
    """
    campaign = Campaign(
        workloads=workloads_for(mutant), world=World(switches=dict(mutant.switches))
    )
    return [
        Trial(
            mutant.id,
            mutant.caught_by,
            open_bench,
            first_seed + number * most,
            most,
            campaign,
            shrinks=not quick,
        )
        for number in range(seeds)
    ]


def rows_of(mutants: Sequence[Mutant], outcomes: Iterable[Outcome]) -> list[Row]:
    """The outcomes by planted bug, in the order of the catalogue; without outcome, no row."""
    by_id: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_id.setdefault(outcome.id, []).append(outcome)
    return [Row(mutant, tuple(by_id[mutant.id])) for mutant in mutants if mutant.id in by_id]

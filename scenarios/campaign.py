"""
Campaigns: ranges of seeds (or given plans) run and judged, their failures shrunk, one verdict.

The verdict depends on the seeds alone: not on how many processes ran them, nor in which order.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from typing import Any, Final

import orjson

from scenarios.bench import Bench, Examined
from scenarios.coverage import cells_of
from scenarios.finding import Finding
from scenarios.generator import plan_of
from scenarios.interpreter import Run
from scenarios.plan import Plan, World
from scenarios.report.story import story_of
from scenarios.shrink import CONFIRMATIONS, shortened
from scenarios.verdict import FAIL, FLAKY, PROCESS_RULES, Tally, Verdict, distinct, overall
from scenarios.workers import Crew, Failed
from scenarios.workloads import only, workload

BATCH: Final = 8
"""How many histories a worker runs before it reports."""

REPEAT_EVERY: Final = 100
"""One history in this many is run twice, to see that it ends the same."""

OF_PROGRAMS: Final = tuple(row[0] for row in PROCESS_RULES)
"""What is judged whichever rules were named."""

REPEATS: Final = "repeats"
"""The rule that such a history puts at stake."""

STORIES_PER_RULE: Final = 2
"""How many failing histories of one rule are shrunk."""

STORIES_OF_THOROUGH: Final = 8
"""How many, where stories of some shapes are accepted, so that others are not hidden by them."""

MIX: Final = ("default", "contacts", "documents", "default", "payments", "faults", "default",
              "pairing", "faults", "isolation", "credits", "files", "reference",
              "unlinking", "zones", "webhooks", "bank", "tracking")  # fmt: skip
"""The workloads that seeds take turns with when none is named."""

Stopwatch = Callable[[], float]
"""Seconds since some moment: handed in, since no clock is read here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """
    What is to be run.

    `scenarios` histories, or as many as `budget_s` seconds allow; `plans` instead of seeds when
    given. Shard `i` of `n` takes every n-th seed. A worker reports after `batch` histories;
    `telling_s` bounds the shrinking, None where it need not be bounded. `families` are the only
    commands drawn, beside cycles, clocks, faults and races; all when there are none. `stays` are
    the types, each with the system they are made in, that the sync does not claim to carry. Of
    `thorough` rules more stories are told.
    """

    first_seed: int = 1
    scenarios: int | None = None
    budget_s: float | None = None
    workloads: tuple[str, ...] = MIX
    world: World = field(default_factory=World)
    shard: tuple[int, int] = (1, 1)
    rules: tuple[str, ...] = ()
    plans: tuple[Plan, ...] = ()
    batch: int = BATCH
    telling_s: float | None = None
    families: tuple[str, ...] = ()
    stays: frozenset[tuple[str, str]] = frozenset()
    thorough: tuple[str, ...] = ()

    def plan(self, seed: int) -> Plan:
        """The plan of one seed."""
        mix = workload(self.workloads[seed % len(self.workloads)])
        if mix is None:
            raise ValueError(f"no workload is called {self.workloads[seed % len(self.workloads)]}")
        mix = replace(only(mix, self.families), stays=self.stays)
        return plan_of(mix, seed, self.world)

    def seeds(self) -> Iterator[int]:
        """The seeds of this shard, without end when time is the limit."""
        part, parts = self.shard
        every = count(self.first_seed) if self.scenarios is None else range(
            self.first_seed, self.first_seed + self.scenarios
        )  # fmt: skip
        return (seed for seed in every if (seed - self.first_seed) % parts == part - 1)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is; `planned` and `left_s` are None when they are not known."""

    done: int
    planned: int | None
    seconds: float
    left_s: float | None
    rules: int
    broken: tuple[str, ...]


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one history showed, small enough to send between processes."""

    plan: Plan
    broken: tuple[str, ...]
    exercised: Mapping[str, int]
    cycles: int
    calls: int
    unknown: tuple[str, ...]
    repeats: bool | None = None
    stories: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    met: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Examine:
    """A task: run some plans and say what each showed."""

    plans: tuple[Plan, ...]
    rules: tuple[str, ...] = ()
    first_seed: int = 0

    def __call__(self, bench: Bench) -> list[Seen]:
        """Each plan in turn."""
        return [self._seen(bench, plan) for plan in self.plans]

    def _seen(self, bench: Bench, plan: Plan) -> Seen:
        examined = bench.examine(plan)
        run = examined.run
        unknown = [f"{f.rule}: {f.message}" for f in run.findings if f.unknown]
        unknown += [run.unknown] if run.unknown else []
        judged = {*self.rules, *OF_PROGRAMS}
        broken = tuple(rule for rule in run.broken() if not self.rules or rule in judged)
        exact = bench.terms.is_exact
        return Seen(
            plan=plan,
            broken=broken,
            exercised=examined.exercised,
            cycles=run.cycles,
            calls=len(run.calls),
            unknown=tuple(unknown),
            repeats=_repeats(bench, plan, examined) if exact and self._is_spot(plan) else None,
            stories={} if exact else {rule: _story(plan, run, rule) for rule in broken},
            met=Counter(map(str, cells_of(run))),
        )

    def _is_spot(self, plan: Plan) -> bool:
        return plan.seed is not None and (plan.seed - self.first_seed) % REPEAT_EVERY == 0


def _repeats(bench: Bench, plan: Plan, first: Examined) -> bool:
    return trace(bench.examine(plan)) == trace(first)


def trace(examined: Examined) -> str:
    """A digest of everything that happened: equal only for runs without any difference."""
    run = examined.run
    findings = [finding.as_json() for finding in run.findings]
    return sha256(orjson.dumps([run.commits, run.calls, findings], default=str)).hexdigest()


def _story(plan: Plan, run: Run, rule: str) -> dict[str, Any]:
    return story_of(replace(plan, broke=rule), run, rule).as_json()


@dataclass(frozen=True, slots=True)
class Tell:
    """
    A task: shrink one failing plan and tell its story.

    `seen` is the story as it was first seen, told when it never comes back; None then gives None.
    `within_s` bounds the search.
    """

    plan: Plan
    rule: str
    seen: Mapping[str, Any] | None = None
    within_s: float | None = None

    def __call__(self, bench: Bench) -> dict[str, Any] | None:
        """The finding as the verdict lists it."""
        terms = bench.terms
        started = terms.stopwatch()

        def is_late() -> bool:
            return self.within_s is not None and terms.stopwatch() - started >= self.within_s

        shrunk = shortened(bench, self.plan, self.rule, terms.replays, is_late)
        if shrunk is None:
            gone = {"flaky": True, "replays": CONFIRMATIONS, "came_back": 0}
            return None if self.seen is None else {**self.seen, **gone}
        counted = {"replays": shrunk.replays, "came_back": shrunk.came_back}
        return {
            **_story(shrunk.plan, shrunk.run, self.rule),
            "flaky": shrunk.flaky,
            **({} if terms.is_exact else counted),
        }


def run_campaign(
    campaign: Campaign,
    crew: Crew,
    stopwatch: Stopwatch,
    on_progress: OnProgress = lambda _progress: None,
) -> Verdict:
    """Runs, shrinks, judges; Ctrl-C ends the running and judges what is known so far."""
    ring = _Ring(campaign, crew, stopwatch, on_progress)
    try:
        ring.examine()
    except KeyboardInterrupt:
        ring.interrupted = True
    return ring.verdict()


@dataclass(slots=True)
class _Ring:
    campaign: Campaign
    crew: Crew
    stopwatch: Stopwatch
    on_progress: OnProgress
    answers: dict[int, list[Seen]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    started: float = 0.0
    interrupted: bool = False
    done: int = 0
    exercised: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)

    def examine(self) -> None:
        """Runs every history, telling how far it is."""
        self.started = self.stopwatch()
        for number, answer in self.crew.carry_out(self._tasks()):
            if isinstance(answer, Failed):
                self.reasons.append(answer.reason)
                continue
            self.answers[number] = answer
            self.done += len(answer)
            for seen in answer:
                self.exercised.update(seen.exercised)
                self.broken.update(seen.broken)
            self.on_progress(self._progress())

    def _tasks(self) -> Iterator[Examine]:
        batch: list[Plan] = []
        for plan in self._plans():
            batch.append(plan)
            if len(batch) >= self.campaign.batch:
                yield Examine(tuple(batch), self.campaign.rules, self.campaign.first_seed)
                batch = []
            if self._is_late():
                break
        if batch:
            yield Examine(tuple(batch), self.campaign.rules, self.campaign.first_seed)

    def _plans(self) -> Iterator[Plan]:
        if self.campaign.plans:
            yield from self.campaign.plans
        else:
            yield from map(self.campaign.plan, self.campaign.seeds())

    def _is_late(self) -> bool:
        budget = self.campaign.budget_s
        return budget is not None and self.stopwatch() - self.started >= budget

    def _progress(self) -> Progress:
        seconds = self.stopwatch() - self.started
        planned = self._planned()
        left = self.campaign.budget_s - seconds if self.campaign.budget_s is not None else None
        if left is None and planned is not None and self.done:
            left = seconds / self.done * (planned - self.done)
        return Progress(
            self.done, planned, seconds, left, len(self.exercised), tuple(sorted(self.broken))
        )

    def _planned(self) -> int | None:
        if self.campaign.plans:
            return len(self.campaign.plans)
        if self.campaign.scenarios is None:
            return None
        return len(range(self.campaign.shard[0] - 1, self.campaign.scenarios,
                         self.campaign.shard[1]))  # fmt: skip

    def verdict(self) -> Verdict:
        """Adds up, shrinks what failed, and judges."""
        tally = self._tally()
        findings = self._findings(tally)
        rows = tally.rows(self._rules(tally))
        reasons = tuple(dict.fromkeys(self.reasons))
        return Verdict(
            result=overall(rows, reasons, tally.scenarios),
            profile=self.campaign.world.profile,
            seed=self.campaign.first_seed,
            scenarios=tally.scenarios,
            cycles=tally.cycles,
            calls=tally.calls,
            seconds=self.stopwatch() - self.started,
            rules=rows,
            findings=findings,
            reasons=reasons,
            met=dict(sorted(tally.met.items())),
        )

    def _rules(self, tally: Tally) -> tuple[str, ...]:
        """What is listed when rules were named: these, and what is asked of any program."""
        if not self.campaign.rules:
            return ()
        return (*self.campaign.rules, *(rule for rule in OF_PROGRAMS if rule in tally.exercised))

    def _tally(self) -> Tally:
        tally = Tally()
        for seen in self._seen():
            tally.add(seen.exercised, seen.cycles, seen.calls, seen.met)
            self.reasons += [f"seed {seen.plan.seed}: {text}" for text in seen.unknown]
            if seen.repeats is not None:
                tally.exercised[REPEATS] = tally.exercised.get(REPEATS, 0) + 1
            if seen.repeats is False:
                tally.fail(REPEATS, FLAKY)
        return tally

    def _seen(self) -> Iterator[Seen]:
        """What the histories showed, in the order of their seeds."""
        for number in sorted(self.answers):
            yield from self.answers[number]

    def _findings(self, tally: Tally) -> tuple[Mapping[str, Any], ...]:
        """One shrunk story per rule and shape, told from the first seeds that broke the rule."""
        tasks = self._failures()
        told: list[Mapping[str, Any] | None] = [None] * len(tasks)
        for task in tasks:
            tally.fail(task.rule, FLAKY)
        if tasks and not self.interrupted:
            for number, answer in self.crew.carry_out(self._timed(tasks)):
                if isinstance(answer, Failed):
                    self.reasons.append(answer.reason)
                else:
                    told[number] = answer
                    self.on_progress(self._progress())
        stories = [story for story in told if story is not None]
        for story in stories:
            tally.fail(story["rule"], FLAKY if story["flaky"] else FAIL)
        return distinct(stories)

    def _timed(self, tasks: Sequence[Tell]) -> Iterator[Tell]:
        """Each task with its share of the time that is left for telling, when that is bounded."""
        started, whole = self.stopwatch(), self.campaign.telling_s
        for number, task in enumerate(tasks):
            if whole is None:
                yield task
                continue
            left = max(0.0, whole - (self.stopwatch() - started))
            yield replace(task, within_s=left * self.crew.jobs / (len(tasks) - number))

    def _failures(self) -> list[Tell]:
        """The first failing history of each rule, then the second ones."""
        by_rule: dict[str, list[Tell]] = {}
        for seen in self._seen():
            for rule in seen.broken:
                tasks = by_rule.setdefault(rule, [])
                most = STORIES_PER_RULE
                if rule in self.campaign.thorough:
                    most = STORIES_OF_THOROUGH
                if len(tasks) < most:
                    tasks.append(Tell(seen.plan, rule, seen.stories.get(rule)))
        longest = max(map(len, by_rule.values()), default=0)
        return [tasks[n] for n in range(longest) for tasks in by_rule.values() if n < len(tasks)]


@dataclass(frozen=True, slots=True)
class Catch:
    """The first history that catches a planted bug."""

    histories: int
    plan: Plan
    findings: tuple[Finding, ...]


def hunt(bench: Bench, plans: Iterator[Plan], rules: Sequence[str], most: int) -> Catch | None:
    """Runs plans until one breaks one of `rules`; None when `most` histories show nothing."""
    for histories, plan in enumerate(plans, start=1):
        found = tuple(f for f in bench.examine(plan).run.findings if f.rule in rules)
        if found:
            return Catch(histories, plan, found)
        if histories >= most:
            return None
    return None

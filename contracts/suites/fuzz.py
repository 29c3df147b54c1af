"""One Schemathesis run: examples, coverage of the schemas, positive and negative fuzzing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from random import Random
from resource import RUSAGE_SELF, getrusage
from typing import Any, Final

import schemathesis
from schemathesis.engine import events, from_schema
from schemathesis.transport.wsgi import WSGI_TRANSPORT

from contracts.documents import Document
from contracts.finding import Finding
from contracts.suites.settings import settings
from contracts.suites.suite import Depth, Suite, Target
from contracts.watch import Watch

MOST_MESSAGE: Final = 600
AHEAD: Final = 4
MOST_ROUNDS: Final = 1000
FEW_EDGES: Final = 100
OF_SOCKETS: Final = ("max_redirects", "verify", "cert", "proxies")


@dataclass(slots=True)
class Fuzzed:
    """What a run came to: cases by phase and operation, answers by status, findings, errors."""

    cases: Counter[str] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)

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


def fuzz_in_rounds(
    document: Document,
    suite: Suite,
    target: Target,
    seed: int,
    depth: Depth,
    progress: Callable[[str], None] = lambda text: None,  # noqa: ARG005
) -> Fuzzed:
    """
    Fuzz until there were as many cases as the depth asks for, one round when it asks for none.

    Method: the edges of the schemas are much the same in each round, so later rounds draw a part
    of them and many random requests.
    """
    fuzzed = Fuzzed(memory_mb=[memory_mb()])
    for number in range(MOST_ROUNDS):
        this = depth if number == 0 else replace(depth, edges=FEW_EDGES)
        fuzzed.add(fuzz(document, suite, target, seed + number, this, progress))
        fuzzed.memory_mb.append(memory_mb())
        done = sum(fuzzed.cases.values())
        if depth.cases is None or done >= depth.cases:
            break
        progress(f"{suite.system}: {done:,} cases in {number + 1} rounds")
    if depth.walks:
        fuzzed.add(walk(document, suite, target, seed, depth, progress))
    return fuzzed


def walk(
    document: Document,
    suite: Suite,
    target: Target,
    seed: int,
    depth: Depth,
    progress: Callable[[str], None] = lambda text: None,  # noqa: ARG005
) -> Fuzzed:
    """
    Follow the document's links: records are made, read, changed and removed.

    Method: the world is brought back before, and not between calls, so that records last.
    """
    if not any("links" in each for each in _answers(document)):
        return Fuzzed()
    target.fresh()
    staying = replace(target, fresh=lambda: None)
    deep = replace(depth, examples=depth.walks, edges=None, phases=("stateful",))
    walked = fuzz(document, suite, staying, seed, deep, progress)
    target.fresh()
    return walked


def _answers(document: Document) -> Iterator[Mapping[str, Any]]:
    for operation in document.operations:
        for response in operation.spec["responses"].values():
            yield document.resolve(response)


def memory_mb() -> float:
    """The most memory that this process has held so far."""
    return round(getrusage(RUSAGE_SELF).ru_maxrss / 1024, 1)


def fuzz(
    document: Document,
    suite: Suite,
    target: Target,
    seed: int,
    depth: Depth,
    progress: Callable[[str], None] = lambda text: None,  # noqa: ARG005
) -> Fuzzed:
    """Run every phase over every operation of a document that the suite does not leave out."""
    fuzzed = Fuzzed()
    found: dict[tuple[str, str, str], Finding] = {}
    watch = Watch(suite.system, target.app, before=target.fresh)
    schema = _schema(document, suite, target, watch, seed, depth)
    for event in _events(schema):
        if isinstance(event, events.ScenarioFinished):
            _count(fuzzed, event)
            _keep(found, _findings(suite.system, event))
            progress(f"{suite.system}: {event.phase.value} of {event.label}")
        elif isinstance(event, events.NonFatalError):
            fuzzed.errors.append(f"{event.label}: {type(event.value).__name__}: {event.value}")
        elif isinstance(event, events.FatalError):
            fuzzed.errors.append(f"Schemathesis failed: {event.exception}")
    noticed = {(finding.operation, finding.check) for finding in found.values()}
    unseen = [each for each in watch.findings if (each.operation, each.check) not in noticed]
    fuzzed.findings = [*found.values(), *unseen]
    return fuzzed


def _events(schema: Any) -> Iterator[Any]:
    with probes_in_process():
        yield from from_schema(schema).execute()


@contextmanager
def probes_in_process() -> Iterator[None]:
    """
    Let the probes of `ignored_auth` reach an application in this process.

    Method: Schemathesis 4.32 hands its WSGI transport settings of sockets with a probe, at which
    werkzeug stumbles; they are dropped on the way.
    """
    send = WSGI_TRANSPORT.send

    def quietly(case: Any, **settings: Any) -> Any:
        return send(case, **{k: v for k, v in settings.items() if k not in OF_SOCKETS})

    WSGI_TRANSPORT.send = quietly  # type: ignore[method-assign]
    try:
        yield
    finally:
        del WSGI_TRANSPORT.send


def _schema(
    document: Document, suite: Suite, target: Target, watch: Watch, seed: int, depth: Depth
) -> Any:
    config = settings(suite, target, seed, depth)
    schema: Any = schemathesis.openapi.from_dict(dict(document.raw), config=config)
    schema.app = watch

    def filter_case(_context: Any, case: Any) -> bool:
        return suite.is_fair(case)

    schema.hook(filter_case)
    if depth.edges is not None:
        schema.iter_coverage_cases = drawn(schema.iter_coverage_cases, depth.edges, seed)
    return schema


def drawn(all_cases: Callable[..., Iterator[Any]], most: int, seed: int) -> Callable[..., Any]:
    """
    A part of each operation's cases at the edges of its schemas, chance from the seed.

    Method: the first `AHEAD` times as many are made, for making them costs as well; half of those
    that are kept are the first, where each parameter's own edges stand.
    """

    def some(operation: Any, **how: Any) -> Iterator[Any]:
        made = list(islice(all_cases(operation, **how), most * AHEAD))
        later = range(most // 2, len(made))
        chance = Random(f"{seed} {operation.label}")  # noqa: S311 - chance of tests
        taken = sorted(chance.sample(later, min(most - most // 2, len(later))))
        yield from (made[index] for index in (*range(min(most // 2, len(made))), *taken))

    return some


def _count(fuzzed: Fuzzed, event: Any) -> None:
    cases = len(event.recorder.cases)
    fuzzed.cases[event.phase.value] += cases
    fuzzed.operations[event.label] += cases
    for interaction in event.recorder.interactions.values():
        answer = interaction.response
        fuzzed.statuses[str(answer.status_code) if answer else "none"] += 1


def _findings(system: str, event: Any) -> Iterator[Finding]:
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                message = f"{failure.title}: {failure.message}"[:MOST_MESSAGE]
                curl = check.failure_info.code_sample
                yield Finding(system, event.label, check.name, message, curl)


def _keep(found: dict[tuple[str, str, str], Finding], more: Iterator[Finding]) -> None:
    """Count what is alike together: one operation, one check, one title, one part of a schema."""
    for finding in more:
        part = re.search(r"Schema at \S+", finding.message)
        kind = part[0] if part else finding.message.partition(":")[0]
        key = (finding.operation, finding.check, kind)
        there = found.get(key)
        found[key] = replace(there, times=there.times + 1) if there else finding

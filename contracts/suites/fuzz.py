"""One Schemathesis run: examples, coverage of the schemas, positive and negative fuzzing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from random import Random
from typing import Any, Final

import schemathesis
from schemathesis.config import ProjectConfig
from schemathesis.engine import events, from_schema
from schemathesis.transport.wsgi import WSGI_TRANSPORT

from contracts.finding import Finding
from contracts.ledger import Ledger
from contracts.suites.settings import settings
from contracts.suites.work import Fuzzed, Work
from contracts.watch import Watch

MOST_MESSAGE: Final = 600
AHEAD: Final = 4
NO_OPERATION: Final = "calls of no one operation"
"""What an event is counted under that Schemathesis gives no label."""
JOINED: Final = ("phases_for", "generation_for")
OF_SOCKETS: Final = ("max_redirects", "verify", "cert", "proxies")


def fuzz(work: Work, *, lasting: bool = False) -> Fuzzed:
    """
    Run every phase over every operation of a document that the suite does not leave out.

    Args:
        lasting: the target's world is not brought back between calls, so what was made must last.
    """
    fuzzed = Fuzzed()
    found: dict[tuple[str, str, str], Finding] = {}
    system, target = work.suite.system, work.target
    ledger = Ledger(system, work.suite.made)
    watch = Watch(
        system,
        target.app,
        before=target.fresh,
        note=ledger.note if lasting else None,
        stopwatch=work.stopwatch,
    )
    for event in _events(_schema(work, watch)):
        if isinstance(event, events.ScenarioFinished):
            _count(fuzzed, event)
            _keep(found, _findings(system, event))
            work.progress(f"{system}: {event.phase.value} of {_label(event)}")
        elif isinstance(event, events.NonFatalError):
            what = f"{type(event.value).__name__}: {event.value}"
            fuzzed.errors.append(f"{_label(event)}: {what}")
        elif isinstance(event, events.FatalError):
            fuzzed.errors.append(f"Schemathesis failed: {event.exception}")
    noticed = {(finding.operation, finding.check) for finding in found.values()}
    unseen = [each for each in watch.findings if (each.operation, each.check) not in noticed]
    fuzzed.findings = [*found.values(), *unseen]
    fuzzed.slowest_s = watch.slowest_s
    if lasting and target.look is not None:
        lost = list(ledger.lost(target.look()))
        fuzzed.findings += lost
        fuzzed.kept = len(ledger) - (lost[0].times if lost else 0)
    return fuzzed


def _events(schema: Any) -> Iterator[Any]:
    with probes_in_process(), settings_kept():
        yield from from_schema(schema).execute()


@contextmanager
def settings_kept() -> Iterator[None]:
    """
    Keep what Schemathesis's settings come to for an operation.

    Method: version 4.32 joins them anew several times for each case, a twelfth of a run's time.
    """
    plain = {name: getattr(ProjectConfig, name) for name in JOINED}
    for name, join in plain.items():
        setattr(ProjectConfig, name, _kept(join))
    try:
        yield
    finally:
        for name, join in plain.items():
            setattr(ProjectConfig, name, join)


def _kept(join: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[Any, Any] = {}

    def joined(config: Any, **of: Any) -> Any:
        operation = of.get("operation")
        key = (id(config), getattr(operation, "label", None), of.get("phase"))
        if key not in known:
            known[key] = join(config, **of)
        return known[key]

    return joined


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


def _schema(work: Work, watch: Watch) -> Any:
    suite, seed, depth = work.suite, work.seed, work.depth
    config = settings(suite, work.target, seed, depth)
    schema: Any = schemathesis.openapi.from_dict(dict(work.document.raw), config=config)
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


def _label(event: Any) -> str:
    return event.label or NO_OPERATION


def _count(fuzzed: Fuzzed, event: Any) -> None:
    cases = len(event.recorder.cases)
    fuzzed.cases[event.phase.value] += cases
    fuzzed.operations[_label(event)] += cases
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
                yield Finding(system, _label(event), check.name, message, curl)


def _keep(found: dict[tuple[str, str, str], Finding], more: Iterator[Finding]) -> None:
    """Count what is alike together: one operation, one check, one title, one part of a schema."""
    for finding in more:
        part = re.search(r"Schema at \S+", finding.message)
        kind = part[0] if part else finding.message.partition(":")[0]
        key = (finding.operation, finding.check, kind)
        there = found.get(key)
        found[key] = replace(there, times=there.times + 1) if there else finding

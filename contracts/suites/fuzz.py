"""One Schemathesis run: examples, coverage of the schemas, positive and negative fuzzing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
OF_SOCKETS: Final = ("max_redirects", "verify", "cert", "proxies")


@dataclass(slots=True)
class Fuzzed:
    """What a run came to: cases by phase and operation, answers by status, findings, errors."""

    cases: Counter[str] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


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
    return schema


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

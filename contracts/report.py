"""What a run came to: as data, as text, and as JUnit XML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final
from xml.etree import ElementTree

from contracts.finding import Finding
from contracts.run import Outcome
from contracts.suites.settings import CHECKS

FORMAT: Final = "counterfoil/contracts/1"
ONE_ROUND: Final = 2
"""How often memory is measured in one round: before and after."""


def result_of(outcomes: Sequence[Outcome]) -> str:
    """The result of all suites together: one broken promise outweighs what is unknown."""
    results = [outcome.result for outcome in outcomes]
    return next((each for each in ("fail", "unknown") if each in results), "pass")


def as_data(outcomes: Sequence[Outcome], seed: int, seconds: float) -> dict[str, Any]:
    """The run as one JSON document."""
    return {
        "format": FORMAT,
        "result": result_of(outcomes),
        "seed": seed,
        "seconds": round(seconds, 1),
        "cases": sum(sum(outcome.fuzzed.cases.values()) for outcome in outcomes),
        "suites": [_suite(outcome) for outcome in outcomes],
    }


def _suite(outcome: Outcome) -> dict[str, Any]:
    fuzzed = outcome.fuzzed
    return {
        "system": outcome.system,
        "result": outcome.result,
        "operations": len(fuzzed.operations),
        "cases": dict(fuzzed.cases),
        "statuses": dict(sorted(fuzzed.statuses.items())),
        "checks": [name for name in CHECKS if name not in outcome.unfit],
        "unfit": dict(outcome.unfit),
        "promises": [
            {
                "name": each.check.name,
                "promise": each.check.promise,
                "source": each.check.source,
                "result": each.result,
                "reason": each.reason,
            }
            for each in outcome.checked
        ],
        "findings": [asdict(finding) for finding in outcome.findings],
        "known": [asdict(finding) for finding in outcome.known],
        "closed_gaps": [asdict(gap) for gap in outcome.closed],
        "errors": fuzzed.errors,
        "memory_mb": fuzzed.memory_mb,
        "slowest_s": round(fuzzed.slowest_s, 3),
        "kept": fuzzed.kept,
    }


def as_text(outcomes: Sequence[Outcome], seed: int, seconds: float) -> Iterator[str]:
    """The run in lines."""
    for outcome in outcomes:
        cases = outcome.fuzzed.cases
        held = sum(each.result == "pass" for each in outcome.checked)
        phases = ", ".join(f"{count:,} {phase}" for phase, count in cases.items())
        yield (
            f"{outcome.system:<9} {outcome.result:<8}"
            f"{len(outcome.fuzzed.operations):>4} operations{sum(cases.values()):>8,} cases"
            f" ({phases}){held:>4} of {len(outcome.checked)} promises held"
        )
        yield from _details(outcome)
    cases_in_all = sum(sum(outcome.fuzzed.cases.values()) for outcome in outcomes)
    yield (
        f"{result_of(outcomes)}: {cases_in_all:,} cases in {seconds:.0f} s, "
        f"seed {seed} (repeat with --seed {seed})"
    )


def _details(outcome: Outcome) -> Iterator[str]:
    rounds = outcome.fuzzed.memory_mb
    if len(rounds) > ONE_ROUND:
        yield (
            f"  {len(rounds) - 1} rounds; memory {rounds[0]:.0f} MB at the start, "
            f"{rounds[1]:.0f} MB after the first, {rounds[len(rounds) // 2]:.0f} MB halfway, "
            f"{rounds[-1]:.0f} MB at the end; {outcome.fuzzed.kept:,} records made in lasting "
            f"worlds were there; the slowest answer took {outcome.fuzzed.slowest_s:.1f} s"
        )
    for finding in outcome.findings:
        yield from _told(finding)
    for gap in outcome.closed:
        yield f"  a known gap has closed: {gap.check} on {gap.operations}: {gap.reason}"
    for checked in outcome.checked:
        if checked.result == "unknown":
            yield f"  {checked.check.name}: not said: {checked.reason}"
    for error in outcome.fuzzed.errors:
        yield f"  the checker failed: {error}"


def _told(finding: Finding) -> Iterator[str]:
    times = f" ({finding.times} times)" if finding.times > 1 else ""
    yield f"  {finding.check}: {finding.operation}{times}"
    yield from (f"    {line}" for line in finding.message.splitlines() if line.strip())
    if finding.reproduce:
        yield f"    {finding.reproduce}"


_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(outcomes: Sequence[Outcome], seconds: float) -> str:
    """The run as JUnit XML: one case for each operation and each promise."""
    root = ElementTree.Element("testsuites", name="counterfoil contracts", time=f"{seconds:.1f}")
    for outcome in outcomes:
        _junit_suite(root, outcome)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _junit_suite(root: ElementTree.Element, outcome: Outcome) -> None:
    system = outcome.system
    names = [*outcome.fuzzed.operations, *(each.check.promise for each in outcome.checked)]
    names += [each.operation for each in outcome.findings if each.operation not in names]
    failed = {each.operation for each in outcome.findings}
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name=system,
        tests=str(len(set(names))),
        failures=str(len(failed)),
        errors=str(len(outcome.fuzzed.errors)),
    )
    for name in dict.fromkeys(names):
        case = ElementTree.SubElement(
            suite, "testcase", classname=f"contracts.{system}", name=name
        )
        for finding in (each for each in outcome.findings if each.operation == name):
            failure = ElementTree.SubElement(case, "failure", message=finding.check)
            failure.text = _in_xml("\n".join((finding.message, finding.reproduce)).strip())
    for text in (*outcome.fuzzed.errors, *(_closed(gap.reason) for gap in outcome.closed)):
        ElementTree.SubElement(suite, "system-err").text = _in_xml(text)


def _in_xml(text: str) -> str:
    """Without the characters that XML has no way to write; random requests hold them."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _closed(reason: str) -> str:
    return f"a known gap has closed: {reason}"

"""One system's contract, carried out: fuzzing by its document, then the checks by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

from contracts.bench import CannotSayError, a_bench
from contracts.checks import CHECKS, Check
from contracts.finding import Finding
from contracts.gaps import GAPS, Gap, sorted_out
from contracts.suites.rounds import fuzz_in_rounds
from contracts.suites.suite import Target
from contracts.suites.work import Fuzzed, Work

UNREADABLE: Final = (KeyError, IndexError, TypeError, ValueError, httpx.HTTPError)
"""What a check stumbles over when an answer is not of the form that it needs."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one check by hand: `pass`, `fail` or `unknown`, and why."""

    check: Check
    result: str
    reason: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of one system's contract."""

    system: str
    unfit: Mapping[str, str]
    fuzzed: Fuzzed
    checked: list[Checked] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    known: list[Finding] = field(default_factory=list)
    closed: list[Gap] = field(default_factory=list)

    @property
    def result(self) -> str:
        """`pass`; `fail` when a promise is broken or a gap has closed; `unknown` otherwise."""
        if self.findings or self.closed:
            return "fail"
        unknown = self.fuzzed.errors or any(each.result == "unknown" for each in self.checked)
        return "unknown" if unknown else "pass"


def run_suite(work: Work, checking: Target) -> Outcome:
    """
    Fuzz one server and check it by hand.

    Args:
        work: the fuzzing, in a world without rate limits.
        checking: a world with them.
    """
    suite, fuzzed = work.suite, fuzz_in_rounds(work)
    outcome = Outcome(suite.system, dict(suite.unfit), fuzzed)
    found = list(fuzzed.findings)
    headers = {**suite.headers(checking.connection), **suite.own_headers(checking)}
    for check in CHECKS:
        if check.system == suite.system:
            work.progress(f"{suite.system}: {check.name}")
            checked, more = run_check(check, checking, headers)
            outcome.checked.append(checked)
            found += more
    gaps = tuple(gap for gap in GAPS if gap.system == suite.system)
    outcome.findings, outcome.known, outcome.closed = sorted_out(found, gaps)
    return outcome


def run_check(
    check: Check, target: Target, headers: Mapping[str, str]
) -> tuple[Checked, list[Finding]]:
    """Carry out one check in a fresh world, every answer held to the document on the way."""
    bench = a_bench(check.system, target, headers)
    try:
        messages = list(check.run(bench))
    except CannotSayError as why:
        return Checked(check, "unknown", str(why)), []
    except UNREADABLE as error:
        messages = [f"an answer is not of the form it needs: {type(error).__name__}: {error}"]
    findings = [Finding(check.system, check.promise, check.name, each) for each in messages]
    findings += bench.watch.findings
    return Checked(check, "fail" if findings else "pass", "; ".join(messages)), findings

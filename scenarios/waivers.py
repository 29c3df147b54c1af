"""
Waivers: failures that are known and accepted until a day, each with its reason.

A waived finding is shown and does not fail the run. A waiver that expired, or whose failure no
longer happens, does: the list of what is accepted is never longer than what is true.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from scenarios.verdict import (
    EXPIRED,
    FAIL,
    FLAKY,
    IN_FORCE,
    NO_LONGER,
    NOT_EXERCISED,
    NOT_TRIED,
    RULES,
    UNKNOWN,
    WAIVED,
    RuleResult,
    Verdict,
    overall,
)

FORMAT: Final = "counterfoil/waivers/1"
MOST_BYTES: Final = 1_000_000
MOST_WAIVERS: Final = 1_000
SHAPE_DIGITS: Final = 16

STATES: Final[Mapping[str, str]] = {
    IN_FORCE: "it accepted what failed",
    EXPIRED: "its day is over: mend the sync, or give the waiver a new day",
    NO_LONGER: "nothing that it accepts happens any more: take it out",
    NOT_TRIED: "its rule was not at stake in this run, so nothing is known of it",
}
"""What became of a waiver, and what to do about it."""


class WaiverError(ValueError):
    """A file of waivers that cannot be used: one sentence that says what and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """
    One accepted failure.

    Args:
        rule: the rule that may be broken.
        reason: why that is accepted.
        expires: the last day on which it is.
        shape: accepts stories of this shape only; every story when it is empty.
        scenario: accepts what this named scenario shows only; any when it is empty.
    """

    rule: str
    reason: str
    expires: date
    shape: str = ""
    scenario: str = ""

    def accepts(self, finding: Mapping[str, Any]) -> bool:
        """True when the finding is one that this waiver speaks of."""
        return (
            finding["rule"] == self.rule
            and self.shape in ("", finding.get("shape"))
            and self.scenario in ("", finding["scenario"].get("name"))
        )

    @property
    def is_whole(self) -> bool:
        """True when it accepts whatever breaks the rule."""
        return not self.shape and not self.scenario

    def as_json(self) -> dict[str, str]:
        """The waiver as a verdict carries it."""
        return {"rule": self.rule, "shape": self.shape, "scenario": self.scenario,
                "reason": self.reason, "expires": self.expires.isoformat()}  # fmt: skip


def with_waivers(verdict: Verdict, waivers: Sequence[Waiver], today: date) -> Verdict:
    """
    The verdict with what is accepted marked as waived, and what became of each waiver.

    Method: a finding is waived by the first waiver in force that accepts it; a rule, when all its
    findings are, or when a waiver accepts whatever breaks it.
    """
    if not waivers:
        return verdict
    valid = [waiver for waiver in waivers if waiver.expires >= today]
    findings = tuple(_marked(finding, valid) for finding in verdict.findings)
    rows = tuple(_row(row, findings, valid) for row in verdict.rules)
    told = tuple(_told(waiver, verdict, today) for waiver in waivers)
    result = overall(rows, verdict.reasons, verdict.scenarios, told)
    return replace(verdict, result=result, rules=rows, findings=findings, waivers=told)


def _marked(finding: Mapping[str, Any], valid: Iterable[Waiver]) -> Mapping[str, Any]:
    waiver = next((each for each in valid if each.accepts(finding)), None)
    return finding if waiver is None else {**finding, "waived": waiver.as_json()}


def _row(
    row: RuleResult, findings: Iterable[Mapping[str, Any]], valid: Iterable[Waiver]
) -> RuleResult:
    if row.result not in (FAIL, FLAKY):
        return row
    told = [finding for finding in findings if finding["rule"] == row.id]
    is_whole = any(waiver.rule == row.id and waiver.is_whole for waiver in valid)
    if is_whole or (told and all("waived" in finding for finding in told)):
        return replace(row, result=WAIVED)
    return row


def _told(waiver: Waiver, verdict: Verdict, today: date) -> dict[str, Any]:
    accepted = sum(waiver.accepts(finding) for finding in verdict.findings)
    result = next((row.result for row in verdict.rules if row.id == waiver.rule), NOT_EXERCISED)
    if waiver.expires < today:
        state = EXPIRED
    elif accepted or (waiver.is_whole and result in (FAIL, FLAKY, WAIVED)):
        state = IN_FORCE
    else:
        state = NOT_TRIED if result in (NOT_EXERCISED, UNKNOWN) else NO_LONGER
    return {**waiver.as_json(), "state": state, "findings": accepted}


def waiver_sentence(told: Mapping[str, Any]) -> str:
    """What became of one waiver, in words."""
    where = f"in {told['scenario']}" if told["scenario"] else ""
    what = " ".join(word for word in (told["rule"], told["shape"], where) if word)
    head = f"waiver of {what} until {told['expires']}"
    return f"{head}: {told['state']}: {STATES[told['state']]} ({told['reason']})"


def load_waivers(file: Path) -> tuple[Waiver, ...]:
    """
    The waivers of a file, TOML or (when it is called `.json`) JSON.

    Raises:
        WaiverError: it cannot be read, or something in it is not right.
    """
    document = _document(file)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise WaiverError(f'{file}: a file of waivers says format = "{FORMAT}"')
    rows = document.get("waiver", [])
    if set(document) - {"format", "waiver"} or not isinstance(rows, list):
        raise WaiverError(f"{file}: beside the format there is a list called waiver, nothing else")
    if len(rows) > MOST_WAIVERS:
        raise WaiverError(f"{file}: {len(rows)} waivers are more than {MOST_WAIVERS}")
    waivers = tuple(_waiver(row, f"{file}: waiver {n}") for n, row in enumerate(rows, start=1))
    for number, waiver in enumerate(waivers):
        if _scope(waiver) in map(_scope, waivers[:number]):
            raise WaiverError(f"{file}: waiver {number + 1} accepts what an earlier one does")
    return waivers


def _scope(waiver: Waiver) -> tuple[str, str, str]:
    return waiver.rule, waiver.shape, waiver.scenario


def _document(file: Path) -> Any:
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise WaiverError(f"{file} cannot be read: {error.strerror}") from error
    if len(text) > MOST_BYTES:
        raise WaiverError(f"{file} is longer than {MOST_BYTES} bytes")
    try:
        return orjson.loads(text) if file.suffix == ".json" else tomllib.loads(text.decode())
    except (ValueError, RecursionError) as error:
        kind = "JSON" if file.suffix == ".json" else "TOML"
        raise WaiverError(f"{file} is no {kind}: {error}") from error


def _waiver(row: Any, where: str) -> Waiver:
    wrong = next(_complaints(row), None)
    if wrong is not None:
        raise WaiverError(f"{where}: {wrong}")
    expires = _day(row["expires"])
    assert expires is not None  # noqa: S101 - the complaints saw to it
    return Waiver(**{**row, "expires": expires})


def _complaints(row: Any) -> Iterator[str]:
    """What is not right with one waiver, in the order of its keys."""
    if not isinstance(row, dict):
        yield "a waiver is a table of rule, reason, expires, and perhaps shape and scenario"
        return
    known = ("rule", "reason", "expires", "shape", "scenario")
    for name in row:
        if name not in known:
            yield f"{name!r} is unknown: use {', '.join(known)}"
    for name in known[:3]:
        if row.get(name) in (None, ""):
            yield f"it lacks {name}"
    if row["rule"] not in list(RULES):
        yield f"rule {row['rule']!r} is unknown"
    if not isinstance(row["reason"], str) or not row["reason"].strip():
        yield "reason is a sentence"
    yield from _wrong_bounds(row)


def _wrong_bounds(row: Mapping[str, Any]) -> Iterator[str]:
    """What is not right with the day, the shape or the scenario of a waiver."""
    if _day(row["expires"]) is None:
        yield f"expires is a day such as 2026-12-31, not {row['expires']}"
    shape = row.get("shape", "")
    if not isinstance(shape, str) or (shape and not _is_shape(shape)):
        yield f"shape is the {SHAPE_DIGITS} digits that a report gives a finding, not {shape}"
    if not isinstance(row.get("scenario", ""), str):
        yield "scenario is the name of one"


def _is_shape(text: str) -> bool:
    return len(text) == SHAPE_DIGITS and set(text) <= set("0123456789abcdef")


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None

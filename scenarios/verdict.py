"""The verdict on a sync, `counterfoil/verdict/1`: rule by rule, with findings; shards merge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import orjson

from scenarios.rulebook import RULEBOOK

FORMAT: Final = "counterfoil/verdict/1"

PASS: Final = "pass"  # noqa: S105 - a result
FAIL: Final = "fail"
FLAKY: Final = "flaky"
WAIVED: Final = "waived"
UNKNOWN: Final = "unknown"
NOT_EXERCISED: Final = "not exercised"

STATUSES: Final = (FAIL, FLAKY, UNKNOWN, WAIVED, PASS, NOT_EXERCISED)
"""The states of a rule, gravest first: merging keeps the gravest."""

EXPIRED: Final = "expired"
IN_FORCE: Final = "in force"
NO_LONGER: Final = "no longer fails"
NOT_TRIED: Final = "not tried"

WAIVER_STATES: Final = (EXPIRED, IN_FORCE, NO_LONGER, NOT_TRIED)
"""What may become of a waiver (`scenarios.waivers`): merging keeps the first of these."""

PROCESS_RULES: Final = (
    ("settles", "the world settles",
     "Once everything is healed, a few cycles bring the world to rest."),
    ("crash", "no crash without a cause",
     "The sync ends by itself only when a fault killed it."),
    ("repeats", "the same history ends the same",
     "Run twice from the same start, a history leaves the same traces."),
    ("hints", "webhooks are hints",
     "A webhook with a wrong signature is refused, and delivering all webhooks of a history once "
     "more changes nothing."),
    ("doors", "the vendors' doors only",
     "The sync works through the two products' interfaces and never touches the control plane."),
    ("contract", "calls as the documents describe them",
     "Every call has the form that the vendor's document gives it, and keeps the vendor's pace."),
)  # fmt: skip
"""What is asked of the sync as a program, beside the rulebook: id, title, sentence."""


@dataclass(frozen=True, slots=True)
class RuleTitle:
    """What reports say of a rule: its title, and the sentence behind it."""

    id: str
    title: str
    sentence: str


RULES: Final[Mapping[str, RuleTitle]] = {
    **{row.id: RuleTitle(row.id, row.title, row.sentence) for row in RULEBOOK},
    **{row[0]: RuleTitle(*row) for row in PROCESS_RULES},
}
"""Every rule that a verdict lists, in the order of its table."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One row of the rules table."""

    id: str
    title: str
    exercised: int
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What is known about the sync after some histories.

    `reasons` say why some is unknown; `met` counts what the histories met (`scenarios.coverage`);
    `waivers` say what became of each waiver (`scenarios.waivers`); `sync` is the option that names
    the sync examined, empty for the reference sync.
    """

    result: str
    profile: str
    seed: int
    scenarios: int = 0
    cycles: int = 0
    calls: int = 0
    seconds: float = 0.0
    rules: tuple[RuleResult, ...] = ()
    findings: tuple[Mapping[str, Any], ...] = ()
    reasons: tuple[str, ...] = ()
    met: Mapping[str, int] = field(default_factory=dict)
    waivers: tuple[Mapping[str, Any], ...] = ()
    sync: str = ""

    def as_json(self) -> dict[str, Any]:
        """The verdict document, in reading order."""
        return {
            "format": FORMAT,
            "result": self.result,
            "profile": self.profile,
            "seed": self.seed,
            "sync": self.sync,
            "scenarios": self.scenarios,
            "cycles": self.cycles,
            "calls": self.calls,
            "seconds": round(self.seconds, 1),
            "reasons": list(self.reasons),
            "rules": [
                {"id": r.id, "title": r.title, "exercised": r.exercised, "result": r.result}
                for r in self.rules
            ],
            "not_judged": list(self.not_judged()),
            "findings": [dict(finding) for finding in self.findings],
            "waivers": [dict(waiver) for waiver in self.waivers],
            "met": dict(self.met),
        }

    def broken(self) -> tuple[str, ...]:
        """The ids of the rules that failed, in the order of the table."""
        return tuple(row.id for row in self.rules if row.result in (FAIL, FLAKY))

    def not_judged(self) -> tuple[str, ...]:
        """The ids of the rules that were not asked about: nothing is known of them."""
        judged = {row.id for row in self.rules}
        return tuple(rule for rule in RULES if rule not in judged)


class VerdictError(ValueError):
    """A text that is no verdict: one sentence that says why."""


def from_json(document: Any) -> Verdict:
    """The verdict in a document; raises VerdictError when it is none."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise VerdictError(f'A verdict says "format": "{FORMAT}".')
    try:
        return Verdict(
            rules=tuple(RuleResult(**row) for row in document["rules"]),
            findings=tuple(document["findings"]),
            reasons=tuple(document.get("reasons", ())),
            met=dict(document.get("met", {})),
            waivers=tuple(document.get("waivers", ())),
            sync=str(document.get("sync", "")),
            **{key: document[key] for key in _PLAIN},
        )
    except (KeyError, TypeError) as error:
        raise VerdictError(
            f"This verdict is not complete: {error} is missing or wrong."
        ) from error


_PLAIN: Final = ("result", "profile", "seed", "scenarios", "cycles", "calls", "seconds")


@dataclass(slots=True)
class Tally:
    """Adds up what histories show until a verdict can be given."""

    exercised: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    scenarios: int = 0
    cycles: int = 0
    calls: int = 0
    met: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        exercised: Mapping[str, int],
        cycles: int,
        calls: int,
        met: Mapping[str, int] | None = None,
    ) -> None:
        """Counts one history."""
        for cell, times in (met or {}).items():
            self.met[cell] = self.met.get(cell, 0) + times
        self.scenarios += 1
        self.cycles += cycles
        self.calls += calls
        for rule, times in exercised.items():
            self.exercised[rule] = self.exercised.get(rule, 0) + times

    def fail(self, rule: str, status: str = FAIL) -> None:
        """Notes that a rule was broken; a plain failure outweighs a flaky one."""
        if self.failed.get(rule) != FAIL:
            self.failed[rule] = status

    def rows(self, only: Sequence[str] = ()) -> tuple[RuleResult, ...]:
        """The rules table, of all rules or of those named."""
        return tuple(
            RuleResult(rule.id, rule.title, self.exercised.get(rule.id, 0), self._status(rule.id))
            for rule in RULES.values()
            if not only or rule.id in only
        )

    def _status(self, rule: str) -> str:
        if rule in self.failed:
            return self.failed[rule]
        return PASS if self.exercised.get(rule) else NOT_EXERCISED


def overall(
    rows: Iterable[RuleResult],
    reasons: Sequence[str],
    scenarios: int,
    waivers: Iterable[Mapping[str, Any]] = (),
) -> str:
    """
    Fail when a rule is broken, or a waiver expired or is idle; unknown when something failed to
    run, or nothing ran.
    """
    if any(row.result in (FAIL, FLAKY) for row in rows):
        return FAIL
    if any(waiver["state"] in (EXPIRED, NO_LONGER) for waiver in waivers):
        return FAIL
    return UNKNOWN if reasons or not scenarios else PASS


def merge(verdicts: Sequence[Verdict]) -> Verdict:
    """
    One verdict over the shards of a campaign.

    Findings are listed once per rule and shape of story; a rule keeps its gravest state.

    Raises:
        VerdictError: there is nothing to merge, or the profiles differ.
    """
    profiles = sorted({verdict.profile for verdict in verdicts})
    if len(profiles) != 1:
        raise VerdictError(f"Verdicts of one profile can be merged, not of {profiles or 'none'}.")
    rows = _merged_rows(verdicts)
    reasons = tuple(dict.fromkeys(reason for v in verdicts for reason in v.reasons))
    scenarios = sum(v.scenarios for v in verdicts)
    waivers = _merged_waivers(verdicts)
    return Verdict(
        result=overall(rows, reasons, scenarios, waivers),
        profile=profiles[0],
        seed=min(v.seed for v in verdicts),
        scenarios=scenarios,
        cycles=sum(v.cycles for v in verdicts),
        calls=sum(v.calls for v in verdicts),
        seconds=max(v.seconds for v in verdicts),
        rules=rows,
        findings=distinct(finding for v in verdicts for finding in v.findings),
        reasons=reasons,
        met=_merged_counts(verdicts),
        waivers=waivers,
        sync=verdicts[0].sync if len({v.sync for v in verdicts}) == 1 else "",
    )


def _merged_waivers(verdicts: Sequence[Verdict]) -> tuple[Mapping[str, Any], ...]:
    """Each waiver once: what it accepts in one shard may not happen in another."""
    same: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for waiver in (waiver for verdict in verdicts for waiver in verdict.waivers):
        same.setdefault(tuple(waiver[key] for key in _OF_WAIVERS), []).append(waiver)
    return tuple(
        {
            **told[0],
            "state": min((each["state"] for each in told), key=WAIVER_STATES.index),
            "findings": sum(each["findings"] for each in told),
        }
        for told in same.values()
    )


_OF_WAIVERS: Final = ("rule", "shape", "scenario", "reason", "expires")


def _merged_counts(verdicts: Sequence[Verdict]) -> dict[str, int]:
    met: dict[str, int] = {}
    for verdict in verdicts:
        for cell, times in verdict.met.items():
            met[cell] = met.get(cell, 0) + times
    return dict(sorted(met.items()))


def _merged_rows(verdicts: Sequence[Verdict]) -> tuple[RuleResult, ...]:
    by_rule: dict[str, list[RuleResult]] = {}
    for verdict in verdicts:
        for row in verdict.rules:
            by_rule.setdefault(row.id, []).append(row)
    return tuple(
        RuleResult(
            rule,
            rows[0].title,
            sum(row.exercised for row in rows),
            min((row.result for row in rows), key=STATUSES.index),
        )
        for rule, rows in sorted(by_rule.items(), key=lambda item: _rank(item[0]))
    )


_RANKS: Final = {rule: rank for rank, rule in enumerate(RULES)}


def _rank(rule: str) -> int:
    return _RANKS.get(rule, len(_RANKS))


def distinct(findings: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """One finding per rule and shape of story, in the order of the rules table."""
    first: dict[tuple[str, str], Mapping[str, Any]] = {}
    for finding in findings:
        first.setdefault((finding["rule"], shape(finding["scenario"]["steps"])), finding)
    return tuple(sorted(first.values(), key=lambda finding: _rank(finding["rule"])))


def shape(steps: Sequence[Mapping[str, Any]]) -> str:
    """A story without its names and values: equal for stories that tell the same."""
    names: dict[str, str] = {}

    def renamed(name: str) -> str:
        return names.setdefault(name, str(len(names)))

    def outline(step: Mapping[str, Any]) -> list[Any]:
        parts: list[Any] = [step["do"], step.get("in", ""), sorted(step.get("fields") or ())]
        parts += [renamed(step[key]) for key in ("as", "on") if key in step]
        parts += [step["action"]["kind"]] if "action" in step else []
        return [*parts, *([outline(step["step"])] if "step" in step else [])]

    return orjson.dumps([outline(step) for step in steps]).decode()


def fingerprint(rule: str, steps: Sequence[Mapping[str, Any]]) -> str:
    """Sixteen digits that stand for a rule and a shape of story, in any run and on any machine."""
    return sha256(f"{rule}\n{shape(steps)}".encode()).hexdigest()[:16]

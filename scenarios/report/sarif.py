"""The findings as SARIF 2.1.0, which code hosts and editors show beside the code."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from scenarios.guide import sentences_behind
from scenarios.report.text import file_name, replay_command
from scenarios.rulebook import RULES as RULEBOOK
from scenarios.verdict import EXPIRED, NO_LONGER, RULES, UNKNOWN, RuleResult, Verdict, fingerprint
from scenarios.waivers import waiver_sentence

VERSION: Final = "2.1.0"
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT: Final = "counterfoilStory/v1"
"""The name of the partial fingerprint: it stays as long as a shape is computed as it is."""


def sarif(verdict: Verdict) -> dict[str, Any]:
    """The log: one run, a rule for each that was judged, a result for each finding."""
    ids = [row.id for row in verdict.rules]
    ids += [each["rule"] for each in verdict.findings if each["rule"] not in ids]
    rules = list(dict.fromkeys(ids))
    run = {
        "tool": {"driver": {"name": "Counterfoil", "rules": [_rule(each) for each in rules]}},
        "automationDetails": {"id": f"counterfoil/{verdict.profile}/{verdict.seed}"},
        "invocations": [_invocation(verdict)],
        "artifacts": [
            {"location": {"uri": file_name(each)}, "mimeType": "application/json"}
            for each in verdict.findings
        ],
        "results": [
            _result(each, rules.index(each["rule"]), place, verdict)
            for place, each in enumerate(verdict.findings)
        ],
        "columnKind": "utf16CodeUnits",
        "properties": {
            "result": verdict.result,
            "rules": [_standing(row) for row in verdict.rules],
            "notJudged": list(verdict.not_judged()),
        },
    }
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _rule(rule: str) -> dict[str, Any]:
    title = RULES[rule].title if rule in RULES else rule
    sentence = RULES[rule].sentence if rule in RULES else rule
    guide = " ".join(f"The guide: {each}" for each in sentences_behind(rule))
    entities = RULEBOOK[rule].entities if rule in RULEBOOK else ("program",)
    return {
        "id": rule,
        "name": "".join(word.capitalize() for word in _words(title)),
        "shortDescription": {"text": _sentence(title)},
        "fullDescription": {"text": sentence},
        "help": {"text": f"{sentence} {guide}".strip()},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": list(entities)},
    }


def _words(title: str) -> Sequence[str]:
    return "".join(letter if letter.isalnum() else " " for letter in title).split()


def _sentence(title: str) -> str:
    return title[:1].upper() + title[1:] + "."


def _standing(row: RuleResult) -> dict[str, Any]:
    return {"id": row.id, "exercised": row.exercised, "result": row.result}


def _result(
    finding: Mapping[str, Any], rule: int, artifact: int, verdict: Verdict
) -> dict[str, Any]:
    steps = finding["scenario"]["steps"]
    place = {"artifactLocation": {"uri": file_name(finding), "index": artifact}}
    return {
        "ruleId": finding["rule"],
        "ruleIndex": rule,
        "kind": "fail",
        "level": "error",
        "message": {"text": " ".join(_said(finding))},
        "locations": [{"physicalLocation": {**place, "region": {"startLine": 1}}}],
        "partialFingerprints": {FINGERPRINT: fingerprint(finding["rule"], steps)},
        "suppressions": _suppressions(finding),
        "properties": {
            "seed": finding.get("seed"),
            "flaky": bool(finding.get("flaky")),
            **{key: finding[key] for key in ("replays", "came_back") if key in finding},
            "replay": replay_command(finding, verdict.sync),
        },
    }


def _said(finding: Mapping[str, Any]) -> Iterator[str]:
    yield finding["message"]
    yield from (f"{number}. {text}" for number, text in enumerate(finding["steps"], start=1))
    yield f"Right: {finding['right']}"


def _suppressions(finding: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Empty where nothing is waived: the standard wants all results to say, or none."""
    waived = finding.get("waived")
    if waived is None:
        return []
    told = {"reason": waived["reason"], "until": waived["expires"]}
    said = f"{waived['reason']} (until {waived['expires']})"
    return [{"kind": "external", "status": "accepted", "justification": said, "properties": told}]


def _invocation(verdict: Verdict) -> dict[str, Any]:
    stale = [each for each in verdict.waivers if each["state"] in (EXPIRED, NO_LONGER)]
    return {
        "executionSuccessful": verdict.result != UNKNOWN,
        "toolExecutionNotifications": [_note(reason) for reason in verdict.reasons],
        "toolConfigurationNotifications": [_note(waiver_sentence(each)) for each in stale],
    }


def _note(text: str) -> dict[str, Any]:
    return {"level": "error", "message": {"text": text}}

"""The verdict as JUnit XML, which every CI shows: one case per rule."""

from typing import Final
from xml.etree import ElementTree

from scenarios.report.text import finding_text
from scenarios.verdict import (
    EXPIRED,
    FAIL,
    FLAKY,
    NO_LONGER,
    NOT_EXERCISED,
    UNKNOWN,
    WAIVED,
    Verdict,
)
from scenarios.waivers import waiver_sentence

SKIPPED: Final = {NOT_EXERCISED: "not exercised", WAIVED: "waived"}


def junit(verdict: Verdict) -> bytes:
    """
    One case per rule that was judged; beside these, one per waiver that is out of date, and one
    when something is unknown.
    """
    stale = [each for each in verdict.waivers if each["state"] in (EXPIRED, NO_LONGER)]
    broken = sum(row.result in (FAIL, FLAKY) for row in verdict.rules)
    suite = ElementTree.Element(
        "testsuite",
        name="counterfoil",
        tests=str(len(verdict.rules) + len(stale) + bool(verdict.reasons)),
        failures=str(broken + len(stale)),
        errors=str(sum(row.result == UNKNOWN for row in verdict.rules) + bool(verdict.reasons)),
        skipped=str(sum(row.result in SKIPPED for row in verdict.rules)),
        time=f"{verdict.seconds:.1f}",
    )
    _properties(suite, verdict)
    for row in verdict.rules:
        case = _case(suite, "rules", f"{row.id} {row.title}")
        _outcome(case, row.id, row.result, verdict)
    for waiver in stale:
        case = _case(suite, "waivers", f"{waiver['rule']} {waiver['shape']}".rstrip())
        ElementTree.SubElement(case, "failure", message=_printable(waiver_sentence(waiver)))
    if verdict.reasons:
        error = ElementTree.SubElement(
            _case(suite, "examination", "everything could be judged"), "error", message="unknown"
        )
        error.text = _printable("\n".join(verdict.reasons))
    return bytes(ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)) + b"\n"


def _properties(suite: ElementTree.Element, verdict: Verdict) -> None:
    """What the run was, and which rules it did not ask about: they have no case."""
    told = {
        "profile": verdict.profile,
        "seed": str(verdict.seed),
        "histories": str(verdict.scenarios),
        "not judged": " ".join(verdict.not_judged()),
    }
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in told.items():
        ElementTree.SubElement(properties, "property", name=name, value=value)


def _case(suite: ElementTree.Element, group: str, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=group, name=name)


def _outcome(case: ElementTree.Element, rule: str, result: str, verdict: Verdict) -> None:
    findings = [each for each in verdict.findings if each["rule"] == rule]
    if result in (FAIL, FLAKY):
        failure = ElementTree.SubElement(case, "failure", message=f"{rule}: {result}")
        stories = (finding_text(each, verdict.sync) for each in findings)
        failure.text = _printable("\n\n".join(stories))
    elif result == WAIVED:
        waived = dict.fromkeys(each["waived"]["reason"] for each in findings if "waived" in each)
        said = "; ".join(("waived", *waived))
        ElementTree.SubElement(case, "skipped", message=_printable(said))
    elif result == NOT_EXERCISED:
        ElementTree.SubElement(case, "skipped", message="not exercised")
    elif result == UNKNOWN:
        ElementTree.SubElement(case, "error", message="unknown")


def _printable(text: str) -> str:
    """Text without what XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")

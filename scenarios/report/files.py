"""Writes a report: verdict, JUnit, saved scenarios with their curl scripts, and the page."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import Any, Final
from xml.etree import ElementTree

import orjson

from scenarios.report.page import page
from scenarios.report.text import file_name, finding_text, verdict_text
from scenarios.verdict import FAIL, FLAKY, NOT_EXERCISED, UNKNOWN, Verdict

WORLDS: Final = "$CONTROL/_control/worlds"


def write_report(verdict: Verdict, folder: Path) -> list[Path]:
    """Writes every file of the report into `folder`, which is made when absent."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "verdict.json": orjson.dumps(verdict.as_json(), option=orjson.OPT_INDENT_2) + b"\n",
        "verdict.txt": verdict_text(verdict).encode(),
        "junit.xml": junit(verdict),
        "index.html": page(verdict).encode(),
        **_scenario_files(verdict),
    }
    written = []
    for name, text in texts.items():
        path = folder / name
        path.write_bytes(text)
        written.append(path)
    return written


def _scenario_files(verdict: Verdict) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for finding in verdict.findings:
        name = file_name(finding)
        files[name] = orjson.dumps(finding["scenario"], option=orjson.OPT_INDENT_2) + b"\n"
        files[name.replace(".json", ".sh")] = "\n".join(curl_script(finding)).encode() + b"\n"
    return files


def curl_script(finding: Mapping[str, Any]) -> Iterator[str]:
    """
    Shell lines that rebuild a finding's world and repeat its steps by hand, one after the other.

    Ids come from the world's seed, so they are the same as long as the sync makes the same calls.
    """
    recipe = orjson.dumps(finding["scenario"]["world"]).decode()
    yield "#!/bin/sh"
    yield f"# {finding['rule']} {finding['title']}: {finding['message']}".replace("\n", " ")
    yield "# Needs a server: counterfoil serve. Where this script waits, let the sync run a cycle."
    yield "set -e"
    yield 'CONTROL="${CONTROL:-http://127.0.0.1:8400}"'
    yield 'post() { curl -sS -X POST -H "Content-Type: application/json" -d "$2" "$1"; echo; }'
    yield f'made=$(post "{WORLDS}" {quote(recipe)})'
    yield 'echo "$made"'
    yield 'WORLD=$(printf %s "$made" | sed \'s/.*"world": *"\\([^"]*\\)".*/\\1/\')'
    yield 'wait_for_sync() { printf "%s" "$1; then press Enter "; read -r _; }'
    yield 'wait_for_sync "Let the sync run until it is quiet"'
    requests = iter(finding["requests"])
    for step, sentence in zip(finding["scenario"]["steps"], finding["steps"], strict=True):
        yield f"# {sentence}"
        if step["do"] == "cycle":
            yield 'wait_for_sync "Let the sync run one cycle"'
        elif step["do"] != "noop":
            yield from _posted(next(requests, None))
    yield f'curl -sS -X DELETE "{WORLDS}/$WORLD/faults"'
    yield 'wait_for_sync "Let the sync run until it is quiet"'
    yield f'curl -sS "{WORLDS}/$WORLD/state"'


def _posted(request: Mapping[str, Any] | None) -> Iterator[str]:
    if request is not None:
        body = quote(orjson.dumps(request["body"]).decode())
        yield f'post "{WORLDS}/$WORLD/{request["path"]}" {body}'


def junit(verdict: Verdict) -> bytes:
    """The verdict as JUnit XML: one case per rule."""
    broken = [row for row in verdict.rules if row.result in (FAIL, FLAKY)]
    silent = [row for row in verdict.rules if row.result == NOT_EXERCISED]
    suite = ElementTree.Element(
        "testsuite",
        name="counterfoil",
        tests=str(len(verdict.rules)),
        failures=str(len(broken)),
        errors=str(sum(row.result == UNKNOWN for row in verdict.rules)),
        skipped=str(len(silent)),
        time=f"{verdict.seconds:.1f}",
    )
    for row in verdict.rules:
        case = ElementTree.SubElement(
            suite, "testcase", classname="rules", name=f"{row.id} {row.title}"
        )
        _outcome(case, row.id, row.result, verdict)
    return bytes(ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)) + b"\n"


def _outcome(case: ElementTree.Element, rule: str, result: str, verdict: Verdict) -> None:
    if result in (FAIL, FLAKY):
        stories = [finding_text(f) for f in verdict.findings if f["rule"] == rule]
        failure = ElementTree.SubElement(case, "failure", message=f"{rule}: {result}")
        failure.text = _printable("\n\n".join(stories))
    elif result == NOT_EXERCISED:
        ElementTree.SubElement(case, "skipped", message="not exercised")
    elif result == UNKNOWN:
        ElementTree.SubElement(case, "error", message="unknown")


def _printable(text: str) -> str:
    """Text without what XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")

"""Writes a report: verdict, JUnit, SARIF, badges, scenarios with curl scripts, and the page."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import Any, Final

import orjson

from scenarios.report.badge import badge, badge_document
from scenarios.report.junit import junit
from scenarios.report.page import page
from scenarios.report.sarif import sarif
from scenarios.report.text import file_name, verdict_text
from scenarios.verdict import Verdict

WORLDS: Final = "$CONTROL/_control/worlds"


def write_report(verdict: Verdict, folder: Path) -> list[Path]:
    """Writes every file of the report into `folder`, which is made when absent."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "verdict.json": _json(verdict.as_json()),
        "verdict.txt": verdict_text(verdict).encode(),
        "junit.xml": junit(verdict),
        "verdict.sarif": _json(sarif(verdict)),
        "badge.svg": badge(verdict).encode(),
        "badge.json": _json(badge_document(verdict)),
        "index.html": page(verdict).encode(),
        **_scenario_files(verdict),
    }
    written = []
    for name, text in texts.items():
        path = folder / name
        path.write_bytes(text)
        written.append(path)
    return written


def _json(document: Mapping[str, Any]) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def _scenario_files(verdict: Verdict) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for finding in verdict.findings:
        name = file_name(finding)
        files[name] = _json(finding["scenario"])
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

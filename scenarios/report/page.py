"""The page: one self-contained HTML file with the rules table and each finding's story."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from scenarios.coverage import FAULTS, never_met
from scenarios.guide import sentences_behind
from scenarios.model import RELEASED, XERO
from scenarios.phases import PHASES
from scenarios.report.text import changed_fields, file_name, replay_command
from scenarios.report.timeline import CALL, SHOWN, STEP, SYNC
from scenarios.verdict import (
    EXPIRED,
    NO_LONGER,
    NOT_EXERCISED,
    PASS,
    RULES,
    WAIVED,
    Verdict,
)
from scenarios.waivers import STATES

LANES: Final = (
    {"key": SYNC, "title": "The sync"},
    {"key": RELEASED, "title": SHOWN[RELEASED]},
    {"key": XERO, "title": SHOWN[XERO]},
)
"""The lanes of the timeline as they are read aloud: what was done, then what came of it."""

FOLDER: Final = Path(__file__).parent


def page(verdict: Verdict) -> str:
    """The whole page; it loads nothing from anywhere."""
    findings = list(_findings(verdict))
    first = {finding["rule"]: finding["anchor"] for finding in reversed(findings)}
    return _template().render(
        verdict=verdict,
        headline=_headline(verdict),
        facts=list(_facts(verdict)),
        findings=findings,
        rows=[
            {
                "id": row.id,
                "title": row.title,
                "sentence": RULES[row.id].sentence if row.id in RULES else "",
                "exercised": row.exercised,
                "result": row.result,
                "anchor": first.get(row.id),
            }
            for row in verdict.rules
        ],
        lanes=LANES,
        states=STATES,
        stale=(EXPIRED, NO_LONGER),
        coverage=never_met(verdict.met) if verdict.met else [],
        phases=PHASES,
        faults=len(FAULTS),
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined
    )
    environment.globals.update(values=values, css=_css)
    return environment.get_template("page.html")


def _css(status: str) -> str:
    return status.replace(" ", "-")


def _headline(verdict: Verdict) -> str:
    """What the result rests on, in one sentence."""
    results = [row.result for row in verdict.rules]
    stale = sum(waiver["state"] in (EXPIRED, NO_LONGER) for waiver in verdict.waivers)
    told = (
        (len(verdict.broken()), "rule is broken", "rules are broken"),
        (stale, "waiver is out of date", "waivers are out of date"),
        (results.count(WAIVED), "rule is waived", "rules are waived"),
        (results.count(PASS), "rule held", "rules held"),
        (results.count(NOT_EXERCISED), "was not exercised", "were not exercised"),
        (len(verdict.not_judged()), "was not judged", "were not judged"),
    )
    said = [f"{n} {one if n == 1 else many}" for n, one, many in told if n]
    return ", ".join(said) + "." if said else "Nothing was judged."


def _facts(verdict: Verdict) -> Iterator[tuple[str, str]]:
    yield "Rules exercised", str(sum(row.exercised > 0 for row in verdict.rules))
    yield "Histories", f"{verdict.scenarios:,}"
    yield "Cycles", f"{verdict.cycles:,}"
    yield "Calls", f"{verdict.calls:,}"
    yield "Seconds", f"{verdict.seconds:,.1f}"
    yield "Profile", verdict.profile
    yield "Seed", str(verdict.seed)


def _findings(verdict: Verdict) -> Iterator[dict[str, Any]]:
    of_rule: dict[str, int] = {}
    rules = [finding["rule"] for finding in verdict.findings]
    for finding in verdict.findings:
        rule = finding["rule"]
        number = of_rule[rule] = of_rule.get(rule, 0) + 1
        many = rules.count(rule)
        yield {
            **{key: finding[key] for key in ("rule", "title", "message", "right", "steps")},
            "anchor": f"{rule}-{number}",
            "ordinal": f" ({number} of {many})" if many > 1 else "",
            "chips": list(_chips(finding)),
            "waived": finding.get("waived"),
            "guide": sentences_behind(rule),
            "timeline": list(_timeline(finding)),
            "change": _change(finding),
            "sides": [_side(side) for side in finding["sides"]],
            "evidence": list(_evidence(finding["evidence"])),
            "file": file_name(finding),
            "script": file_name(finding).replace(".json", ".sh"),
            "replay": replay_command(finding, verdict.sync),
        }


def _chips(finding: Mapping[str, Any]) -> Iterator[str]:
    standing = "flaky" if finding.get("flaky") else "broken"
    yield f"{standing}, waived" if "waived" in finding else standing
    if "replays" in finding:
        yield f"came back {finding['came_back']} of {finding['replays']} times"
    if finding.get("seed") is not None:
        yield f"seed {finding['seed']}"
    if "shape" in finding:
        yield f"shape {finding['shape']}"


def _timeline(finding: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One entry per step and per call; the commits of one call stand together."""
    damage = (finding.get("change") or {}).get("n")
    last: dict[str, Any] = {}
    for entry in finding["timeline"]:
        is_damage = damage is not None and entry.get("commit") == damage
        of = entry.get("of")
        if of is None or of != last.get("of"):
            if last:
                yield last
            last = {
                "of": of,
                "kind": entry.get("kind", CALL if "commit" in entry else STEP),
                "damage": False,
                "cells": {lane["key"]: [] for lane in LANES},
            }
            last["cells"][entry["lane"]] += _said(entry)
        last["damage"] |= is_damage
        if "effect" in entry and entry["lane"] == SYNC:
            last["cells"][entry["system"]].append(_line(entry["effect"]))
    if last:
        yield last


def _said(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    if "call" not in entry:
        return [_line(entry["text"])]
    status, times = entry["status"], entry.get("times", 1)
    answer = "no answer" if status is None else f"answered {status}"
    answer += f", {times} times" if times > 1 else ""
    lines = [_line(entry["call"], note=answer, code=True)]
    return [*lines, _line(f"fault: {entry['fault']}")] if entry["fault"] else lines


def _line(text: str, note: str = "", *, code: bool = False) -> dict[str, Any]:
    return {"text": text, "note": note, "code": code}


def _change(finding: Mapping[str, Any]) -> dict[str, Any] | None:
    change, call = finding.get("change"), finding.get("call")
    if change is None or change["actor"] != SYNC:
        return None
    did = f"{change['op']}d" if change["op"].endswith("e") else f"{change['op']}ed"
    how = f" with {call['method']} {call['path']}" if call else ""
    where = SHOWN.get(change["system"], change["system"])
    return {
        "how": f"{did} the {change['type']} {change['id']} of {where}{how}",
        "rows": changed_fields(change),
    }


def _side(side: Mapping[str, Any]) -> dict[str, Any]:
    """Two records beside each other; one alone where the finding names no other."""
    there = [(system, cell) for system, cell in _CELLS if side[system]]
    titles = [f"{SHOWN[system]} {' '.join(side[system][1:])}" for system, _ in there]
    differing = sum(bool(row["differs"]) for row in side["fields"])
    told = f"{differing} of {len(side['fields'])} fields " + (
        "differs" if differing == 1 else "differ"
    )
    return {
        "caption": f"{' beside '.join(titles)}" + (f": {told}" if len(there) > 1 else ""),
        "columns": titles,
        "rows": [
            {
                "name": " / ".join(dict.fromkeys(row[system] for system, _ in there)),
                "differs": row["differs"],
                "cells": [row[cell] for _, cell in there],
            }
            for row in side["fields"]
        ],
    }


_CELLS: Final = ((RELEASED, "left"), (XERO, "right"))


def _evidence(evidence: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in evidence.items():
        if isinstance(value, Mapping) and set(value) == {RELEASED, XERO}:
            yield name, [f"{SHOWN[system]}: {_plain(value[system])}" for system in value]
        else:
            yield name.replace("_", " "), value


def values(value: Any) -> Markup:
    """A value of a record, as a person reads it: lists line by line, what is empty as a dash."""
    lines = value if isinstance(value, list) else [value]
    texts: Iterable[str] = [_plain(line) for line in lines] or ["–"]
    return Markup("<br>").join(escape(text) for text in texts)


def _plain(value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, Mapping):
        said = [f"{name} {_plain(each)}" for name, each in value.items() if each not in _NOTHING]
        return ", ".join(said)
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    return value if isinstance(value, str) else orjson.dumps(value, default=str).decode()


_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})

"""The page: one self-contained HTML file with the rules table and each finding's story."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

import orjson

from scenarios.model import RELEASED, XERO
from scenarios.report.text import MARKS, changed_fields, file_name
from scenarios.verdict import Verdict

STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --bad: #c62828; --good: #2e7d32; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 74rem; margin: 2rem auto;
       padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line);
         vertical-align: top; overflow-wrap: anywhere; }
td.number { text-align: right; }
.fail, .flaky { color: var(--bad); font-weight: 600; } .pass { color: var(--good); }
tr.differs td { background: #c6282822; }
section { border-top: 3px solid var(--bad); margin-top: 2.5rem; padding-top: .5rem; }
.lanes td { width: 33%; } code, pre { font-size: 13px; white-space: pre-wrap; }
"""

LANES: Final = (RELEASED, "sync", XERO)


def page(verdict: Verdict) -> str:
    """The whole page; it loads nothing from anywhere."""
    return "\n".join(_page(verdict)) + "\n"


def _page(verdict: Verdict) -> Iterator[str]:
    title = f"Counterfoil: {verdict.result}"
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
    yield f'<h1>Counterfoil: <span class="{escape(verdict.result)}">'
    yield f"{escape(verdict.result)}</span></h1>"
    yield (
        f"<p>{verdict.scenarios} histories, {verdict.cycles} cycles of the sync, {verdict.calls} "
        f"calls in {verdict.seconds:.1f} s. Profile <b>{escape(verdict.profile)}</b>, seed "
        f"<b>{verdict.seed}</b>. {len(verdict.broken())} rules are broken.</p>"
    )
    for reason in verdict.reasons:
        yield f"<p class=fail>Unknown: <code>{escape(reason)}</code></p>"
    for finding in verdict.findings:
        yield from _finding(finding)
    yield from _rules(verdict)
    yield "</body></html>"


def _rules(verdict: Verdict) -> Iterator[str]:
    yield "<h2>Rules</h2><table><tr><th>rule<th><th>exercised<th>result</tr>"
    for row in verdict.rules:
        mark = escape(MARKS.get(row.result, row.result))
        yield (
            f"<tr><td>{escape(row.id)}<td>{escape(row.title)}<td class=number>{row.exercised}"
            f'<td class="{escape(row.result)}">{mark}</tr>'
        )
    yield "</table>"


def _finding(finding: Mapping[str, Any]) -> Iterator[str]:
    flaky = " (flaky)" if finding.get("flaky") else ""
    if "replays" in finding:
        flaky += f", came back {finding['came_back']} of {finding['replays']} times"
    yield f"<section><h2>{escape(finding['rule'])} {escape(finding['title'])}{flaky}</h2>"
    yield f"<p><b>Found:</b> {escape(finding['message'])}</p>"
    yield f"<p><b>Right:</b> {escape(finding['right'])}</p><ol>"
    for sentence in finding["steps"]:
        yield f"<li>{escape(sentence)}"
    yield "</ol>"
    yield from _timeline(finding)
    yield from _change(finding)
    for side in finding["sides"]:
        yield from _side(side)
    replay = f"counterfoil replay {file_name(finding)}"
    yield f"<p>Replay: <code>{escape(replay)}</code></p></section>"


def _timeline(finding: Mapping[str, Any]) -> Iterator[str]:
    yield "<table class=lanes><tr><th>Re-Leased<th>the sync<th>Xero</tr>"
    for entry in finding["timeline"]:
        cells = [escape(entry["text"]) if entry["lane"] == lane else "" for lane in LANES]
        yield f"<tr><td>{'<td>'.join(cells)}</tr>"
    yield "</table>"


def _change(finding: Mapping[str, Any]) -> Iterator[str]:
    change, call = finding.get("change"), finding.get("call")
    if change is None or change["actor"] != "sync":
        return
    how = f" by <code>{escape(call['method'])} {escape(call['path'])}</code>" if call else ""
    yield (
        f"<p><b>The sync</b>{how}: {escape(change['op'])} of {escape(change['system'])} "
        f"{escape(change['type'])} <code>{escape(str(change['id']))}</code></p>"
    )
    rows = changed_fields(change)
    if rows:
        yield "<table><tr><th>field<th>before<th>after</tr>"
        for name, before, after in rows:
            yield f"<tr><td>{escape(name)}<td>{_value(before)}<td>{_value(after)}</tr>"
        yield "</table>"


def _side(side: Mapping[str, Any]) -> Iterator[str]:
    titles = [
        f"{name}: {escape(' '.join(record[1:]))}" if record else f"{name}: no record"
        for name, record in (("Re-Leased", side["released"]), ("Xero", side["xero"]))
    ]
    yield f"<table><tr><th>field<th>{'<th>'.join(titles)}</tr>"
    for row in side["fields"]:
        marked = ' class="differs"' if row["differs"] else ""
        name = " / ".join(dict.fromkeys((row["released"], row["xero"])))
        yield (
            f"<tr{marked}><td>{escape(name)}<td>{_value(row['left'])}<td>{_value(row['right'])}</tr>"
        )
    yield "</table>"


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
    return escape(text)

"""Reports as plain text: the rules table, and each finding as a story."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from scenarios.coverage import FAULTS, never_met
from scenarios.phases import PHASES
from scenarios.verdict import NOT_EXERCISED, Verdict

MARKS: Final = {"pass": "ok", "fail": "BROKEN", "flaky": "FLAKY", "unknown": "?",
                "waived": "waived", NOT_EXERCISED: "-"}  # fmt: skip
WIDTH: Final = 96


def verdict_text(verdict: Verdict) -> str:
    """The whole verdict; the same for the same seeds, so times are left out."""
    parts = [rules_table(verdict), *(finding_text(f) for f in verdict.findings), summary(verdict)]
    return "\n\n".join(parts) + "\n"


def rules_table(verdict: Verdict) -> str:
    """One line per rule: id, title, how often it was at stake, and how it stands."""
    lines = [f"{'rule':<8}{'':<52}{'exercised':>10}  result", "-" * 80]
    lines += [
        f"{row.id:<8}{row.title[:51]:<52}{row.exercised:>10}  {MARKS.get(row.result, row.result)}"
        for row in verdict.rules
    ]
    return "\n".join(lines)


def coverage_table(verdict: Verdict) -> str:
    """What no history met, by action and phase; some of it the products do not let happen."""
    gaps = never_met(verdict.met)
    head = "  ".join(f"{phase[:14]:<14}" for phase in PHASES)
    lines = [
        "What was never met: in this phase at all (never), or beside so many of the "
        f"{len(FAULTS)} faults (-n).",
        f"{'action':<38}{head}",
        "-" * (38 + 16 * len(PHASES)),
    ]
    for entity, action, phases in gaps:
        cells = "  ".join(f"{phases.get(phase, ''):<14}" for phase in PHASES)
        lines.append(f"{f'{entity}: {action}'[:37]:<38}{cells}".rstrip())
    never = sum(words == "never" for *_, phases in gaps for words in phases.values())
    lines.append(f"{len(verdict.met)} combinations met; {never} actions in a phase never met.")
    return "\n".join(lines)


def summary(verdict: Verdict) -> str:
    """The last lines: the result, on how much it rests, and how to repeat it."""
    silent = sum(row.result == NOT_EXERCISED for row in verdict.rules)
    lines = [
        f"{verdict.result.upper()}: {verdict.scenarios} histories, {verdict.cycles} cycles, "
        f"{verdict.calls} calls; profile {verdict.profile}, seed {verdict.seed}; "
        f"{len(verdict.broken())} rules broken, {silent} not exercised",
        *(f"unknown: {reason}" for reason in verdict.reasons[:10]),
    ]
    return "\n".join(lines)


def finding_text(finding: Mapping[str, Any]) -> str:
    """One finding as a story: rule, steps, records side by side, the call, what is right."""
    return "\n".join(_finding_lines(finding))


def _finding_lines(finding: Mapping[str, Any]) -> Iterator[str]:
    yield f"{finding['rule']}  {finding['title']}" + ("  (flaky)" if finding.get("flaky") else "")
    if "replays" in finding:
        yield f"  replayed  came back {finding['came_back']} of {finding['replays']} times"
    yield f"  found     {finding['message']}"
    yield f"  right     {finding['right']}"
    yield "  story"
    for number, sentence in enumerate(finding["steps"], start=1):
        yield f"    {number}. {sentence}"
    yield "    Then all faults are healed and the sync runs until it is quiet."
    yield from _call_lines(finding)
    for side in finding["sides"]:
        yield from _side_lines(side)
    if finding["evidence"]:
        yield f"  evidence  {orjson.dumps(finding['evidence'], default=str).decode()}"
    if finding["scenario"].get("name"):
        yield f"  replay    counterfoil replay {file_name(finding)}"


def _call_lines(finding: Mapping[str, Any]) -> Iterator[str]:
    call, change = finding.get("call"), finding.get("change")
    if change is not None and change["actor"] == "sync":
        did = f"{change['op']} {change['system']} {change['type']} {change['id']}"
        how = f" by {call['method']} {call['path']}" if call else ""
        yield f"  the sync  commit {change['n']}: {did}{how}"
        for name, before, after in changed_fields(change):
            yield f"              {name}: {_short(before)} -> {_short(after)}"


def changed_fields(change: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """The fields that a commit changed, with both values; none for a creation."""
    before, after = change.get("before") or {}, change.get("after") or {}
    if not before:
        return []
    return [
        (name, before.get(name), after.get(name))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    ]


def _side_lines(side: Mapping[str, Any]) -> Iterator[str]:
    left, right = side["released"], side["xero"]
    yield f"  {'records':<10}{_title('Re-Leased', left):<40}  {_title('Xero', right)}"
    for row in side["fields"]:
        mark = "*" if row["differs"] else " "
        name = row["released"] if left else row["xero"]
        yield f"   {mark} {name[:20]:<20} {_short(row['left']):<32}  {_short(row['right'])}"


def _title(system: str, record: list[str] | None) -> str:
    return f"{system} {record[1]} {record[2]}" if record else f"{system}: none"


def _short(value: Any, limit: int = 32) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def timeline_text(timeline: Iterable[Mapping[str, Any]]) -> str:
    """What happened, one line each: people's steps numbered, the sync's commits below them."""
    lines = []
    steps = 0
    for entry in timeline:
        steps += "commit" not in entry
        lead = "       sync " if "commit" in entry else f"  {steps:>3}. "
        lines.append(f"{lead}{entry['text']}")
    return "\n".join(lines)


def file_name(finding: Mapping[str, Any]) -> str:
    """The name of a finding's scenario file within a report."""
    seed = finding.get("seed")
    return f"scenario-{finding['rule']}-{'given' if seed is None else seed}.json"

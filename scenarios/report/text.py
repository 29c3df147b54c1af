"""Reports as plain text: the rules table, and each finding as a story."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from scenarios.coverage import FAULTS, never_met
from scenarios.phases import PHASES
from scenarios.report.timeline import CALL, MEANWHILE, STEP
from scenarios.verdict import NOT_EXERCISED, WAIVED, Verdict, fingerprint
from scenarios.waivers import waiver_sentence

MARKS: Final = {"pass": "ok", "fail": "BROKEN", "flaky": "FLAKY", "unknown": "?",
                "waived": "waived", NOT_EXERCISED: "-"}  # fmt: skip
WIDTH: Final = 96


def verdict_text(verdict: Verdict) -> str:
    """The whole verdict; the same for the same seeds, so times are left out."""
    stories = (finding_text(finding, verdict.sync) for finding in verdict.findings)
    parts = [rules_table(verdict), *stories, summary(verdict)]
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
        f"{len(verdict.broken())} rules broken, {silent} not exercised{_set_aside(verdict)}",
        *map(waiver_sentence, verdict.waivers),
        *(f"unknown: {reason}" for reason in verdict.reasons[:10]),
    ]
    return "\n".join(lines)


def _set_aside(verdict: Verdict) -> str:
    """How many rules were waived, and how many were not asked about, when there are any."""
    waived = sum(row.result == WAIVED for row in verdict.rules)
    not_judged = len(verdict.not_judged())
    said = [f", {waived} waived"] if waived else []
    return "".join([*said, f", {not_judged} not judged"] if not_judged else said)


def finding_text(finding: Mapping[str, Any], sync: str = "") -> str:
    """
    One finding as a story: rule, steps, records side by side, the call, what is right.

    Args:
        finding: as a verdict lists it.
        sync: the option that names the sync examined.
    """
    return "\n".join(_finding_lines(finding, sync))


def _finding_lines(finding: Mapping[str, Any], sync: str) -> Iterator[str]:
    yield f"{finding['rule']}  {finding['title']}" + ("  (flaky)" if finding.get("flaky") else "")
    if "waived" in finding:
        yield f"  waived    until {finding['waived']['expires']}: {finding['waived']['reason']}"
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
    if "shape" in finding:
        yield f"  shape     {finding['shape']}"
    if finding["scenario"].get("name"):
        yield f"  replay    {replay_command(finding, sync)}"


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
    """What happened, one line each: steps numbered, and below them what came of a cycle."""
    lines = []
    steps = 0
    for entry in timeline:
        is_step = entry.get("kind", STEP) == STEP and "commit" not in entry
        steps += is_step
        lead = (
            f"  {steps:>3}. " if is_step else _LEADS.get(entry.get("kind", CALL), "       sync ")
        )
        times = f", {entry['times']} times" if "times" in entry else ""
        lines.append(f"{lead}{entry['text']}{times}")
    return "\n".join(lines)


_LEADS: Final = {MEANWHILE: "       meanwhile "}


def file_name(finding: Mapping[str, Any]) -> str:
    """The name of a finding's scenario file within a report: by its seed, else by its shape."""
    seed = finding.get("seed")
    told = fingerprint(finding["rule"], finding["scenario"]["steps"]) if seed is None else seed
    return f"scenario-{finding['rule']}-{told}.json"


def replay_command(finding: Mapping[str, Any], sync: str) -> str:
    """What a person types, in the folder of the report, to see a finding again."""
    if not sync or sync.startswith("--sync-object"):
        return f"counterfoil replay {file_name(finding)} {sync}".rstrip()
    return f"counterfoil verify --scenario {file_name(finding)} {sync}"

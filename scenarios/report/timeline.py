"""What happened, in order and in three lanes: Re-Leased, the calls of the sync, Xero."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from scenarios.calls import faults_of
from scenarios.interpreter import OK, Event, Run
from scenarios.model import RELEASED, XERO
from scenarios.report.wording import in_words

SYNC: Final = "sync"
STEP, CALL, MEANWHILE = "step", "call", "meanwhile"
"""Kinds of entries: a step of the story, a call of the sync, what somebody else did meanwhile."""

SHOWN: Final = {XERO: "Xero", RELEASED: "Re-Leased"}
DONE: Final = {"create": "created", "update": "changed", "delete": "deleted"}

Entry = dict[str, Any]
Row = Mapping[str, Any]


def timeline(run: Run) -> list[Entry]:
    """
    Every step, and what came of it.

    An entry has a `lane`, a `kind` and a `text`. One of a call says in `call` what was asked, with
    `status` and `fault`; where it changed a record, `system` and `effect` say which, and `commit`
    holds the number. Reading calls are left out unless they failed.
    """
    commits = {row["n"]: row for row in run.commits}
    told: list[Entry] = []
    past = 0
    for event in run.events:
        told.append(_step(event))
        rows = [commits[n] for n in range(event.first, event.last + 1) if n in commits]
        told += _counted(_cycle(run.calls[past : past + event.calls], rows))
        past += event.calls
    return told


def _step(event: Event) -> Entry:
    settling = " (settling)" if event.index is None else ""
    outcome = "" if event.outcome == OK else f" [{event.outcome}] {event.detail}".rstrip()
    lane = event.step.get("step", event.step).get("in", SYNC)
    return {"lane": lane, "kind": STEP, "text": next(in_words([event.step])) + settling + outcome}


def _cycle(calls: Sequence[Row], commits: Sequence[Row]) -> Iterator[Entry]:
    """The calls worth telling with their commits; then whatever no call of the cycle explains."""
    told: set[int] = set()
    for call in calls:
        mine = [row for row in commits if row["call"] == call["n"]]
        told |= {row["n"] for row in mine}
        own = [row for row in mine if row["actor"] == SYNC]
        yield from (_meanwhile(row) for row in mine if row["actor"] == "user")
        yield from (_commit(row, call) for row in own)
        if not own and _is_telling(call):
            yield _fruitless(call)
    for row in commits:
        if row["n"] not in told and row["actor"] == SYNC:
            yield _commit(row, None)


def _counted(entries: Iterator[Entry]) -> Iterator[Entry]:
    """The same call that fails again and again is told once, with `times`."""
    last: Entry | None = None
    for entry in entries:
        if last is not None and "effect" not in entry and entry["text"] == last["text"]:
            last["times"] = last.get("times", 1) + 1
            continue
        if last is not None:
            yield last
        last = entry
    if last is not None:
        yield last


def _is_telling(call: Row) -> bool:
    """True when a call that changed nothing belongs into the story."""
    failed = not 200 <= (call.get("status") or 0) < 300
    return bool(call.get("fault")) or (failed and call.get("status") != NOT_MODIFIED)


NOT_MODIFIED: Final = 304


def _asked(call: Row) -> Entry:
    struck = ", ".join(sorted(kind for kind in faults_of(call) if kind))
    asked = {
        "of": call["n"],
        "call": f"{call['method']} {call['path']}",
        "status": call.get("status"),
    }
    return asked | {"fault": struck}


def _answered(asked: Row) -> str:
    struck = f" [{asked['fault']}]" if asked["fault"] else ""
    return f"{asked['call']} -> {asked['status']}{struck}"


def _fruitless(call: Row) -> Entry:
    asked = _asked(call)
    return {"lane": SYNC, "kind": CALL, "text": _answered(asked), **asked}


def _commit(row: Row, call: Row | None) -> Entry:
    asked = {} if call is None else _asked(call)
    how = f" with {_answered(asked)}" if asked else ""
    text = f"{row['op']}s {row['type']} {row['id']} in {SHOWN[row['system']]}{how}"
    return {"lane": SYNC, "kind": CALL, "text": text, **asked, **_effect(row)}


def _meanwhile(row: Row) -> Entry:
    text = f"a person {row['op']}s {row['type']} {row['id']} in {SHOWN[row['system']]}"
    return {"lane": row["system"], "kind": MEANWHILE, "text": text, **_effect(row)}


def _effect(row: Row) -> Entry:
    effect = f"{row['type']} {row['id']} {DONE.get(row['op'], row['op'])}"
    return {"commit": row["n"], "system": row["system"], "effect": effect}

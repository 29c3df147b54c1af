"""What one cycle may cost and how it calls, and when it may say that it is done: R57, R62."""

from collections.abc import Iterator, Mapping
from typing import Final

from scenarios.canonical import Doc
from scenarios.finding import KEPT, Finding, Judgement, Kept
from scenarios.invariants.invariant import Cycle, Invariant, Options

Numbers = Mapping[tuple[str, str], int]
"""The number of the last call to each path of each system."""

_REFUSED: Final = 400
_TOO_MANY: Final = 429
_FAILED: Final = 500


def calls_grow_with_changes(cycle: Cycle, options: Options) -> Iterator[Judgement]:
    """
    A cycle makes as many calls as what changed asks for, and a declared number beside.

    Rule: R57, after each cycle.
    Method: the bound is a number of calls for each pairing, and one for each commit since the
    last cycle, for each call that a fault struck and for each open entry of the sync results;
    for each turn that the sync asked for.
    """
    causes = cycle.commits + cycle.struck + cycle.open_entries
    most = options.idle_calls * max(cycle.pairings, 1) + options.calls_per_change * causes
    made = len(cycle.calls)
    if made <= most * cycle.turns:
        if causes:
            yield KEPT["R57"]
        return
    yield Finding(
        "R57",
        f"A cycle made {made} calls, although only {causes} things had changed.",
        {"calls": made, "turns": cycle.turns, "at most": most * cycle.turns},
    )


def a_broken_run_is_not_complete(cycle: Cycle, _options: Options) -> Iterator[Judgement]:
    """
    A cycle that says it is complete has read whatever it asked for.

    Rule: R62, after each cycle.
    Method: a reading that a system failed to answer, or answered with "too many requests", was
    answered when it was repeated; or what it asked for stands in a list that was read later. A
    list that was narrowed by a condition stands for nothing but itself.
    """
    failed = {_name(call): call for call in cycle.calls if _is_failed_reading(call)}
    if not failed or not cycle.is_complete or cycle.is_parted:
        return
    answered = [call for call in cycle.calls if _is_answered(call)]
    read = {_name(call): call["n"] for call in answered}
    whole = {_name(call): call["n"] for call in answered if "where=" not in call["query"]}
    missing = [call for call in failed.values() if not _is_read_later(call, read, whole)]
    if not missing:
        yield KEPT["R62"]
        return
    call = missing[0]
    yield Finding(
        "R62",
        f"The sync reported a cycle as complete in which it could not read {call['path']}.",
        {"answered": call["status"], "calls": [each["n"] for each in missing]},
    )


def calls_keep_the_contract(cycle: Cycle, _options: Options) -> Iterator[Judgement]:
    """
    Every call is one that the vendor's document describes, made at the vendor's pace.

    Rule: contract, after each cycle.
    Method: whoever journals the calls notes what is wrong with each; a kind of mistake in one
    operation is told once a cycle, with its first call.
    """
    told: set[tuple[str, str]] = set()
    for call in cycle.calls:
        for breach in call.get("breaches", ()):
            kind = (breach["operation"], breach["check"])
            if kind not in told:
                told.add(kind)
                yield _against_the_contract(call, breach)
    if cycle.calls and not told:
        yield Kept("contract")


def _against_the_contract(call: Doc, breach: Doc) -> Finding:
    asked = f"{call['method']} {call['path']}{'?' if call['query'] else ''}{call['query']}"
    return Finding(
        "contract",
        f"{breach['check']}: {asked}: {breach['message']}",
        {"call": call["n"], "operation": breach["operation"], "status": call["status"]},
    )


def _is_failed_reading(call: Doc) -> bool:
    status = call.get("status")
    is_failed = status is None or status >= _FAILED or status == _TOO_MANY
    return call.get("actor") == "sync" and call["method"] == "GET" and is_failed


def _is_answered(call: Doc) -> bool:
    return call["method"] == "GET" and (call["status"] or _FAILED) < _REFUSED


def _is_read_later(failed: Doc, read: Numbers, whole: Numbers) -> bool:
    """The same again, or, where one record was asked for, the whole list in which it stands."""
    system, path = _name(failed)
    above, _, last = path.rpartition("/")
    listed = whole.get((system, above), 0) if any(map(str.isdigit, last)) else 0
    return bool(max(read.get((system, path), 0), listed) > failed["n"])


def _name(call: Doc) -> tuple[str, str]:
    return (call["system"], call["path"])


EFFORT_INVARIANTS: Final = (
    Invariant(("R57",), after_cycle=calls_grow_with_changes),
    Invariant(("R62",), after_cycle=a_broken_run_is_not_complete),
    Invariant(("contract",), after_cycle=calls_keep_the_contract),
)

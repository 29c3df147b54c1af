"""What must hold for all records together, asked after all else: R53 to R57, R61, R62."""

from collections.abc import Iterator
from typing import Final

from scenarios.canonical import CONTENT, HANGING
from scenarios.credits import credit_of
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.history import Commit, History
from scenarios.invariants.invariant import RECORDS, Invariant, Options
from scenarios.lineage import Record, Root
from scenarios.settled import Pair, Settled, rightful

SYNC: Final = ("sync",)
_MOST_NAMED: Final = 10
_SLACK_WRITES: Final = 10
_MOST_WRITES: Final = 8


def no_record_has_two_copies(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    A contact or document has at most one copy in each company and each organisation.

    Rule: R55, when settled.
    """
    for root in settled.roots:
        if root.kind in HANGING:
            continue
        doubled = [side for sides in settled.sides(root) for side in sides if len(side) > 1]
        if not doubled and root.synced_at > settled.since:
            yield KEPT["R55"]
        for side in doubled:
            yield _twice(root, side)


def _twice(root: Root, copies: list[Record], commit: int | None = None) -> Finding:
    return Finding(
        "R55",
        f"{root.name} has {len(copies)} copies in {copies[0].system}.",
        {"copies": [copy.id for copy in copies], "status": [copy.status for copy in copies]},
        commit if commit is not None else copies[-1].born or None,
        tuple(copy.name for copy in copies),
    )


def no_record_gets_a_second_copy(
    commit: Commit, _history: History, options: Options
) -> Iterator[Judgement]:
    """
    The sync makes no second copy, not even for a moment.

    Rule: R55, on each contact or document that the sync makes, when duplicates count at once.
    """
    record = commit.record
    if not options.duplicates_at_once or commit.op != "create" or record is None:
        return
    copies = record.root.within(record.system, record.owner)
    if record.kind not in HANGING and len(copies) > 1:
        yield _twice(record.root, copies, commit.n)


def nothing_is_written_for_ever(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    One record is not written again and again while no person touches it.

    Rule: R54, on each commit; not while calls fail, for then there are retries.
    """
    record = commit.record
    if record is None or record.writes != _MOST_WRITES + 1 or history.calls.struck:
        return
    yield Finding(
        "R54",
        f"The sync wrote {record} {record.writes} times although no person touched it meanwhile.",
        {"writes": record.writes, "last touched in commit": record.root.edited_at},
        commit.n,
        (commit.name,),
    )


def no_edit_is_lost(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    What people wrote is on both sides, or lost against another person, or is reported.

    Rule: R56, when settled.
    """
    for pair in settled.pairs:
        wrong = {
            unit: how
            for unit, how in (pair.wrong.items() if _is_open(pair) else ())
            if how != "differs" or pair.root.edits.get(unit)
        }
        if wrong and not settled.is_forgiven(pair):
            yield Finding(
                "R56",
                f"Of {pair}, the {', '.join(wrong)} is not what people wrote.",
                {
                    unit: {
                        **pair.beside(unit)[unit],
                        "written": rightful(pair.root, unit),
                    }
                    for unit in wrong
                },
                records=pair.names,
            )
    for _ in settled.history.landed:
        yield KEPT["R56"]


def _is_open(pair: Pair) -> bool:
    return pair.root.kind == "contact" or pair.is_live


def both_sides_converge(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    Apart from what the sync results name, both sides hold the same records with the same content.

    Rule: R53, when settled; one finding for each kind of record.
    """
    silent = _silent(settled)
    if not silent:
        yield from (KEPT["R53"] for _ in settled.roots[:1])
        return
    for kind in CONTENT:
        roots = [root for root in silent if root.kind == kind]
        if roots:
            yield Finding(
                "R53",
                f"{len(roots)} {kind}{'s' if len(roots) > 1 else ''} differ between the systems.",
                {"roots": [root.name for root in roots[:_MOST_NAMED]]},
                records=tuple(copy.name for copy in roots[0].copies),
            )


def _silent(settled: Settled) -> list[Root]:
    """The roots that are apart and not reported."""
    return [root for root in settled.apart.values() if not settled.is_excused(*root.copies)]


def what_failed_is_listed(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    The records that differ are the ones that the sync results name, and no others.

    Rule: R62, when settled.
    """
    silent = _silent(settled)
    if silent:
        yield Finding(
            "R62",
            "Records differ between the systems, and no open entry of the sync results says so.",
            {"roots": [root.name for root in silent[:_MOST_NAMED]]},
            records=tuple(copy.name for root in silent[:2] for copy in root.copies),
        )
    peaceful = {pair.root.name: pair for pair in settled.pairs if _is_at_peace(settled, pair)}
    for root in settled.roots:
        if not settled.is_reported(root.copies[0]):
            continue
        if root.name not in peaceful:
            yield KEPT["R62"]
            continue
        pair = peaceful[root.name]
        yield Finding(
            "R62",
            f"{pair} agree, and the sync results still name them.",
            pair.beside("status"),
            records=pair.names,
        )


def _is_at_peace(settled: Settled, pair: Pair) -> bool:
    """True when nothing that anybody did to the pair is left undone."""
    root = pair.root
    if root.name in settled.apart or pair.wrong or pair.released.status != pair.xero.status:
        return False
    if not all(all(sides) for sides in settled.sides(root)):
        return False  # a contact of several companies, of which not every organisation has it
    if not pair.is_live or pair.released.status == "archived":
        return False
    if any(root.edits.values()) or pair.released.units.get("due") != pair.xero.units.get("due"):
        return False
    conflicts = (landing for landing in settled.history.landed if landing.root is root)
    return not any(len(landing.editors) > 1 for landing in conflicts)


def no_change_is_skipped(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    Each change by a person is read by the sync later, and moves it to write or to report.

    Rule: R61, over the history.
    Method: after a root was last touched by a person, the sync read its kind; and if the two
    sides differ, it wrote some copy of it or was refused.
    """
    calls = settled.history.calls
    for root in settled.roots:
        if root.edited_at <= settled.since or not settled.sides_exist(root):
            continue
        if root.kind == "attachment" and not settled.is_shelved(root):
            continue
        if not settled.keeps_credits and credit_of(settled.history, root.copies[0]):
            continue
        unread = root.last_edit and not calls.read_since(*root.last_edit)
        ignored = root.name in settled.apart and root.synced_at < root.edited_at
        if ignored and settled.is_excused(*root.copies):
            ignored = False
        if ignored and calls.was_refused(root):
            ignored = False
        if not unread and not ignored:
            yield KEPT["R61"]
            continue
        yield Finding(
            "R61",
            f"The last change to {root.name} was never {'read' if unread else 'processed'}.",
            {"changed in commit": root.edited_at, "last write": root.synced_at},
            root.edited_at,
            tuple(copy.name for copy in root.copies),
        )


def a_settled_world_is_quiet(settled: Settled, options: Options) -> Iterator[Judgement]:
    """
    The world comes to rest within a few cycles, and then the sync writes nothing.

    Rule: R54 for writes that never end, R57 for effort without bound, when settled.
    """
    restless = settled.cycles > options.max_cycles
    if settled.writes:
        yield Finding(
            "R54",
            f"With nothing left to do, the last cycle wrote {settled.writes} times.",
            {"writes": settled.writes, "cycles": settled.cycles},
        )
    elif not restless:
        yield KEPT["R54"]
    if restless:
        yield Finding(
            "R57",
            f"The world did not come to rest within {options.max_cycles} cycles.",
            {"writes in the last cycle": settled.writes},
        )


def effort_is_bounded(settled: Settled, options: Options) -> Iterator[Judgement]:
    """
    The sync writes no more often than the edits ask for.

    Rule: R57, over the history.
    Method: its writes are at most the declared number for each commit of a person, each record
    that had no equal at the beginning and each call that a fault struck, plus a little.
    """
    writes = edits = 0
    for commit in settled.history.commits:
        if commit.n <= settled.since:
            continue
        if commit.actor != "sync":
            edits += 1
        elif (commit.system, commit.type) in RECORDS:
            writes += 1
    causes = edits + settled.history.strangers + settled.history.calls.struck
    if writes <= options.writes_per_edit * causes + _SLACK_WRITES:
        yield from (KEPT["R57"] for _ in range(min(writes, 1)))
        return
    yield Finding(
        "R57",
        f"The sync wrote {writes} times for {edits} commits of people.",
        {"writes": writes, "edits": edits},
    )


CROSSCUTTING_INVARIANTS: Final = (
    Invariant(("R55",), no_record_gets_a_second_copy, RECORDS, SYNC),
    Invariant(("R54",), nothing_is_written_for_ever, RECORDS, SYNC),
    Invariant(("R55",), when_settled=no_record_has_two_copies),
    Invariant(("R56",), when_settled=no_edit_is_lost),
    Invariant(("R61",), when_settled=no_change_is_skipped),
    Invariant(("R62",), when_settled=what_failed_is_listed),
    Invariant(("R53",), when_settled=both_sides_converge),
    Invariant(("R54", "R57"), when_settled=a_settled_world_is_quiet),
    Invariant(("R57",), when_settled=effort_is_bounded),
)

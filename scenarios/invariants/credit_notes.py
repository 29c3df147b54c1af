"""Credit notes and their allocations: R27, R28, and what each contact owes in all (R58)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from scenarios.canonical import RELEASED, XERO
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.history import PEOPLE, Commit, History
from scenarios.invariants.invariant import ALLOCATIONS, Invariant, Options
from scenarios.invariants.payments import by_document, is_credit
from scenarios.lineage import Record
from scenarios.settled import Pair, Settled

SYNC: Final = ("sync",)
_CROSSES: Final = ("awaiting", "approved", "paid")


def credit_notes_cross(settled: Settled, options: Options) -> Iterator[Judgement]:
    """
    A credit note beyond Draft has one copy in the other system, and no total below zero anywhere.

    Rule: R27, when settled.
    """
    for root in settled.of_kind("document"):
        if not is_credit(root.copies[0]):
            continue
        for copy in root.copies:
            if isinstance(copy.units["total"], int) and copy.units["total"] < 0:
                yield Finding(
                    "R27",
                    f"The total of {copy} is negative: a credit note is a positive amount.",
                    {"total": copy.units["total"]},
                    records=(copy.name,),
                )
        for ours, theirs in settled.sides(root):
            made, there = (ours, theirs) if root.system == RELEASED else (theirs, ours)
            if made and settled.is_in_scope(made[0]):
                yield from _crossing(settled, options, made[0], there)


def _crossing(
    settled: Settled, options: Options, made: Record, there: list[Record]
) -> Iterator[Judgement]:
    if there:
        if made.root.born > settled.since or there[0].born > settled.since:
            yield KEPT["R27"]
        return
    is_held = made.status == "awaiting" and not options.push_awaiting_approval
    if made.status in _CROSSES and not is_held and not settled.is_excused(made):
        yield Finding(
            "R27",
            f"The credit note {made} is {made.status}, has no copy and is not reported.",
            {"status": made.status, "total": made.units["total"]},
            records=(made.name,),
        )


def allocations_are_the_same(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    A credit note has the same allocations on both sides: invoice, amount and date; equal ones
    count.

    Rule: R28, when settled.
    """
    book = by_document(settled.history, "allocation")
    for pair in settled.documents():
        if is_credit(pair.xero) and pair.root.name in book:
            yield from _compared(settled, pair, book[pair.root.name])


def _compared(settled: Settled, pair: Pair, found: list[Record]) -> Iterator[Judgement]:
    flowing = [record for record in found if settled.flows(record)]
    live = [record for record in flowing if record.is_live]
    ours = Counter(_key(record) for record in live if record.system == RELEASED)
    theirs = Counter(_key(record) for record in live if record.system == XERO)
    if ours == theirs:
        if any(record.root.born > settled.since for record in flowing):
            yield KEPT["R28"]
        return
    if settled.is_excused(pair.released, pair.xero, *flowing):
        return
    yield Finding(
        "R28",
        f"The allocations of {pair} are not the same.",
        {
            "only in Re-Leased": [list(key) for key in (ours - theirs).elements()],
            "only in Xero": [list(key) for key in (theirs - ours).elements()],
        },
        records=pair.names,
    )


def _key(record: Record) -> tuple[str, int, str]:
    return (record.units["invoice"], record.units["cents"], record.units["date"])


def _is_alike(one: Record | None, other: Record) -> bool:
    return one is not None and (_key(one), one.units["document"]) == (
        _key(other),
        other.units["document"],
    )


def removing_starts_with_people(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync removes an allocation only where a person removed its twin, or where it never crossed.

    Rule: R28, on each allocation that the sync removes.
    Method: equal allocations of one note are not told apart, so they are counted: the sync has
    removed no more of them here than people there.
    """
    record = commit.record
    if commit.after is not None or record is None:
        return
    other = XERO if record.system == RELEASED else RELEASED
    removed = [
        each
        for each in (*history.commits, commit)
        if each.type == "allocation" and each.after is None and _is_alike(each.record, record)
    ]
    ours = {each.n for each in removed if each.system == record.system and each.actor in SYNC}
    theirs = {each.n for each in removed if each.system == other and each.actor in PEOPLE}
    if not record.root.within(other) or len(ours) <= len(theirs):
        yield KEPT["R28"]
        return
    yield Finding(
        "R28",
        f"The sync removed {record}, whose twin nobody had removed.",
        {"cents": record.units["cents"], "date": record.units["date"]},
        commit.n,
        (commit.name,),
    )


def contacts_owe_the_same(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    What a contact owes in all, credit notes taken off, is equal on both sides.

    Rule: R27, when settled; over the pairs of documents in view that are approved on both sides.
    """
    sums: dict[str, dict[str, int]] = {}
    shown: dict[str, Pair] = {}
    for pair in settled.documents():
        if not pair.is_live or settled.is_excused(pair.released, pair.xero):
            continue
        if "contact" in pair.wrong:
            continue
        for record in (pair.released, pair.xero):
            owed = sums.setdefault(record.units["contact"], {RELEASED: 0, XERO: 0})
            owed[record.system] += _signed(record)
        if is_credit(pair.xero):
            shown[pair.xero.units["contact"]] = pair
    for contact, pair in shown.items():
        if sums[contact][RELEASED] != sums[contact][XERO]:
            evidence: dict[str, Any] = {"contact": contact, **sums[contact]}
            message = "A contact does not owe the same in both systems."
            yield Finding("R27", message, evidence, records=pair.names)


def _signed(record: Record) -> int:
    total = record.units["total"]
    if not isinstance(total, int):
        return 0
    sign = 1 if record.units["kind"].startswith("income") else -1
    return -sign * total if is_credit(record) else sign * total


CREDIT_INVARIANTS: Final = (
    Invariant(("R28",), removing_starts_with_people, ALLOCATIONS, SYNC),
    Invariant(("R27",), when_settled=credit_notes_cross),
    Invariant(("R28",), when_settled=allocations_are_the_same),
    Invariant(("R27",), when_settled=contacts_owe_the_same),
)

"""Invoices and bills: their status. R17 to R21, R23 to R25, R29."""

from collections.abc import Iterator
from typing import Final

from scenarios.canonical import DOCUMENT_UNITS, LADDER, RELEASED, XERO
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.history import PEOPLE, Commit, History
from scenarios.invariants.invariant import DOCUMENTS, XERO_DOCUMENTS, Invariant, Options
from scenarios.lineage import Record, Root
from scenarios.settled import Pair, Settled

SYNC: Final = ("sync",)
APPROVED: Final = ("approved", "paid")


def only_people_approve(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync approves a document only after a person approved its root on either side.

    Rule: R18 in Xero, R20 in Re-Leased, on each commit.
    """
    before = commit.was["status"] if commit.was else None
    if not commit.record or commit.now["status"] not in APPROVED or before in APPROVED:
        return
    rule = "R18" if commit.system == XERO else "R20"
    if any(move.actor in PEOPLE and move.now in APPROVED for move in commit.record.root.moves):
        yield KEPT[rule]
        return
    yield Finding(
        rule,
        f"The sync approved {commit.record}, which no person had approved.",
        {"before": before, "now": commit.now["status"]},
        commit.n,
        (commit.name,),
    )


def what_awaits_is_not_hidden(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    What left Draft in Re-Leased is made in Xero where its approvers see it: not as a draft.

    Rule: R18, on each document that the sync makes in Xero.
    """
    record = commit.record
    if record is None or commit.was is not None or commit.now["status"] != "draft":
        return
    ours = [copy.status for copy in record.root.within(RELEASED)]
    if any(status in ("awaiting", *APPROVED) for status in ours):
        yield Finding(
            "R18",
            f"The sync made {record} as a draft, though its original is {ours[0]}.",
            {"released": ours, "xero": "draft"},
            commit.n,
            (commit.name,),
        )


def no_falling_back(commit: Commit, _history: History, _options: Options) -> Iterator[Judgement]:
    """
    The sync lowers a status only after a reversal, a person's return or a refusal without copy.

    Rule: R21, on each commit.
    """
    before, now = _rungs(commit)
    if commit.record is None or before is None or now is None or now >= before:
        return
    if _is_justified_fall(commit, commit.record):
        yield KEPT["R21"]
        return
    was = commit.was["status"] if commit.was else None
    yield Finding(
        "R21",
        f"The sync took {commit.record} back from {was} to {commit.now['status']}.",
        {"before": was, "now": commit.now["status"]},
        commit.n,
        (commit.name,),
    )


def _rungs(commit: Commit) -> tuple[int | None, int | None]:
    before = LADDER.get(commit.was["status"]) if commit.was else None
    return before, LADDER.get(commit.now["status"])


def _is_justified_fall(commit: Commit, record: Record) -> bool:
    was, now = (commit.was or {})["status"], commit.now["status"]
    if was == "paid" and now == "approved":
        return bool(commit.now["due"])
    if now != "draft":
        return False
    if commit.system == RELEASED:
        live = [copy for copy in record.root.within(XERO) if copy.is_live]
        return not live or _is_returned_by_people(record.root, XERO)
    return _is_returned_by_people(record.root, RELEASED)


def _is_returned_by_people(root: Root, system: str) -> bool:
    return any(
        move.actor in PEOPLE
        and move.record.system == system
        and move.now == "draft"
        and move.was is not None
        for move in root.moves
    )


def void_is_for_ever(commit: Commit, _history: History, _options: Options) -> Iterator[Judgement]:
    """
    Nothing leaves Voided or Deleted, whoever tries.

    Rule: R25, on each commit.
    """
    if commit.was is None or commit.was["status"] not in ("void", "deleted"):
        return
    if commit.now["status"] in LADDER:
        yield Finding(
            "R25",
            f"{commit.record} was void and is {commit.now['status']} again.",
            {"actor": commit.actor},
            commit.n,
            (commit.name,),
        )
    elif commit.actor == "sync":
        yield KEPT["R25"]


def statuses_agree(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    Both copies of a document stand on the same rung of the ladder, or are both void.

    Rule: R18 awaiting approval, R19 approved and paid, R20 approved later, R23 and R24 voided on
    one side, R29 reset to Draft, when settled; R25 whenever one is void and the other is open.
    """
    for pair in settled.documents():
        rule = _broken_rule(settled, pair)
        if rule is None:
            yield from _kept(settled, pair)
            continue
        for broken in (rule, "R25") if rule in ("R23", "R24") else (rule,):
            yield Finding(
                broken,
                f"{pair} do not stand equal: {pair.released.status} and {pair.xero.status}.",
                pair.beside("status", "due"),
                records=pair.names,
            )


def _broken_rule(settled: Settled, pair: Pair) -> str | None:
    ours, theirs = pair.released.status, pair.xero.status
    if ours == theirs:
        return None
    if "void" in (ours, theirs) or ours == "deleted":
        return _broken_void(settled, pair)
    if settled.is_excused(pair.released, pair.xero):
        return None
    if ours == "draft":
        return "R29"
    if theirs == "draft":
        returned = ours == "awaiting" and _is_returned_by_people(pair.root, XERO)
        return None if returned else _unequal_rungs(pair)
    return _unequal_rungs(pair)


def _unequal_rungs(pair: Pair) -> str | None:
    ours, theirs = pair.released.status, pair.xero.status
    if ours in APPROVED and theirs in APPROVED:
        return "R19" if pair.released.units["due"] == pair.xero.units["due"] else None
    if _was_approved_when_linked(pair, RELEASED if ours in APPROVED else XERO):
        return "R20"
    return "R19" if APPROVED[0] in (ours, theirs) and ours in APPROVED else "R18"


def _was_approved_when_linked(pair: Pair, system: str) -> bool:
    """True when a person approved the document after both copies existed."""
    linked = max(pair.released.born, pair.xero.born)
    return any(
        move.actor in PEOPLE
        and move.now in APPROVED
        and move.record.system == system
        and move.n > linked
        for move in pair.root.moves
    )


def _broken_void(settled: Settled, pair: Pair) -> str | None:
    ours, theirs = pair.released, pair.xero
    if ours.status == "draft" and _is_returned_by_people(pair.root, RELEASED):
        return None
    reported = settled.is_reported(ours, theirs)
    if theirs.status == "void":
        if ours.gone or ours.status == "deleted":
            return "R24"
        held = reported and bool(ours.units["paid"] or ours.units["credited"])
        return None if held else "R24"
    if reported and settled.stands_in_xero(theirs):
        return None
    voided = any(
        move.actor in PEOPLE and move.now == "void" and move.record is ours
        for move in pair.root.moves
    )
    return "R23" if voided else "R25"


def _kept(settled: Settled, pair: Pair) -> Iterator[Judgement]:
    """The rules that a person's move put at stake since the last settled point."""
    linked = max(pair.released.born, pair.xero.born)
    for move in pair.root.moves:
        if move.n <= settled.since or move.actor not in PEOPLE:
            continue
        if move.now == "awaiting":
            yield KEPT["R18"]
        elif move.now == "approved":
            yield KEPT["R20" if move.n > linked else "R19"]
        elif move.now == "void":
            yield KEPT["R23" if move.record.system == RELEASED else "R24"]
            yield KEPT["R25"]


def a_void_document_keeps_its_content(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    Voiding leaves the lines and the history of a document where they are.

    Rule: R24, on each commit.
    """
    if commit.was is None or commit.now["status"] != "void" or commit.was["status"] == "void":
        return
    lost = [
        unit
        for unit in DOCUMENT_UNITS
        if unit in commit.changed and not commit.now[unit] and commit.was[unit]
    ]
    if not lost:
        yield KEPT["R24"]
        return
    yield Finding(
        "R24",
        f"Voiding {commit.record} emptied its {', '.join(lost)}.",
        {"emptied": lost},
        commit.n,
        (commit.name,),
    )


LADDER_INVARIANTS: Final = (
    Invariant(("R18", "R20"), only_people_approve, DOCUMENTS, SYNC),
    Invariant(("R18",), what_awaits_is_not_hidden, XERO_DOCUMENTS, SYNC),
    Invariant(("R21",), no_falling_back, DOCUMENTS, SYNC),
    Invariant(("R25",), void_is_for_ever, DOCUMENTS),
    Invariant(("R24",), a_void_document_keeps_its_content, ((RELEASED, "document"),), SYNC),
    Invariant(("R19", "R18", "R20", "R23", "R24", "R25", "R29"), when_settled=statuses_agree),
)

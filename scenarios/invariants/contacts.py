"""Contacts: R2 to R13."""

from collections.abc import Iterator
from typing import Final

from scenarios.canonical import CONTACT_UNITS, RELEASED, XERO
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.history import PEOPLE, Commit, History
from scenarios.invariants.conflicts import is_won_by_the_declared_side
from scenarios.invariants.invariant import CONTACTS, Invariant, Options
from scenarios.lineage import Move, Record, Root
from scenarios.settled import Pair, Settled, plain, rightful

SYNC: Final = ("sync",)


def archiving_starts_in_xero_only(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    Nobody archives a contact but a person in Xero; the sync only mirrors that in Re-Leased.

    Rule: R8, on each commit.
    """
    if "status" not in commit.changed or commit.now["status"] != "archived" or not commit.record:
        return
    if commit.actor == "sync":
        yield _archived_by_the_sync(commit, commit.record)
    elif commit.system == RELEASED and commit.was and history.is_connected(commit.owner):
        yield Finding(
            "R8",
            f"A person archived {commit.record} in Re-Leased although its company is paired.",
            commit=commit.n,
            records=(commit.name,),
        )


def _archived_by_the_sync(commit: Commit, record: Record) -> Judgement:
    if commit.system == XERO:
        message = f"The sync archived {record} in Xero."
    elif not _moves(record.root, XERO, "archived"):
        message = f"The sync archived {record} in Re-Leased; nobody archived it in Xero."
    else:
        return KEPT["R8"]
    return Finding("R8", message, commit=commit.n, records=(commit.name,))


def _moves(root: Root, system: str, status: str, *, restored: bool = False) -> list[Move]:
    """People's moves of a root to a status in a system; `restored` leaves out makings."""
    return [
        move
        for move in root.moves
        if move.actor in PEOPLE
        and move.now == status
        and move.record.system == system
        and (move.was is not None or not restored)
    ]


def no_contact_rises_by_itself(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync makes an archived contact active only after a person brought its twin back.

    Rule: R11, on each commit.
    Method: the latest restore by a person on the other side must be later than the latest
    archiving by a person that the sync could know of.
    """
    if commit.was is None or not commit.record or "status" not in commit.changed:
        return
    if commit.now["status"] != "active":
        return
    root = commit.record.root
    other = XERO if commit.system == RELEASED else RELEASED
    restored = max((move.n for move in _moves(root, other, "active", restored=True)), default=-1)
    later = [
        move
        for system in (RELEASED, XERO)
        for move in _moves(root, system, "archived")
        if move.n > restored and history.calls.could_know(move.record, move.time, commit.call)
    ]
    if restored >= 0 and not later:
        yield KEPT["R11"]
        return
    yield Finding(
        "R11",
        f"The sync made {commit.record} active again although no person had brought it back.",
        {"archived by": later[-1].n if later else None},
        commit.n,
        (commit.name,),
    )


def details_stay_with_their_party(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync writes into a contact only what people wrote into that contact or its twin.

    Rule: R12, on each commit; R56 when nobody at all wrote the value.
    """
    record = commit.record
    if record is None or record.root.invented:
        return
    known, kept = record.root.values, True
    for unit in CONTACT_UNITS:
        value = commit.now[unit] if unit in commit.changed else None
        if value is None or value in known.get(unit, ()) or _is_pieced(unit, value, known):
            continue
        kept = False
        others = history.lineage.writers("contact", unit, value)
        rule, whose = ("R12", others[0].name) if others else ("R56", "nobody")
        yield Finding(
            rule,
            f"The sync wrote a {unit} into {record} that belongs to {whose}.",
            {unit: plain(value), "written in": [root.name for root in others]},
            commit.n,
            (commit.name, *(copy.name for root in others[:1] for copy in root.copies[:1])),
        )
    if kept:
        yield KEPT["R12"]


def _is_pieced(unit: str, value: object, known: dict[str, set[object]]) -> bool:
    """True when each part of an address was written by a person into an address of the root."""
    if not unit.startswith("address.") or not isinstance(value, tuple):
        return False
    rows = [row for row in known.get(unit, ()) if isinstance(row, tuple)]
    return all(part is None or any(part in row for row in rows) for part in value)


def a_contact_made_on_one_side_exists_on_both(
    settled: Settled, _options: Options
) -> Iterator[Judgement]:
    """
    An active contact has one copy in the other system, or the sync results say why not.

    Rule: R2 for those made in Re-Leased, R3 for those made in Xero, when settled.
    """
    for root in settled.of_kind("contact"):
        rule, made, missing = (
            ("R2", "Re-Leased", "Xero") if root.system == RELEASED else ("R3", "Xero", "Re-Leased")
        )
        for ours, theirs in settled.sides(root):
            here, there = (ours, theirs) if root.system == RELEASED else (theirs, ours)
            if not here or here[0].status != "active" or settled.is_excused(here[0]):
                continue
            if there:
                if root.born > settled.since:
                    yield KEPT[rule]
            elif settled.is_in_scope(here[0]):
                yield Finding(
                    rule,
                    f"{here[0]}, made in {made}, has no copy in {missing} and is not reported.",
                    {"name": here[0].units["name"]},
                    records=(here[0].name,),
                )


def contact_edits_arrive(settled: Settled, options: Options) -> Iterator[Judgement]:
    """
    Each shared field of a contact is equal on both sides, and is what a person wrote last there.

    Rule: R4 for edits in Re-Leased, R5 for edits in Xero, R6 for edits on both sides, when
    settled; R2 and R3 for fields that nobody edited since the contact was made.
    """
    for pair in settled.contacts():
        if pair.wrong and not settled.is_excused(pair.released, pair.xero):
            for unit, how in pair.wrong.items():
                yield _wrong_unit(pair, unit, how)
    for landing in settled.history.landed:
        if landing.root.kind == "contact" and landing.unit != "status":
            rule = _rule_of(landing.root, landing.editors)
            if rule == "R6" and not is_won_by_the_declared_side(landing, settled, options):
                yield Finding(
                    "R6",
                    f"Both sides edited the {landing.unit} of {landing.commit.record}, and the "
                    f"side that does not have priority won.",
                    {landing.unit: plain(landing.value), "declared": options.conflict},
                    landing.commit.n,
                    tuple(landing.edits),
                )
            else:
                yield KEPT[rule]


def _rule_of(root: Root, editors: set[str]) -> str:
    if len(editors) == 2:
        return "R6"
    if editors:
        return "R4" if RELEASED in editors else "R5"
    return "R2" if root.system == RELEASED else "R3"


_HOW: Final = {
    "differs": "is not the same on both sides",
    "lost": "is not what was last written",
    "invented": "is something that nobody wrote",
}


def _wrong_unit(pair: Pair, unit: str, how: str) -> Finding:
    return Finding(
        _rule_of(pair.root, pair.root.editors(unit)),
        f"The {unit} of {pair} {_HOW[how]}.",
        {**pair.beside(unit), "would be right": rightful(pair.root, unit)},
        records=pair.names,
    )


def archive_state_follows_people(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    A contact is archived or active on both sides, as the person said who spoke last.

    Rule: R7 archived in Xero, R9 restored in Xero, R10 unarchived in Re-Leased, when settled.
    Method: when people spoke on both sides since the copies last agreed, either may win. A merge
    in Xero is for ever, whatever was said before it: those contacts are R13's.
    """
    for pair in settled.contacts():
        wanted = pair.root.allowed("status")
        states = {pair.released.status, pair.xero.status}
        if is_merged(pair.root) and states == {"archived"}:
            continue
        rule = _spoken_rule(pair)
        if len(states) == 1 and states <= wanted:
            if pair.root.moves[-1].n > settled.since and pair.root.moves[-1].was is not None:
                yield KEPT[rule]
        elif settled.is_reported(pair.released, pair.xero) and (rule != "R10" or len(states) == 1):
            yield KEPT[rule]
        else:
            yield Finding(
                rule,
                f"{pair} should both be {' or '.join(sorted(wanted))}.",
                pair.beside("status"),
                records=pair.names,
            )


def _spoken_rule(pair: Pair) -> str:
    """The rule that the person who spoke last put at stake."""
    for move in reversed(pair.root.moves):
        if move.actor in PEOPLE and move.was is not None:
            if move.now == "active":
                return "R10" if move.record.system == RELEASED else "R9"
            return "R7" if move.record.system == XERO else "R8"
    return "R7"


def merges_are_followed(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    After a merge in Xero the loser's documents are the survivor's, the loser points at the
    survivor, and it is not made again.

    Rule: R13, when settled.
    """
    lineage = settled.history.lineage
    for pair in settled.documents():
        loser = lineage.roots.get(pair.released.units["contact"])
        if not pair.is_live or loser is None or not is_merged(loser):
            continue
        if pair.released.units["contact"] == pair.xero.units["contact"]:
            continue
        if not settled.is_excused(pair.released, pair.xero):
            yield Finding(
                "R13",
                f"{pair.released} still names a contact that was merged away in Xero.",
                pair.beside("contact"),
                records=pair.names,
            )
    for root in settled.of_kind("contact"):
        if is_merged(root):
            yield from _loser_made_again(root)
            yield from _loser_points_nowhere(settled, root)


def _loser_points_nowhere(settled: Settled, root: Root) -> Iterator[Judgement]:
    """Re-Leased's loser names no survivor, although it has that contact."""
    for ours, theirs in settled.sides(root):
        survivor = _survivor_of(settled.history, theirs)
        if not ours or ours[0].units["merged_into"] or survivor is None:
            continue
        known = survivor.root.within(RELEASED, ours[0].owner)
        if known and survivor.status == "active" and not settled.is_excused(ours[0], *known):
            yield Finding(
                "R13",
                f"{ours[0]} does not say that it was merged into {known[0]}.",
                {"merged into": survivor.id},
                records=(ours[0].name, *(copy.name for copy in theirs)),
            )


def _survivor_of(history: History, losers: list[Record]) -> Record | None:
    """The Xero contact that a Xero contact was merged into."""
    into = next((copy.units["merged_into"] for copy in losers), None)
    return history.records.get((XERO, "contact", str(into))) if into else None


def is_merged(root: Root) -> bool:
    """True when the contact was merged into another one in Xero."""
    return any(copy.units["merged_into"] for copy in root.within(XERO))


def _loser_made_again(root: Root) -> Iterator[Judgement]:
    merged = max(move.n for move in root.moves if move.record.system == XERO)
    again = [c for c in root.within(XERO) if c.maker == "sync" and not c.units["merged_into"]]
    if not again:
        yield KEPT["R13"]
    for copy in again:
        yield Finding(
            "R13",
            f"The sync made {copy} in Xero for a contact that had been merged away.",
            {"merged": merged},
            copy.born,
            (copy.name,),
        )


CONTACT_INVARIANTS: Final = (
    Invariant(("R8",), archiving_starts_in_xero_only, CONTACTS),
    Invariant(("R11",), no_contact_rises_by_itself, CONTACTS, SYNC),
    Invariant(("R12", "R56"), details_stay_with_their_party, CONTACTS, SYNC),
    Invariant(("R2", "R3"), when_settled=a_contact_made_on_one_side_exists_on_both),
    Invariant(("R4", "R5", "R6", "R2", "R3"), when_settled=contact_edits_arrive),
    Invariant(("R7", "R8", "R9", "R10"), when_settled=archive_state_follows_people),
    Invariant(("R13",), when_settled=merges_are_followed),
)

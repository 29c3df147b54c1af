"""Invoices and bills: their content. R15 to R17, R22, R26, R58, R59."""

from collections.abc import Iterator
from typing import Final

from scenarios.canonical import CREDITS, DOCUMENT_UNITS, RELEASED, XERO
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.fingerprints import fingerprints
from scenarios.history import Commit, History, Landing
from scenarios.invariants.conflicts import is_won_by_the_declared_side
from scenarios.invariants.contacts import is_merged
from scenarios.invariants.invariant import DOCUMENTS, XERO_DOCUMENTS, Invariant, Options
from scenarios.lineage import Record, Root
from scenarios.settled import Pair, Settled, plain, rightful

SYNC: Final = ("sync",)
CROSSES: Final = ("awaiting", "approved", "paid")
_DATES: Final = ("issue_date", "due_date")


def drafts_are_never_pushed(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync makes a document in Xero only after its root had left Draft in Re-Leased.

    Rule: R17, on each document that the sync makes in Xero.
    """
    if commit.op != "create" or not commit.record or commit.record.root.system != RELEASED:
        return
    root = commit.record.root
    if any(move.record.system == RELEASED and move.now in CROSSES for move in root.moves):
        yield KEPT["R17"]
        return
    yield Finding(
        "R17",
        f"The sync made {commit.record} in Xero from a draft.",
        {"made from": root.name},
        commit.n,
        (commit.name, root.copies[0].name),
    )


def content_was_written_by_people(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync writes into a document only what people wrote into it or its twin.

    Rule: R26 when it is another document's content, R56 when it is nobody's, on each commit.
    """
    record = commit.record
    if record is None or record.root.invented:
        return
    kept = True
    for unit in DOCUMENT_UNITS:
        value = commit.now[unit] if unit in commit.changed else None
        if value is None or value == () or value in record.root.values.get(unit, ()):
            continue
        if unit == "due_date" and None in record.root.values.get(unit, ()):
            continue
        if unit == "contact" and _is_survivor(history, record.root, str(value)):
            continue
        kept = False
        yield _strange_content(commit, record, history, unit)
    if kept:
        yield KEPT["R26"] if commit.system == XERO else KEPT["R56"]


def _is_survivor(history: History, root: Root, value: str) -> bool:
    """True when the document named a contact that was merged away, and may follow it."""
    known = (history.lineage.roots.get(str(name)) for name in root.values.get("contact", ()))
    return value in history.lineage.roots and any(r is not None and is_merged(r) for r in known)


def _strange_content(commit: Commit, record: Record, history: History, unit: str) -> Finding:
    found = {
        root.name
        for token in fingerprints("document", commit.now)
        for root in history.lineage.token_roots("document", token)
    }
    foreign = sorted(found - {record.root.name}) if unit in ("lines", "reference") else []
    whose = foreign[0] if foreign else "nobody"
    return Finding(
        "R26" if foreign else "R56",
        f"The sync wrote a {unit} into {record} that belongs to {whose}.",
        {unit: plain(commit.now[unit]), "written in": foreign},
        commit.n,
        (commit.name,),
    )


def numbers_are_given_by_xero(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync renumbers nothing in Xero, and shows in Re-Leased only numbers that Xero gave.

    Rule: R26, on each commit that changes a number.
    """
    record = commit.record
    if record is None or "number" not in commit.changed:
        return
    before, now = (commit.was or {}).get("number"), commit.now["number"]
    if commit.system == XERO:
        wrong = before is not None
    else:
        given = now in record.root.values.get("number", ())
        wrong = not given and (now is not None or history.is_connected(commit.owner))
        wrong = wrong and before is not None
    if not wrong:
        yield KEPT["R26"]
        return
    yield Finding(
        "R26",
        f"The sync changed the number of {record} from {before} to {now}.",
        {"before": before, "now": now},
        commit.n,
        (commit.name,),
    )


def totals_are_the_sum_of_lines(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The totals of a document that the sync wrote are the sums of its rounded lines.

    Rule: R58, on each commit.
    """
    if commit.record is None or not {"lines", "amounts", "total"} & set(commit.changed):
        return
    now = commit.now
    if any(not isinstance(part, int) for pair in now["amounts"] for part in pair):
        return
    lines, taxes = sum(pair[1] for pair in now["amounts"]), sum(x[0] for x in now["amounts"])
    total = lines if now["tax_mode"] != "exclusive" else lines + taxes
    if (now["total"], now["tax_total"]) == (total, taxes):
        yield KEPT["R58"]
        return
    yield Finding(
        "R58",
        f"The total of {commit.record} is not the sum of its lines.",
        {"total": now["total"], "tax": now["tax_total"], "sum": total, "sum of tax": taxes},
        commit.n,
        (commit.name,),
    )


def a_document_exists_on_both_sides(settled: Settled, options: Options) -> Iterator[Judgement]:
    """
    A document beyond Draft has one copy in the other system, or the sync results say why not.

    Rule: R15 made in Re-Leased, R18 while it awaits approval there, R16 made in Xero, R29 when
    Xero refused it, R17 for drafts, when settled.
    """
    for root in settled.of_kind("document"):
        for ours, theirs in settled.sides(root):
            here, there = (ours, theirs) if root.system == RELEASED else (theirs, ours)
            if here and settled.is_in_scope(here[0]):
                yield from _existence(settled, options, here[0], there)


def _existence(
    settled: Settled, options: Options, made: Record, there: list[Record]
) -> Iterator[Judgement]:
    root, in_released = made.root, made.system == RELEASED
    rule = "R15" if in_released else "R16"
    if there:
        if root.born > settled.since or there[0].born > settled.since:
            yield KEPT[rule]
        return
    if made.status == "draft" and in_released:
        was_pushed = any(move.now in CROSSES for move in root.moves)
        yield KEPT["R29" if was_pushed and settled.is_reported(made) else "R17"]
    elif made.status in CROSSES and not settled.is_excused(made):
        if in_released and made.status == "awaiting":
            if not options.push_awaiting_approval:
                return
            rule = "R18"
        yield _missing(made, rule)
        if in_released and settled.history.calls.was_refused(root):
            yield _missing(made, "R29")


def _missing(made: Record, rule: str) -> Finding:
    here, there = ("Re-Leased", "Xero") if made.system == RELEASED else ("Xero", "Re-Leased")
    return Finding(
        rule,
        f"{made} is {made.status} in {here}, has no copy in {there} and is not reported.",
        {"status": made.status, "total": made.units["total"]},
        records=(made.name,),
    )


def document_content_agrees(settled: Settled, options: Options) -> Iterator[Judgement]:
    """
    The content of a live document is equal on both sides and is what a person wrote last.

    Rule: R22 for what was edited; R15 and R16 for what was not; R59 for a date that nobody wrote,
    when settled.
    """
    for pair in settled.documents():
        if not pair.is_live or not pair.wrong or settled.is_forgiven(pair):
            continue
        for unit, how in pair.wrong.items():
            if unit == "contact" and _is_about_a_merge(settled, pair):
                continue
            yield _wrong_unit(pair, unit, how, _rule_of(settled, pair.root, unit))
            if unit in _DATES and _has_invented_date(pair, unit):
                yield _wrong_unit(pair, unit, "invented", "R59")
    for landing in settled.history.landed:
        if landing.root.kind == "document":
            yield from _landed(settled, options, landing)


def is_excused(settled: Settled, pair: Pair) -> bool:
    """True when the sync results name the document or its contact."""
    return settled.is_excused(pair.released, pair.xero)


def _is_about_a_merge(settled: Settled, pair: Pair) -> bool:
    contact = settled.history.lineage.roots.get(pair.released.units["contact"])
    return contact is not None and is_merged(contact)


def _has_invented_date(pair: Pair, unit: str) -> bool:
    known = pair.root.values.get(unit, set())
    return any(copy.units[unit] not in known for copy in (pair.released, pair.xero))


def _landed(settled: Settled, options: Options, landing: Landing) -> Iterator[Judgement]:
    if len(landing.editors) == 2 and not is_won_by_the_declared_side(landing, settled, options):
        yield Finding(
            "R22",
            f"Both sides edited the {landing.unit} of {landing.commit.record}, and the side that "
            f"does not have priority won.",
            {landing.unit: plain(landing.value), "declared": options.conflict},
            landing.commit.n,
            tuple(landing.edits),
        )
        return
    yield KEPT["R59" if landing.unit in _DATES else "R22"]


_HOW: Final = {
    "differs": "is not the same on both sides",
    "lost": "is not what was last written",
    "invented": "is something that nobody wrote",
}


def _rule_of(settled: Settled, root: Root, unit: str) -> str:
    """R22 for a unit that was edited, or a pair that had agreed; else the rule of its making."""
    linked_at = max(copy.born for copy in root.copies)
    if root.edits.get(unit) or linked_at <= settled.since:
        return "R22"
    return "R15" if root.system == RELEASED else "R16"


def _wrong_unit(pair: Pair, unit: str, how: str, rule: str) -> Finding:
    return Finding(
        rule,
        f"The {unit} of {pair} {_HOW[how]}.",
        {**pair.beside(unit), "would be right": rightful(pair.root, unit)},
        records=pair.names,
    )


def money_is_equal(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    Documents with the same lines have the same amounts on both sides, to the cent.

    Rule: R58, when settled.
    """
    for pair in settled.documents():
        if not pair.is_live or {"lines", "tax_mode"} & set(pair.wrong):
            continue
        if not pair.wrong_money:
            if pair.root.synced_at > settled.since:
                yield KEPT["R58"]
        elif not is_excused(settled, pair):
            yield Finding(
                "R58",
                f"The amounts of {pair} differ although their lines are the same.",
                pair.beside(*pair.wrong_money),
                records=pair.names,
            )


def numbers_are_equal(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    Re-Leased shows the number that the document has in Xero.

    Rule: R26, when settled.
    """
    for pair in settled.documents():
        if pair.released.units["number"] == pair.xero.units["number"]:
            if pair.root.synced_at > settled.since:
                yield KEPT["R26"]
        elif pair.is_live and not is_excused(settled, pair):
            yield Finding(
                "R26",
                f"{pair} do not show the same number.",
                pair.beside("number"),
                records=pair.names,
            )


def kinds_are_equal(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    An income invoice is a sales invoice in Xero, an expense invoice is a bill, a credit note a
    credit note, never the reverse.

    Rule: R15 and R16, R27 where one is a credit note, when settled.
    """
    for pair in settled.documents():
        kinds = {pair.released.units["kind"], pair.xero.units["kind"]}
        if len(kinds) > 1:
            made_in = "R15" if pair.root.system == RELEASED else "R16"
            yield Finding(
                "R27" if kinds & set(CREDITS) else made_in,
                f"{pair} are not of the same kind.",
                pair.beside("kind"),
                records=pair.names,
            )


DOCUMENT_INVARIANTS: Final = (
    Invariant(("R17",), drafts_are_never_pushed, XERO_DOCUMENTS, SYNC),
    Invariant(("R26", "R56"), content_was_written_by_people, DOCUMENTS, SYNC),
    Invariant(("R26",), numbers_are_given_by_xero, DOCUMENTS, SYNC),
    Invariant(("R58",), totals_are_the_sum_of_lines, DOCUMENTS, SYNC),
    Invariant(("R15", "R16", "R17", "R18", "R29"), when_settled=a_document_exists_on_both_sides),
    Invariant(("R22", "R15", "R16", "R59"), when_settled=document_content_agrees),
    Invariant(("R58",), when_settled=money_is_equal),
    Invariant(("R26",), when_settled=numbers_are_equal),
    Invariant(("R15", "R16", "R27"), when_settled=kinds_are_equal),
)

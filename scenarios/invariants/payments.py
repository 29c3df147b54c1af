"""Payments and settlement: R35, R36, R38 to R41, R48, R49."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from scenarios.canonical import CREDITS, RELEASED, XERO
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.fingerprints import tokens
from scenarios.history import PEOPLE, Commit, History
from scenarios.invariants.invariant import ALLOCATIONS, DOCUMENTS, PAYMENTS, Invariant, Options
from scenarios.lineage import Record, Root
from scenarios.settled import Pair, Settled, is_dated_in_scope

SYNC: Final = ("sync",)
_XERO_PAYMENT: Final = ((XERO, "payment"),)
_BANK_FIELDS: Final = ("Reference", "Particulars", "Code", "Details", "BankAccountNumber")
_SETTLED: Final = ("paid", "credited", "due")


def settlement_adds_up(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    Total is paid plus credited plus due, due is never negative, Paid means nothing is due.

    Rule: R38, on each commit in either system.
    """
    now = commit.now
    if commit.record is None or now["status"] not in ("approved", "paid"):
        return
    total, paid, credited, due = (now[unit] for unit in ("total", *_SETTLED))
    if not all(isinstance(value, int) for value in (total, paid, credited, due)):
        return
    is_paid = total == 0 or (now["status"] == "paid") == (due == 0)
    if total == paid + credited + due and due >= 0 and is_paid:
        if paid or credited:
            yield KEPT["R38"]
        return
    yield Finding(
        "R38",
        f"What is due on {commit.record} does not follow from its total and payments.",
        {"total": total, "paid": paid, "credited": credited, "due": due, "status": now["status"]},
        commit.n,
        (commit.name,),
    )


def reversal_starts_in_xero_only(
    commit: Commit, history: History, options: Options
) -> Iterator[Judgement]:
    """
    Nobody reverses a payment but a person in Xero; the sync only mirrors that in Re-Leased.

    Rule: R40, on each commit.
    """
    if commit.record is None or commit.now["status"] != "reversed" or commit.was is None:
        return
    if commit.was["status"] == "reversed" or options.reversal_in_released:
        return
    if commit.system == XERO and commit.actor == "sync":
        message = f"The sync deleted {commit.record} in Xero."
    elif commit.system == RELEASED and commit.actor == "user":
        if not history.is_connected(commit.owner):
            return
        message = f"A person reversed {commit.record} in Re-Leased although it is paired."
    elif commit.system == RELEASED and not _is_mirrored(commit.record, history):
        message = f"The sync reversed {commit.record}, which nobody had reversed in Xero."
    else:
        yield KEPT["R40"]
        return
    yield Finding("R40", message, commit=commit.n, records=(commit.name,))


def _is_mirrored(record: Record, history: History) -> bool:
    """
    True when Xero has reversed as many equal payments, or never had this one.

    Method: equal payments of one document are not told apart, so they are counted.
    """
    if not record.root.within(XERO):
        return True
    alike = [
        copy
        for root in history.lineage.hanging_on("payment", record.units["document"])
        for copy in root.copies
        if _key(copy) == _key(record) and not copy.is_live
    ]
    here = sum(copy.system == RELEASED and bool(copy.root.within(XERO)) for copy in alike)
    return here <= sum(copy.system == XERO for copy in alike)


def a_payment_is_never_doubled(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    A payment has at most one live copy in each system, at every instant, and is never sent twice.

    Rule: R41, on each payment that the sync makes; R28 for allocations.
    Method: a payment stems from one that a person made on the same document, equal in amount and
    date; when all of those have been copied already, it is a second copy.
    """
    record = commit.record
    if commit.op != "create" or record is None:
        return
    rule = "R41" if record.kind == "payment" else "R28"
    if record.root.invented:
        yield Finding(
            rule,
            f"The sync made {record}, and nobody made such a {record.kind} there.",
            _amount(record),
            commit.n,
            (commit.name,),
        )
        return
    copies = record.root.within(record.system)
    if len(copies) == 1:
        yield KEPT[rule]
        return
    live = history.live_copies(record.root, record.system)
    again = "is there twice" if len(live) > 1 else "was reversed and is sent again"
    yield Finding(
        rule,
        f"The {record.kind} {record.root} {again}.",
        {**_amount(record), "copies": [copy.id for copy in copies]},
        commit.n,
        tuple(copy.name for copy in copies),
    )


def _amount(record: Record) -> dict[str, Any]:
    return {"cents": record.units["cents"], "date": record.units["date"]}


def reconciling_belongs_to_xero(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync never changes a reconciled flag, and starts payments unreconciled.

    Rule: R48, on each payment that the sync writes in Xero.
    """
    before = bool((commit.before or {}).get("IsReconciled"))
    if commit.after is None or bool(commit.after.get("IsReconciled")) == before:
        yield KEPT["R48"]
        return
    yield Finding(
        "R48",
        f"The sync changed the reconciled flag of {commit.record}.",
        {"before": before},
        commit.n,
        (commit.name,),
    )


def bank_references_belong_to_xero(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync neither fills, changes nor blanks a bank reference.

    Rule: R49, on each payment that the sync writes in Xero.
    """
    before, after = commit.before or {}, commit.after or {}
    touched = [
        name for name in _BANK_FIELDS if (before.get(name) or None) != (after.get(name) or None)
    ]
    if not touched:
        yield KEPT["R49"]
        return
    yield Finding(
        "R49",
        f"The sync wrote the {', '.join(touched)} of {commit.record}, which belongs to Xero.",
        {name: {"before": before.get(name), "after": after.get(name)} for name in touched},
        commit.n,
        (commit.name,),
    )


def bank_references_stay_in_xero(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    No record of Re-Leased shows what a person wrote into a bank reference in Xero.

    Rule: R49, when settled.
    """
    planted = {
        token
        for commit in settled.history.commits
        if (commit.system, commit.type) == (XERO, "payment") and commit.actor in PEOPLE
        for name in _BANK_FIELDS
        for token in tokens((commit.after or {}).get(name))
    }
    if not planted:
        return
    shown = [
        record
        for root in settled.roots
        for record in root.within(RELEASED)
        if planted & set(_texts(record.doc))
    ]
    if not shown:
        yield KEPT["R49"]
    for record in shown:
        yield Finding(
            "R49", f"{record} in Re-Leased shows a bank reference of Xero.", records=(record.name,)
        )


def _texts(value: Any) -> Iterator[str]:
    """Every fingerprint anywhere in a record."""
    if isinstance(value, str):
        yield from tokens(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def payments_are_the_same(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    A document has the same live payments on both sides, by amount and date; equal ones count.

    Rule: R35 made in Re-Leased, R36 made in Xero, R37 on credit notes, R39 reversed in Xero, R59
    when only the day differs, when settled.
    """
    book = by_document(settled.history)
    for pair in settled.documents():
        payments = [
            record
            for record in book.get(pair.root.name, ())
            if is_dated_in_scope(settled.history, record)
        ]
        if payments:
            yield from _compared(settled, pair, payments)


def by_document(history: History, kind: str = "payment") -> dict[str, list[Record]]:
    """The payments, or the allocations, of each document; an allocation is of two."""
    book: dict[str, list[Record]] = {}
    for record in history.records.values():
        if record.kind == kind:
            for unit in ("document", "invoice"):
                if unit in record.units:
                    book.setdefault(record.units[unit], []).append(record)
    return book


def is_credit(record: Record) -> bool:
    """True for a credit note."""
    return record.units["kind"] in CREDITS


def _key(record: Record) -> tuple[int, str]:
    return (record.units["cents"], record.units["date"])


def _compared(settled: Settled, pair: Pair, payments: list[Record]) -> Iterator[Judgement]:
    live = [record for record in payments if record.is_live]
    ours = Counter(_key(record) for record in live if record.system == RELEASED)
    theirs = Counter(_key(record) for record in live if record.system == XERO)
    if ours == theirs:
        yield from _equal(settled, pair, payments)
    elif not settled.is_excused(pair.released, pair.xero, *payments):
        yield from _unequal(pair, payments, ours - theirs, theirs - ours)


def _equal(settled: Settled, pair: Pair, payments: list[Record]) -> Iterator[Judgement]:
    accounts = {
        system: Counter(
            (*_key(record), record.units["account"])
            for record in payments
            if record.is_live and record.system == system
        )
        for system in (RELEASED, XERO)
    }
    known = all(record.units["account"] for record in payments if record.is_live)
    if known and accounts[RELEASED] != accounts[XERO]:
        odd = accounts[XERO] - accounts[RELEASED]
        yield Finding(
            "R36" if all(map(_is_from_xero, _rows_of(payments, odd))) else "R35",
            f"The payments of {pair} name different bank accounts.",
            {system: [list(key) for key in rows] for system, rows in accounts.items()},
            records=pair.names,
        )
        return
    for record in payments:
        if record.root.copies[0] is record and record.root.born > settled.since:
            yield KEPT["R35" if record.system == RELEASED else "R36"]
            if is_credit(pair.xero):
                yield KEPT["R37"]
        if record.system == XERO and not record.is_live and _was_copied(record.root):
            yield KEPT["R39"]


def _rows_of(payments: list[Record], odd: Counter[tuple[Any, ...]]) -> list[Record]:
    """Xero's payments that name an account which the other side does not."""
    live = [record for record in payments if record.is_live and record.system == XERO]
    return [record for record in live if (*_key(record), record.units["account"]) in odd]


def _is_from_xero(record: Record) -> bool:
    return record.root.system == XERO


def _was_copied(root: Root) -> bool:
    return bool(root.within(RELEASED))


def _unequal(
    pair: Pair, payments: list[Record], more: Counter[Any], fewer: Counter[Any]
) -> Iterator[Judgement]:
    evidence = {
        "only in Re-Leased": [list(key) for key in more.elements()],
        "only in Xero": [list(key) for key in fewer.elements()],
    }
    rules = dict.fromkeys(
        [
            *(_rule_of_more(key, payments) for key in more),
            *(_rule_of_fewer(key, payments) for key in fewer),
        ]
    )
    if is_credit(pair.xero):
        rules["R37"] = None
    if {key[0] for key in more} == {key[0] for key in fewer}:
        rules["R59"] = None
    for rule in rules:
        yield Finding(
            rule, f"The payments of {pair} are not the same.", evidence, records=pair.names
        )


def _rule_of_more(key: Any, payments: list[Record]) -> str:
    """The rule at stake when Re-Leased has a live payment that Xero lacks."""
    alike = [record for record in payments if _key(record) == key]
    if any(map(_is_reversed_in_xero_only, alike)):
        return "R39"
    made_here = any(r.root.system == RELEASED and not r.root.invented for r in alike)
    return "R35" if made_here else "R36"


def _is_reversed_in_xero_only(record: Record) -> bool:
    """Reversed in Xero while its own copy stands; an equal one that never crossed is none."""
    copies = record.root.within(RELEASED)
    return record.system == XERO and not record.is_live and any(copy.is_live for copy in copies)


def _rule_of_fewer(key: Any, payments: list[Record]) -> str:
    """The rule at stake when Xero has a live payment that Re-Leased lacks."""
    alike = [record for record in payments if _key(record) == key]
    made_there = any(r.root.system == XERO and not r.root.invented for r in alike)
    return "R36" if made_there else "R35"


def settlement_is_equal(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    Paid, credited and due are equal on both sides and are what the live payments add up to.

    Rule: R38, when settled; a document with a payment out of scope is not compared.
    """
    book, notes = by_document(settled.history), by_document(settled.history, "allocation")
    for pair in settled.documents():
        if not pair.is_live or settled.is_excused(pair.released, pair.xero):
            continue
        payments = book.get(pair.root.name, [])
        for record in (pair.released, pair.xero):
            yield from _added_up(record, payments)
        payments = [*payments, *notes.get(pair.root.name, ())]
        if not all(map(settled.flows, payments)):
            continue
        if any(pair.released.units[unit] != pair.xero.units[unit] for unit in _SETTLED):
            if settled.is_excused(*payments):
                continue
            yield Finding(
                "R38",
                f"{pair} do not agree on what is paid and due.",
                pair.beside(*_SETTLED),
                records=pair.names,
            )
        elif pair.released.units["paid"] and pair.root.synced_at > settled.since:
            yield KEPT["R38"]


def _added_up(record: Record, payments: list[Record]) -> Iterator[Judgement]:
    says = record.units["paid"]
    paid = sum(
        payment.units["cents"]
        for payment in payments
        if payment.is_live and payment.system == record.system
    )
    if paid != says:
        yield Finding(
            "R38",
            f"{record} says that {says} cents are paid; its payments add up to {paid}.",
            {"says": says, "payments": paid},
            records=(record.name,),
        )


PAYMENT_INVARIANTS: Final = (
    Invariant(("R38",), settlement_adds_up, DOCUMENTS),
    Invariant(("R40",), reversal_starts_in_xero_only, PAYMENTS),
    Invariant(("R41", "R28"), a_payment_is_never_doubled, (*PAYMENTS, *ALLOCATIONS), SYNC),
    Invariant(("R48",), reconciling_belongs_to_xero, _XERO_PAYMENT, SYNC),
    Invariant(("R49",), bank_references_belong_to_xero, _XERO_PAYMENT, SYNC),
    Invariant(("R49",), when_settled=bank_references_stay_in_xero),
    Invariant(("R35", "R36", "R37", "R39", "R59"), when_settled=payments_are_the_same),
    Invariant(("R38",), when_settled=settlement_is_equal),
)

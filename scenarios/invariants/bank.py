"""Money in Xero's bank: what never crosses, and what crosses as credit alone. R14, R49."""

from collections.abc import Iterator
from typing import Any, Final

from scenarios.canonical import RELEASED, XERO, cents
from scenarios.credits import KEYS, Credit, in_released, in_xero
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.fingerprints import tokens
from scenarios.history import Commit, History
from scenarios.invariants.invariant import Invariant, Options
from scenarios.settled import Settled

SYNC: Final = ("sync",)
_BANK: Final = tuple(
    (XERO, type_)
    for type_ in (
        "bank_transaction",
        "overpayment",
        "prepayment",
        "batch_payment",
        "bank_transfer",
    )
)
_CREDIT: Final = ((RELEASED, "credit"),)
_MADE: Final = ((RELEASED, "document"), (RELEASED, "payment"))


def bank_entries_never_cross(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync writes no money spent or received, no credit of it, no transfer and no batch.

    Rule: R14, R49 for batches, on each commit of one.
    """
    yield Finding(
        "R49" if commit.type == "batch_payment" else "R14",
        f"The sync wrote the {commit.type.replace('_', ' ')} {commit.id} in Xero.",
        commit=commit.n,
        records=(commit.name,),
    )


def bank_entries_become_nothing_else(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    No document and no payment is made of money that was spent or received without one.

    Rule: R14, on each document and payment that the sync makes in Re-Leased.
    Method: nobody made such a record, and some bank entry is of the same amount.
    """
    record = commit.record
    if commit.op != "create" or record is None or not record.root.invented:
        return
    amount = record.units["cents" if record.kind == "payment" else "total"]
    for entry in history.of(XERO, "bank_transaction"):
        if cents(entry.doc.get("Total")) == amount:
            yield Finding(
                "R14",
                f"{record} in Re-Leased was made of the bank entry {entry.id}.",
                {"cents": amount, "date": entry.doc.get("Date")},
                commit.n,
                (commit.name,),
            )
            return


def bank_entries_have_no_copy(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    No record of Re-Leased stems from money spent or received, also where it left a credit.

    Rule: R14, when settled.
    Method: fingerprints of the entry's reference and lines are looked for in what the sync made.
    """
    entries = settled.history.of(XERO, "bank_transaction")
    if not entries:
        return
    planted = {token for entry in entries for token in _bank_tokens(entry.doc)}
    made = [
        record
        for root in settled.roots
        for record in root.within(RELEASED)
        if record.maker == "sync" and planted & set(tokens(str(record.doc)))
    ]
    if not made:
        yield KEPT["R14"]
    for record in made:
        yield Finding(
            "R14", f"{record} in Re-Leased stems from a bank entry.", records=(record.name,)
        )


def _bank_tokens(doc: Any) -> Iterator[str]:
    yield from tokens(doc.get("Reference"))
    for line in doc.get("LineItems") or ():
        yield from tokens(line.get("Description"))


def credits_come_from_xero(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    A credit in Re-Leased is the mirror of an over- or prepayment of Xero; nobody else writes one.

    Rule: R14, on each commit of a credit in Re-Leased.
    """
    external = str((commit.after or commit.before or {}).get("externalId"))
    if commit.after is None:
        why = "was removed; what is void stays, void"
    elif commit.actor == "user":
        why = "was written by a person, though Xero alone manages it"
    elif not any(_is_there(history, type_, external) for type_ in KEYS):
        why = "stems from no over- or prepayment of Xero"
    else:
        yield KEPT["R14"]
        return
    message = f"The credit {commit.id} in Re-Leased {why}."
    yield Finding("R14", message, commit=commit.n, records=(commit.name,))


def _is_there(history: History, type_: str, external: str) -> bool:
    return any(mirror.id == external for mirror in history.of(XERO, type_))


def credits_are_mirrored(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    What an over- or prepayment is in Xero, its mirror in Re-Leased is, with all that it settles.

    Rule: R14, when settled, of those in scope; where Re-Leased keeps such credits at all.
    """
    if not settled.keeps_credits:
        return
    partners = {tenant: company for company, tenant in settled.connected}
    mirrors = {(each.owner, each.external): each for each in in_released(settled.history)}
    for theirs in in_xero(settled.history):
        company = partners.get(theirs.owner)
        if company is None or not settled.is_credit_in_scope(theirs.owner, theirs.external):
            continue
        ours = mirrors.get((company, theirs.external))
        if settled.is_credit_excused(theirs, ours):
            continue
        yield from _compared(theirs, ours)


def _compared(theirs: Credit, ours: Credit | None) -> Iterator[Judgement]:
    if ours is None:
        if theirs.is_live:
            message = f"The {theirs} of Xero has no mirror among Re-Leased's credits."
            evidence = {"total": theirs.total, "left": theirs.left}
            yield Finding("R14", message, evidence, records=(theirs.name,))
        return
    differing = ours.differs_from(theirs)
    if not differing:
        yield KEPT["R14"]
        return
    yield Finding(
        "R14",
        f"Of the {theirs} the {', '.join(differing)} is not the same in Re-Leased as in Xero.",
        {unit: {"released": values[0], "xero": values[1]} for unit, values in differing.items()},
        records=(ours.name, theirs.name),
    )


BANK_INVARIANTS: Final = (
    Invariant(("R14", "R49"), bank_entries_never_cross, _BANK, SYNC),
    Invariant(("R14",), bank_entries_become_nothing_else, _MADE, SYNC),
    Invariant(("R14",), credits_come_from_xero, _CREDIT),
    Invariant(("R14",), when_settled=bank_entries_have_no_copy),
    Invariant(("R14",), when_settled=credits_are_mirrored),
)

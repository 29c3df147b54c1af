"""Pairing, isolation and scope: R50 to R52, R63."""

from collections.abc import Iterator
from typing import Final

from scenarios.canonical import HANGING, RELEASED, SETTLEMENTS, XERO
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.history import Commit, History
from scenarios.invariants.invariant import (
    ALLOCATIONS,
    ATTACHMENTS,
    DOCUMENTS,
    PAYMENTS,
    RECORDS,
    Invariant,
    Options,
)
from scenarios.lineage import Record, Root
from scenarios.settled import Settled, has_base_currency, is_dated_in_scope
from scenarios.standing import names_in

SYNC: Final = ("sync",)
_CONNECTION: Final = ((RELEASED, "connection"),)


def pairing_is_one_to_one(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    No organisation is paired with two companies.

    Rule: R50, on each commit of a connection.
    """
    tenant = (commit.after or {}).get("pairedTenantId")
    if not tenant:
        return
    others = [
        mirror.owner
        for mirror in history.of(RELEASED, "connection")
        if mirror.doc.get("pairedTenantId") == tenant and mirror.id != commit.id
    ]
    if not others:
        yield KEPT["R50"]
        return
    yield Finding(
        "R50",
        f"The organisation {tenant} is paired with more than one company.",
        {"companies": sorted([*others, commit.owner])},
        commit.n,
        (commit.name,),
    )


def pairing_is_for_ever(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    Once a company has been paired, its organisation never changes.

    Rule: R51, on each commit of a connection.
    """
    before = (commit.before or {}).get("pairedTenantId")
    if before is None:
        return
    now = (commit.after or {}).get("pairedTenantId")
    if now == before:
        yield KEPT["R51"]
        return
    yield Finding(
        "R51",
        f"Company {commit.owner} was paired with {before} and is now paired with {now}.",
        {"before": before, "now": now},
        commit.n,
        (commit.name,),
    )


def companies_are_isolated(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    What the sync writes for one company stems from that company or its own organisation.

    Rule: R52, on each commit.
    """
    record = commit.record
    if record is None or record.root.invented or len(history.pairings()) < 2:
        return
    allowed = _owners(record.root, history)
    if allowed & set(record.owners):
        yield KEPT["R52"]
        return
    yield Finding(
        "R52",
        f"The sync wrote {record} for {record.owner}; it stems from {record.root.owner}.",
        {"written for": record.owner, "stems from": sorted(allowed)},
        commit.n,
        (commit.name, record.root.copies[0].name),
    )


def _owners(root: Root, history: History) -> set[str]:
    """The companies and organisations in which a root may have copies."""
    first = root.copies[0]
    found = {
        *first.owners,
        *(history.partner(first.system, owner) or "" for owner in first.owners),
    }
    for company in [owner for copy in root.within(RELEASED) for owner in copy.owners]:
        if first.kind == "contact" and company in found:
            shared = next(c for c in root.within(RELEASED) if company in c.owners)
            found.update(shared.owners)
            found.update(history.partner(RELEASED, owner) or "" for owner in shared.owners)
    return found - {""}


def what_is_out_of_scope_is_left_alone(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync writes no document or payment that was out of scope all its life.

    Rule: R63, on each commit.
    Method: dated before the company's sync-from date, or in foreign currency, in every version
    and every copy; a document that an edit moved across the date may be in flight. What
    Re-Leased moves itself when contacts are merged does not count.
    """
    record = commit.record
    if record is None or not is_never_in_scope(record, history):
        return
    if _is_moved_by_a_merge(commit, history):
        return
    yield Finding(
        "R63",
        f"The sync wrote {record}, which is out of scope.",
        {"date": record.units.get("issue_date") or record.units.get("date")},
        commit.n,
        (commit.name,),
    )


def _is_moved_by_a_merge(commit: Commit, history: History) -> bool:
    """True when Re-Leased itself moved the document, because its contact was merged."""
    if commit.was is None or commit.changed != ("contact",):
        return False
    contact = history.lineage.roots.get(commit.was["contact"])
    copies = contact.within(RELEASED) if contact else []
    return any(copy.units["merged_into"] for copy in copies)


def is_never_in_scope(record: Record, history: History) -> bool:
    """True when a record, or a document that it hangs on, never was in scope."""
    root = record.root
    if record.kind in HANGING:
        for unit in ("document", "invoice"):
            document = history.lineage.roots.get(record.units.get(unit, ""))
            if document is not None and _never_flows(document, history):
                return True
        dated = record.kind in SETTLEMENTS
        return dated and not is_dated_in_scope(history, root.copies[0])
    return _never_flows(root, history)


def _never_flows(root: Root, history: History) -> bool:
    first = root.copies[0]
    if not has_base_currency(history, first):
        return True
    if is_dated_in_scope(history, first):
        return False
    company = first.owner if first.system == RELEASED else history.partner(XERO, first.owner)
    start = history.connection(company or "").get("syncFromDate") or ""
    return all(str(dated) < start for dated in root.values.get("issue_date", ()))


def what_is_unlinked_is_left_alone(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync writes no record that a person left out, nor what settles it, once it could know.

    Rule: R63, on each commit.
    """
    record = commit.record
    if record is None or not history.left_out or _is_moved_by_a_merge(commit, history):
        return
    names = _names_with_parents(record, history)
    for entry in history.left_out.values():
        if names.isdisjoint(names_in(entry.doc)):
            continue
        if history.calls.could_know_entry(entry.time, commit.call):
            yield Finding(
                "R63",
                f"The sync wrote {record} although a person had left it out of the sync.",
                {"entry": entry.id, "left out at": entry.time},
                commit.n,
                (commit.name,),
            )
            return


def _names_with_parents(record: Record, history: History) -> set[tuple[str, str, str]]:
    """The copies of a record, and of the document and the invoice that it settles."""
    roots = [record.root]
    for unit in ("document", "invoice") if record.kind in SETTLEMENTS else ():
        parent = history.lineage.roots.get(record.units.get(unit, ""))
        roots += [parent] if parent else []
    return {copy.name for root in roots for copy in root.copies}


def nothing_flows_while_disconnected(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync writes nothing for a company once it could know that the company is disconnected.

    Rule: R51, on each commit.
    """
    record = commit.record
    company = commit.owner
    if record is not None and commit.system == XERO:
        company = history.partner(XERO, commit.owner) or ""
    connection = history.mirror_of_connection(company)
    if connection is None or connection.doc.get("status") == "Connected":
        return
    if not history.calls.could_know_connection(connection.time, commit.call):
        return
    yield Finding(
        "R51",
        f"The sync wrote {record} while company {company} was not connected.",
        {"status": connection.doc.get("status")},
        commit.n,
        (commit.name,),
    )


def out_of_scope_has_no_copy(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    A document or payment out of scope stays on its own side.

    Rule: R63, when settled.
    """
    for root in settled.roots:
        first = root.copies[0]
        if root.kind == "contact" or root.born <= settled.since:
            continue
        is_alone = len(root.copies) == 1 and not root.invented
        if is_alone and is_never_in_scope(first, settled.history):
            yield KEPT["R63"]


def the_unlinked_stay_apart(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    An edit of a record that a person left out stays on its own side.

    Rule: R63, when settled; whether the sync wrote it is judged on each commit.
    """
    if not settled.unlinked:
        return
    for root in settled.roots:
        is_out = any(copy.name in settled.unlinked for copy in root.copies)
        if is_out and root.edited_at > max(root.synced_at, settled.since):
            yield KEPT["R63"]


PAIRING_INVARIANTS: Final = (
    Invariant(("R50",), pairing_is_one_to_one, _CONNECTION),
    Invariant(("R51",), pairing_is_for_ever, _CONNECTION),
    Invariant(("R52",), companies_are_isolated, RECORDS, SYNC),
    Invariant(
        ("R63",),
        what_is_out_of_scope_is_left_alone,
        (*DOCUMENTS, *ALLOCATIONS, *PAYMENTS, *ATTACHMENTS),
        SYNC,
    ),
    Invariant(("R63",), what_is_unlinked_is_left_alone, RECORDS, SYNC),
    Invariant(("R63",), when_settled=the_unlinked_stay_apart),
    Invariant(("R51",), nothing_flows_while_disconnected, RECORDS, SYNC),
    Invariant(("R63",), when_settled=out_of_scope_has_no_copy),
)

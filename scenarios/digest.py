"""A settled state without ids and times: two runs of one story must have the same digest."""

from collections.abc import Mapping
from typing import Any, Final

from scenarios.canonical import (
    CONTENT,
    MONEY_UNITS,
    RELEASED,
    SETTLEMENT_UNITS,
    SETTLEMENTS,
    XERO,
)
from scenarios.credits import Credit, in_released, in_xero
from scenarios.finding import Finding
from scenarios.history import History, State
from scenarios.lineage import Record
from scenarios.settled import plain

Digest = Mapping[str, list[Any]]
"""Per system and kind the sorted canonical forms of all records."""

_SETTLED: Final = ("document", "invoice")
_SETTLEMENT_UNITS: Final = ("cents", "date", "account", "status")


def digest(state: State) -> Digest:
    """
    What a state holds, up to ids, times and numbers.

    Method: every live record's shared units, status and money, its contact or document written out
    by content; sorted. What came and went while a sync was down leaves no trace in the other
    system, and rightly so: archived, void and reversed records are left out, and judged by rules
    of their own.
    Of files the bytes count: which of two gets the number behind its name is chance, and what
    Re-Leased has no more stays in Xero if it ever went there.
    """
    history = History()
    history.begin(state)
    rows: dict[str, list[Any]] = {}
    for record in history.records.values():
        if record.kind == "attachment" or not record.is_live or record.status == "archived":
            continue
        key = f"{record.system} {record.kind}"
        rows.setdefault(key, []).append(_form(record, history))
    rows.update(_files(history))
    for credit in (*in_released(history), *in_xero(history)):
        if credit.is_live:
            rows.setdefault(f"{credit.name[0]} credit", []).append(_credit_form(credit, history))
    return {key: sorted(forms, key=repr) for key, forms in sorted(rows.items())}


def _files(history: History) -> dict[str, list[Any]]:
    """
    The bytes of each live document: in Re-Leased, and those of them that Xero has.

    Which of a document's files crossed before it was void is a matter of time alone (R34).
    """
    held: dict[str, set[tuple[str, str]]] = {RELEASED: set(), XERO: set()}
    for record in history.records.values():
        if record.kind == "attachment" and record.is_live:
            document = history.lineage.roots.get(record.units["document"] or "")
            copies = document.copies if document else ()
            if all(copy.is_live for copy in copies):
                label = repr(_label(copies[0])) if copies else ""
                held[record.system].add((label, str(record.units["digest"])))
    held[XERO] &= held[RELEASED]
    return {f"{system} attachment": list(map(list, held[system])) for system in held}


def _form(record: Record, history: History) -> list[Any]:
    units = record.units
    if record.kind in SETTLEMENTS:
        named = [history.lineage.roots.get(units.get(unit, "")) for unit in _SETTLED]
        about = [_label(document.copies[0]) if document else None for document in named]
        return [about, *(units.get(unit) for unit in _SETTLEMENT_UNITS)]
    form: list[Any] = [record.status]
    for unit in CONTENT[record.kind]:
        if unit == "contact":
            contact = history.lineage.roots.get(units[unit])
            form.append(_label(contact.copies[0]) if contact else None)
        else:
            form.append(plain(units[unit]))
    if record.kind == "document":
        form += [units["kind"], *(plain(units[u]) for u in (*MONEY_UNITS, *SETTLEMENT_UNITS))]
    return form


def _credit_form(credit: Credit, history: History) -> list[Any]:
    labels = history.lineage.roots
    named = [credit.contact, *(row[0] for row in credit.settles)]
    about = [_label(labels[name].copies[0]) if name in labels else None for name in named]
    settles = zip(about[1:], credit.settles, strict=True)
    rows = sorted(([label, *row[1:]] for label, row in settles), key=repr)
    amounts = [credit.total, credit.left, credit.refunded]
    return [credit.kind, credit.side, about[0], credit.date, *amounts, rows]


def _label(record: Record) -> Any:
    """What tells a contact or document apart without its id."""
    if record.kind == "contact":
        return [record.units["name"], record.units["email"]]
    return [record.units["reference"], plain(tuple(line[0] for line in record.units["lines"]))]


def differences(with_faults: Digest, without: Digest) -> list[Finding]:
    """
    What faults changed: nothing, when the sync is right.

    Rule: R60, over a run with faults and one of the same story without.
    """
    findings = []
    for key in sorted({*with_faults, *without}):
        ours, theirs = with_faults.get(key, []), without.get(key, [])
        if ours != theirs:
            evidence = {
                "only with faults": [row for row in ours if row not in theirs][:3],
                "only without": [row for row in theirs if row not in ours][:3],
            }
            message = f"After healing, {key}s differ from those of the same story without faults."
            findings.append(Finding("R60", message, evidence))
    return findings

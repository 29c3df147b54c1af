"""The story of a finding: what people did, what the sync did, what would have been right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scenarios.finding import Finding
from scenarios.interpreter import Run
from scenarios.model import RELEASED, XERO, other
from scenarios.names import type_in
from scenarios.places import has_id, id_of
from scenarios.plan import Plan, as_json
from scenarios.report.timeline import timeline
from scenarios.report.wording import in_words
from scenarios.verdict import RULES, RuleTitle, fingerprint

MOST_FINDINGS: Final = 3
"""How many findings of one rule in one run a story quotes."""

PAIRED: Final = (
    ("Name", "name"), ("FirstName", "firstName"), ("LastName", "lastName"),
    ("EmailAddress", "email"), ("TaxNumber", "taxNumber"), ("ContactStatus", "status"),
    ("Phones", "phones"), ("Addresses", "addresses"), ("Type", "kind"), ("Status", "status"),
    ("InvoiceNumber", "externalNumber"), ("Reference", "reference"), ("ContactID", "contactId"),
    ("Date", "issueDate"), ("Date", "date"), ("DueDate", "dueDate"),
    ("LineAmountTypes", "taxMode"), ("LineItems", "lines"), ("SubTotal", "subTotal"),
    ("TotalTax", "taxTotal"), ("Total", "total"), ("AmountPaid", "amountPaid"),
    ("AmountCredited", "amountCredited"), ("AmountDue", "amountDue"), ("Amount", "amount"),
    ("InvoiceID", "documentId"), ("Code", "code"), ("Rate", "rate"),
)  # fmt: skip
"""Fields that say the same in Xero and in Re-Leased, in reading order."""

EQUAL: Final = {
    "ACTIVE": ("Active",), "ARCHIVED": ("Archived",), "DRAFT": ("Draft",),
    "SUBMITTED": ("AwaitingApproval",), "AUTHORISED": ("Approved", "Applied"), "PAID": ("Paid",),
    "VOIDED": ("Voided",), "DELETED": ("Voided", "Deleted", "Reversed"),
    "ACCREC": ("IncomeInvoice",), "ACCPAY": ("ExpenseInvoice",),
}  # fmt: skip
"""Xero's values, each with those of Re-Leased that say the same."""

UNMARKED: Final = frozenset(("ContactID", "InvoiceID", "Phones", "Addresses", "LineItems"))
"""Fields whose values are shown and never marked: ids differ by nature, lists by form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One finding, told: everything that any form of report shows of it."""

    rule: RuleTitle
    message: str
    evidence: Mapping[str, Any]
    steps: tuple[str, ...]
    timeline: tuple[Mapping[str, Any], ...]
    requests: tuple[Mapping[str, Any], ...]
    sides: tuple[Mapping[str, Any], ...]
    call: Mapping[str, Any] | None
    change: Mapping[str, Any] | None
    plan: Plan

    def as_json(self) -> dict[str, Any]:
        """The finding as the verdict lists it."""
        return {
            "rule": self.rule.id,
            "title": self.rule.title,
            "message": self.message,
            "right": self.rule.sentence,
            "shape": fingerprint(self.rule.id, self.plan.steps),
            "evidence": dict(self.evidence),
            "seed": self.plan.seed,
            "steps": list(self.steps),
            "timeline": [dict(entry) for entry in self.timeline],
            "requests": [dict(request) for request in self.requests],
            "sides": [dict(side) for side in self.sides],
            "call": self.call,
            "change": self.change,
            "scenario": as_json(self.plan),
        }


def story_of(plan: Plan, run: Run, rule: str) -> Story:
    """The story of a run that broke `rule`, told around the first finding of that rule."""
    found = [f for f in run.findings if f.rule == rule]
    first = found[0]
    commit = _commit(run, first)
    return Story(
        rule=RULES.get(rule, RuleTitle(rule, rule, "")),
        message=" ".join(dict.fromkeys(f.message for f in found[:MOST_FINDINGS])),
        evidence=first.evidence,
        steps=tuple(in_words(plan.steps)),
        timeline=tuple(timeline(run)),
        requests=tuple(event.request for event in run.events if event.request is not None),
        sides=tuple(_sides(run, first)),
        call=_call(run, commit),
        change=commit,
        plan=plan,
    )


def _commit(run: Run, finding: Finding) -> dict[str, Any] | None:
    """The commit that did the damage: the named one, else the sync's last on these records."""
    if finding.commit is not None:
        return _numbered(run.commits, finding.commit)
    named = {(system, record_id) for system, _, record_id in finding.records}
    for row in run.commits[::-1]:
        if row["actor"] == "sync" and (row["system"], row["id"]) in named:
            return row
    return None


def _call(run: Run, commit: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if commit is None else _numbered(run.calls, commit.get("call"))


def _numbered(rows: Sequence[dict[str, Any]], number: int | None) -> dict[str, Any] | None:
    return next((row for row in rows if row["n"] == number), None)


def _sides(run: Run, finding: Finding) -> list[dict[str, Any]]:
    """The records concerned as they ended, Re-Leased on the left, Xero on the right."""
    pairs = _pairs(run, finding)
    return [_side_by_side(run, left, right) for left, right in pairs]


Record = tuple[str, str, str]


def _pairs(run: Run, finding: Finding) -> list[tuple[Record | None, Record | None]]:
    """Each record concerned beside its copy, where a name or the finding links the two."""
    left = [record for record in finding.records if record[0] == RELEASED]
    right = [record for record in finding.records if record[0] == XERO]
    if len(finding.records) == 1:
        record = finding.records[0]
        copy = _copy(run, record)
        return [(record, copy) if record[0] == RELEASED else (copy, record)]
    longest = max(len(left), len(right))
    blank: list[Record | None] = [None] * longest
    return list(zip((left + blank)[:longest], (right + blank)[:longest], strict=True))


def _copy(run: Run, record: Record) -> Record | None:
    system, record_type, record_id = record
    there = other(system)
    for ids in run.names.values():
        if ids.get(system) == record_id and there in ids:
            if record_type != type_in(system, ids["type"]):
                continue
            return (there, type_in(there, ids["type"]), ids[there])
    return None


def _side_by_side(run: Run, left: Record | None, right: Record | None) -> dict[str, Any]:
    ours, theirs = _record(run, left), _record(run, right)
    rows: list[dict[str, Any]] = []
    for xero_field, our_field in PAIRED:
        if theirs is None and any(row["released"] == our_field for row in rows):
            continue
        if ours is None and any(row["xero"] == xero_field for row in rows):
            continue
        if (ours is None or our_field in ours) and (theirs is None or xero_field in theirs):
            a = None if ours is None else ours.get(our_field)
            b = None if theirs is None else theirs.get(xero_field)
            both = ours is not None and theirs is not None and xero_field not in UNMARKED
            if a is not None or b is not None:
                rows.append({"released": our_field, "xero": xero_field, "left": a, "right": b,
                             "differs": both and not _same(a, b)})  # fmt: skip
    return {"released": left and list(left), "xero": right and list(right), "fields": rows}


def _same(ours: Any, theirs: Any) -> bool:
    return (ours or None) == (theirs or None) or ours in EQUAL.get(str(theirs), ())


def _record(run: Run, record: Record | None) -> Mapping[str, Any] | None:
    """A record as it ended; what is gone from the state as it last was."""
    if record is None:
        return None
    system, record_type, record_id = record
    for document in run.state.get(system, {}).get(record_type, ()):
        named = has_id(system, record_type, document)
        if named and id_of(system, record_type, document) == record_id:
            found: Mapping[str, Any] = document
            return found
    for row in run.commits[::-1]:
        if (row["system"], row["type"], row["id"]) == record:
            last: Mapping[str, Any] | None = row["after"] or row["before"]
            return last
    return None

"""Reference data: R42 to R47."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from scenarios.canonical import MONEY_UNITS, RELEASED, XERO, Doc, text
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.history import PEOPLE, Commit, History
from scenarios.invariants.invariant import DOCUMENTS, Invariant, Options
from scenarios.lineage import Record
from scenarios.settled import Settled
from scenarios.standing import Mirror

SYNC: Final = ("sync",)
_BOOKKEEPING: Final = frozenset(
    ("version", "updatedAt", "createdAt", "lastModifiedBy", "seq", "isPropertyMatching")
)
_MIRRORS: Final = tuple(
    (RELEASED, name) for name in ("tax_type", "account", "tracking_category", "tracking_option")
)
_ORIGINALS: Final = ((XERO, "tax_rate"), (XERO, "account"), (XERO, "tracking_category"))


def _rate(value: Any) -> Any:
    try:
        return Decimal(str(value)).normalize()
    except InvalidOperation:
        return value


@dataclass(frozen=True, slots=True)
class Original:
    """One piece of Xero's reference data: what it is called and whether it is in use."""

    key: str
    type: str
    is_active: bool
    facts: Mapping[str, Any]


def _originals(mirror: Mirror) -> Iterator[Original]:
    doc = mirror.doc
    is_active = doc.get("Status", "ACTIVE") == "ACTIVE"
    if mirror.type == "tax_rate":
        facts = {"name": text(doc.get("Name")), "rate": _rate(doc.get("EffectiveRate"))}
        yield Original(str(doc["TaxType"]), "tax_type", is_active, facts)
    elif mirror.type == "account":
        facts = {"name": text(doc.get("Name")), "code": doc.get("Code") or None}
        yield Original(str(doc["AccountID"]), "account", is_active, facts)
    elif mirror.type == "tracking_category":
        key = str(doc["TrackingCategoryID"])
        yield Original(key, "tracking_category", is_active, {"name": text(doc.get("Name"))})
        for option in doc.get("Options") or ():
            used = is_active and option.get("Status", "ACTIVE") == "ACTIVE"
            facts = {"name": text(option.get("Name")), "category": key}
            yield Original(str(option["TrackingOptionID"]), "tracking_option", used, facts)


def _shown(mirror: Mirror, categories: Mapping[str, str]) -> Original:
    doc = mirror.doc
    facts: dict[str, Any] = {"name": text(doc.get("name"))}
    key = doc.get("externalId")
    if mirror.type == "tax_type":
        key = doc.get("taxType") or key
        facts["rate"] = _rate(doc.get("rate"))
    elif mirror.type == "account":
        facts["code"] = doc.get("code") or None
    elif mirror.type == "tracking_option":
        facts["category"] = categories.get(str(doc.get("categoryId")))
    return Original(str(key), mirror.type, doc.get("status", "Active") == "Active", facts)


_RULES: Final = {
    "tax_type": "R42",
    "account": "R43",
    "tracking_category": "R44",
    "tracking_option": "R44",
}


def mirrors_show_what_xero_has(settled: Settled, _options: Options) -> Iterator[Judgement]:
    """
    Each tax rate, account, category and option in use in Xero is in use in Re-Leased, the same.

    Rule: R42, R43, R44, and R46 for one that was renamed, when settled.
    """
    history = settled.history
    changed = _changed_originals(history, settled.since)
    if not changed and not _is_mirror_written(history, settled.since):
        return
    for company, tenant in settled.connected:
        shown = _mirrors_of(history, company)
        for system_type in _ORIGINALS:
            for mirror in history.of(*system_type):
                if mirror.owner == tenant:
                    yield from _compared(mirror, shown, changed)


def _compared(
    mirror: Mirror, shown: Mapping[tuple[str, str], Original], changed: Mapping[str, bool]
) -> Iterator[Judgement]:
    for original in _originals(mirror):
        ours = shown.get((original.type, original.key))
        differing = _differing(original, ours)
        is_changed = mirror.id in changed
        if not differing and is_changed:
            yield KEPT[_RULES[original.type]]
        elif differing:
            yield _wrong_mirror(_RULES[original.type], original, ours, differing)
            if changed.get(mirror.id):
                yield _wrong_mirror("R46", original, ours, differing)


def _changed_originals(history: History, since: int) -> dict[str, bool]:
    """Ids of Xero's reference data that people changed, and whether they renamed any of it."""
    changed: dict[str, bool] = {}
    for commit in history.commits:
        is_original = (commit.system, commit.type) in _ORIGINALS
        if is_original and commit.actor in PEOPLE and commit.n > since:
            id_ = commit.id.rpartition(":")[2]
            changed[id_] = changed.get(id_, False) or commit.op == "update"
    return changed


def _is_mirror_written(history: History, since: int) -> bool:
    return any(
        commit.n > since and (commit.system, commit.type) in _MIRRORS
        for commit in reversed(history.commits)
    )


def _mirrors_of(history: History, company: str) -> dict[tuple[str, str], Original]:
    rows = [
        mirror
        for type_ in _RULES
        for mirror in history.of(RELEASED, type_)
        if mirror.owner == company
    ]
    categories = {
        mirror.id: str(mirror.doc.get("externalId"))
        for mirror in rows
        if mirror.type == "tracking_category"
    }
    shown = {}
    for mirror in rows:
        original = _shown(mirror, categories)
        shown[original.type, original.key] = original
    return shown


def _differing(original: Original, ours: Original | None) -> list[str]:
    if ours is None:
        return ["missing"] if original.is_active else []
    if original.is_active != ours.is_active:
        return ["status"]
    if not original.is_active:
        return []
    return [name for name, value in original.facts.items() if ours.facts.get(name) != value]


def _wrong_mirror(
    rule: str, original: Original, ours: Original | None, differing: list[str]
) -> Finding:
    words = original.type.replace("_", " ")
    return Finding(
        rule,
        f"The {words} {original.facts['name']} of Xero is not shown as it is: "
        f"{', '.join(differing)}.",
        {
            "xero": {name: str(value) for name, value in original.facts.items()},
            "released": ours and {name: str(value) for name, value in ours.facts.items()},
            "in use": [original.is_active, ours.is_active if ours else None],
        },
    )


def reference_data_is_managed_in_xero(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    The sync writes no reference data into Xero, and people write none in a paired Re-Leased.

    Rule: R45, on each commit.
    """
    if commit.system == XERO:
        if commit.actor == "sync":
            message = f"The sync wrote the {commit.type} {commit.id} in Xero."
            yield Finding("R45", message, commit=commit.n, records=(commit.name,))
        return
    if commit.actor == "sync":
        yield KEPT["R45"]
        return
    before, after = commit.before or {}, commit.after or {}
    names = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    if commit.actor == "user" and names - _BOOKKEEPING and history.is_connected(_company(commit)):
        message = f"A person changed the {commit.type} {commit.id} in a paired Re-Leased."
        yield Finding("R45", message, commit=commit.n, records=(commit.name,))


def _company(commit: Commit) -> str:
    return str((commit.after or commit.before or {}).get("companyId", commit.owner))


def a_rename_is_not_a_new_record(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    A mirror keeps its id: one record per external id, never deleted, never re-pointed.

    Rule: R46, on each mirror that the sync writes.
    """
    external = (commit.after or {}).get("externalId")
    if commit.op == "delete":
        message = f"The sync deleted the {commit.type} {commit.id}."
    elif commit.before and commit.before.get("externalId") not in (None, external):
        message = f"The sync pointed the {commit.type} {commit.id} at another record of Xero."
    elif commit.op == "create" and _equals(commit, history, external) > 1:
        message = f"The sync made a second {commit.type} for {external}."
    else:
        if commit.op == "update":
            yield KEPT["R46"]
        return
    yield Finding("R46", message, {"externalId": external}, commit.n, (commit.name,))


def _equals(commit: Commit, history: History, external: Any) -> int:
    return sum(
        mirror.owner == _company(commit) and mirror.doc.get("externalId") == external
        for mirror in history.of(RELEASED, commit.type)
    )


def mappings_are_people_s(
    commit: Commit, _history: History, _options: Options
) -> Iterator[Judgement]:
    """
    Which option a property stands for is a person's choice in Re-Leased.

    Rule: R46, on each property or tenancy that the sync writes: it writes none.
    """
    yield Finding(
        "R46",
        f"The sync wrote the {commit.type} {commit.id}.",
        commit=commit.n,
        records=(commit.name,),
    )


def old_amounts_stay(commit: Commit, _history: History, _options: Options) -> Iterator[Judgement]:
    """
    The sync changes amounts of a document only together with its lines, or to those that a person
    gave its twin.

    Rule: R46, on each commit: a changed tax rate recomputes nothing, nor does a careless copy.
    """
    record = commit.record
    if record is None or commit.was is None or {"lines", "tax_mode"} & set(commit.changed):
        return
    moved = [unit for unit in MONEY_UNITS if unit in commit.changed]
    if not moved:
        return
    twins = [copy for copy in record.root.copies if copy is not record and _is_of_people(copy)]
    if any(all(copy.units[unit] == commit.now[unit] for unit in moved) for copy in twins):
        yield KEPT["R46"]
        return
    yield Finding(
        "R46",
        f"The sync changed the amounts of {record} although its lines stayed.",
        {unit: {"before": commit.was[unit], "now": commit.now[unit]} for unit in moved[1:]},
        commit.n,
        (commit.name,),
    )


def a_document_belongs_to_its_property(
    commit: Commit, history: History, _options: Options
) -> Iterator[Judgement]:
    """
    A document that comes from Xero belongs to the property of its first tracked line, or to none.

    Rule: R16, on each document that the sync makes in Re-Leased.
    """
    doc = commit.after
    if doc is None or commit.before is not None or commit.record is None:
        return
    company = _company(commit)
    shown = doc.get("propertyId")
    right = _property_of(doc, history, company)
    if str(shown) == str(right):
        if right is not None:
            yield KEPT["R16"]
        return
    yield Finding(
        "R16",
        f"{commit.record} belongs to property {shown}; its tracking says {right}.",
        {"property": shown, "by tracking": right},
        commit.n,
        (commit.name,),
    )


def _property_of(doc: Doc, history: History, company: str) -> Any:
    """The property that maps to the first tracking option that any property maps to."""
    homes = {
        str(mirror.doc.get("trackingOptionId")): mirror.doc["id"]
        for mirror in reversed(history.of(RELEASED, "property"))
        if mirror.owner == company and mirror.doc.get("trackingOptionId") is not None
    }
    for line in doc.get("lines") or ():
        for row in line.get("tracking") or ():
            if str(row.get("optionId")) in homes:
                return homes[str(row.get("optionId"))]
    return None


def _is_of_people(copy: Record) -> bool:
    """True unless the sync made the record and no person touched it, or its twin, since."""
    return copy.maker in PEOPLE or copy.root.edited_at > copy.born


def references_resolve(commit: Commit, history: History, _options: Options) -> Iterator[Judgement]:
    """
    A document or payment in Re-Leased names only what exists there.

    Rule: R47, on each that the sync writes.
    """
    doc = commit.after
    if doc is None or commit.record is None:
        return
    missing = list(_missing(doc, commit, history))
    if not missing:
        yield KEPT["R47"]
        return
    yield Finding(
        "R47",
        f"{commit.record} names what Re-Leased does not have: {', '.join(missing)}.",
        {"missing": missing},
        commit.n,
        (commit.name,),
    )


def _missing(doc: Doc, commit: Commit, history: History) -> Iterator[str]:
    company = _company(commit)
    if commit.type == "document":
        contact = (RELEASED, "contact", str(doc.get("contactId")))
        if contact not in history.records:
            yield f"contact {doc.get('contactId')}"
    for unit in ("document", "invoice"):
        if str(commit.now.get(unit, "")).endswith("(unknown)"):
            yield f"document {commit.now[unit]}"
    for line in doc.get("lines") or (doc,):
        if not history.knows_code(company, line.get("accountCode")):
            yield f"account {line['accountCode']}"
        if not history.knows_tax_type(company, line.get("taxType")):
            yield f"tax type {line['taxType']}"
        for row in line.get("tracking") or ():
            if not history.knows_option(company, str(row.get("optionId"))):
                yield f"tracking option {row.get('optionId')}"


_NAMING: Final = tuple((RELEASED, type_) for type_ in ("document", "allocation", "payment"))

REFERENCE_INVARIANTS: Final = (
    Invariant(("R42", "R43", "R44", "R46"), when_settled=mirrors_show_what_xero_has),
    Invariant(("R45",), reference_data_is_managed_in_xero, (*_ORIGINALS, *_MIRRORS)),
    Invariant(("R46",), a_rename_is_not_a_new_record, _MIRRORS, SYNC),
    Invariant(
        ("R46",), mappings_are_people_s, ((RELEASED, "property"), (RELEASED, "tenancy")), SYNC
    ),
    Invariant(("R46",), old_amounts_stay, DOCUMENTS, SYNC),
    Invariant(("R16",), a_document_belongs_to_its_property, ((RELEASED, "document"),), SYNC),
    Invariant(("R47",), references_resolve, _NAMING, SYNC),
)

"""Plainer forms of a step: what a shrunk story tries, plainest first."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from scenarios.model import Step

OPTIONAL: Final = frozenset(
    ("Phones", "phones", "Addresses", "addresses", "Reference", "reference", "FirstName",
     "firstName", "LastName", "lastName", "TaxNumber", "taxNumber", "AccountNumber")
)  # fmt: skip
"""Fields that a record can be made without."""

PLAIN: Final[Mapping[str, Any]] = {
    "Date": "2026-03-02",
    "issueDate": "2026-03-02",
    "date": "2026-03-02",
    "DueDate": "2026-03-31",
    "dueDate": "2026-03-31",
    "LineAmountTypes": "Exclusive",
    "taxMode": "Exclusive",
    "Quantity": "1",
    "quantity": "1",
    "UnitAmount": "100.00",
    "unitPrice": "100.00",
    "advance_s": 60,
}
"""The plain value of a field that has one."""

NO_TAX: Final = {"ref": "tax-none"}


def plainer(step: Step) -> Iterator[Step]:
    """Plainer forms of a step, each different from it; the plainest first."""
    seen = [step]
    for change in CHANGES:
        candidate = change(step)
        if candidate is not None and candidate not in seen:
            seen.append(candidate)
            yield candidate


Change = Callable[[Step], Step | None]


def _plainest(step: Step) -> Step | None:
    """Plain all over, with lines that name neither a tax nor a tracking option."""
    plain = _all_plain(step) or step
    return _nameless_lines(plain) or plain


def _all_plain(step: Step) -> Step | None:
    if "fields" not in step:
        return _plain_values(step)
    bare = _bare(step) or step
    return _first_lines(_plain_values(bare) or bare) or _plain_values(bare) or bare


def _as_plain_action(step: Step) -> Step | None:
    """A race as an action at rest."""
    return dict(step["step"]) if step["do"] == "race" else None


def _as_archive(step: Step) -> Step | None:
    """A merge as what it leaves behind: the loser archived."""
    if step["do"] != "contact.merge":
        return None
    kept = {key: value for key, value in step.items() if key != "fields"}
    return {**kept, "do": "contact.archive"}


def _bare(step: Step) -> Step | None:
    """A record made with nothing but what it needs."""
    if "as" not in step or "fields" not in step:
        return None
    kept = {key: value for key, value in step["fields"].items() if key not in OPTIONAL}
    for key in ("Name", "name"):
        if step["do"] == "contact.create" and kept.get(key, "").strip():
            kept[key] = f"Contact {kept[key].split()[-1]}"
    return {**step, "fields": kept}


def _plain_values(step: Step) -> Step | None:
    changed: Step = _plain(dict(step))
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: PLAIN.get(key, _plain(inner)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _first_lines(step: Step) -> Step | None:
    """A document with its first line only."""
    return _with_lines(step, lambda lines: lines[:1])


def _nameless_lines(step: Step) -> Step | None:
    """A document whose lines need no tax rate and no tracking option."""
    return _with_lines(step, lambda lines: [_nameless(line) for line in lines])


def _nameless(line: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in line.items() if key not in ("Tracking", "tracking")}
    return {key: NO_TAX if key in ("TaxType", "taxType") else kept[key] for key in kept}


def _with_lines(step: Step, change: Callable[[list[Any]], list[Any]]) -> Step | None:
    fields = dict(step.get("fields") or {})
    for key in ("LineItems", "lines"):
        if isinstance(fields.get(key), list):
            fields[key] = change(fields[key])
    return {**step, "fields": fields} if fields else None


CHANGES: Final[tuple[Change, ...]] = (
    _plainest, _all_plain, _as_plain_action, _as_archive, _bare, _plain_values, _first_lines,
    _nameless_lines,
)  # fmt: skip

"""
The part of docs/sync.md that is written by the rule tables themselves.

`python -m counterfoil.sync_page docs/sync.md` brings the page up to date; a test fails when it is
not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from scenarios.rulebook import RULES as RULEBOOK
from sync.ownership import ENTITIES, Field, Slot
from sync.parts import RULES, TOLD
from sync.reasons import NEVER, REASONS, reason_of
from sync.rules.rule import Rule

BEGIN: Final = "<!-- from here on written by `python -m counterfoil.sync_page` -->"
END: Final = "<!-- until here -->"
TITLES: Final[Mapping[str, str]] = {
    "tax_type": "Tax types, accounts, tracking categories, tracking options",
    "contact": "Contacts",
    "document": "Invoices, bills, credit notes",
    "allocation": "Allocations of credit notes",
    "payment": "Payments and refunds",
    "credit": "Overpayments and prepayments",
    "attachment": "Files",
}


def generated() -> str:
    """The tables as Markdown."""
    return "\n".join([*_rules(), *_sentences(), *_owners(), *_reasons()])


def renewed(page: str) -> str:
    """
    The page with its tables as the code has them now.

    Raises:
        ValueError: the page lacks the marks between which they stand.
    """
    before, _, rest = page.partition(f"{BEGIN}\n")
    _, _, after = rest.partition(f"{END}\n")
    if not rest or END not in rest:
        raise ValueError(f"the page lacks the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{generated()}\n{END}\n{after}"


def _rules() -> Iterator[str]:
    yield "## The rules, in their order\n"
    yield "For each pair of records the first row that holds decides. *Here* is Re-Leased."
    known: list[Sequence[Rule]] = []
    for type_, rules in RULES.items():
        if any(rules is each for each in known):
            continue
        known.append(rules)
        yield f"\n### {TITLES[type_]}\n"
        yield from _table("rule", "in short", "holds when", "what is done")
        for rule in rules:
            yield _row(rule.id, rule.says, _promise(rule), f"{rule.action}{_told(rule)}")
    yield ""


def _promise(rule: Rule) -> str:
    """What a predicate says of itself, up to the first blank line."""
    text = (rule.holds.__doc__ or "").strip().split("\n\n")[0]
    return "nothing above held" if rule.holds.__name__ == "always" else " ".join(text.split())


def _told(rule: Rule) -> str:
    code = TOLD.get(rule.holds)
    return f"; the users read: “{reason_of(code).words}”" if code else ""


def _sentences() -> Iterator[str]:
    """The guide's sentences behind the rules that the tables name."""
    yield "## What stands behind each rule\n"
    yield "*Guide*: sentences of the product's guide, by number; none for what must hold so that"
    yield "those can be true.\n"
    yield from _table("rule", "what it asks for", "guide")
    cited = {rule.id for rules in RULES.values() for rule in rules}
    for name in sorted(cited, key=lambda each: int(each[1:])):
        row = RULEBOOK[name]
        yield _row(name, row.sentence, ", ".join(f"S{number}" for number in row.guide) or "–")
    yield ""


def _owners() -> Iterator[str]:
    yield "## Who owns which field\n"
    yield "A field that stands in no row belongs to the system that has it and is never written.\n"
    yield from _table("record", "field", "owner", "in Re-Leased", "in Xero")
    for entity in ENTITIES:
        for field in entity.fields:
            places = (_place(field, "released"), _place(field, "xero"))
            yield _row(entity.type.replace("_", " "), field.unit, str(field.owner), *places)
    yield ""


def _place(field: Field, side: str) -> str:
    place = getattr(field, side)
    if place is None:
        return "–"
    if isinstance(place, Slot):
        return f"`{place.name}` of {place.tag} {place.value}"
    return f"`{'.'.join(place.names)}`"


def _reasons() -> Iterator[str]:
    yield "## What the users read\n"
    yield "A record that cannot cross has a row in Re-Leased's sync results until it does.\n"
    yield from _table("reason", "said by", "tried again when")
    for reason in REASONS:
        by = "the sync" if reason.pattern == NEVER else "the system that refused"
        cause = reason.cause.replace("_", " ")
        when = f"it changes, or some {cause} does" if cause else "it changes"
        yield _row(reason.words, by, f"{when}, or on schedule")
    yield ""


def _table(*heads: str) -> Iterator[str]:
    yield _row(*heads)
    yield _row(*["---"] * len(heads))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        file = Path(name)
        file.write_text(renewed(file.read_text(encoding="utf-8")), encoding="utf-8")

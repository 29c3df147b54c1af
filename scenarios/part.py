"""Examining a part: only some entities are edited, and only their rules and records are judged."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, Final

from scenarios.canonical import CREDITS
from scenarios.digest import Digest
from scenarios.finding import Finding
from scenarios.history import History, State
from scenarios.judge import Judge
from scenarios.model import RELEASED, XERO, other
from scenarios.rulebook import RULEBOOK

ENTITIES: Final[Mapping[str, tuple[str, frozenset[str], frozenset[str]]]] = {
    "contacts": ("contacts", frozenset({"contact"}), frozenset({"contact"})),
    "invoices": ("documents", frozenset({"document"}), frozenset({"invoice", "document"})),
    "payments": ("payments", frozenset({"payment"}), frozenset({"payment"})),
    "credit-notes": (
        "credits",
        frozenset({"credit note", "allocation"}),
        frozenset({"credit_note", "document", "allocation"}),
    ),
    "files": ("files", frozenset({"attachment"}), frozenset({"attachment"})),
    "reference": (
        "reference",
        frozenset({"reference", "account", "tax type", "tracking"}),
        frozenset({"account", "tax_rate", "tax_type", "tracking_category", "tracking_option"}),
    ),
}  # fmt: skip
"""What a person may name: the family of commands, the rulebook's words, the types of records."""


def families_of(entities: Sequence[str]) -> tuple[str, ...]:
    """The families of commands that are drawn, none when nothing was named."""
    return tuple(ENTITIES[name][0] for name in entities)


def judged_by(entities: Sequence[str], rules: Sequence[str]) -> tuple[str, ...]:
    """The rules that speak of these entities, of those named; none when all are judged."""
    if not entities:
        return tuple(rules)
    words = _words(entities)
    return tuple(
        row.id for row in RULEBOOK if words & set(row.entities) and (not rules or row.id in rules)
    )


CROSSINGS: Final = (
    # rule, type,       made in
    ("R2",  "contact",  RELEASED),
    ("R3",  "contact",  XERO),
    ("R15", "document", RELEASED),
    ("R16", "document", XERO),
    ("R35", "payment",  RELEASED),
    ("R36", "payment",  XERO),
)  # fmt: skip
"""The rules by which a record that is made in one system comes to exist in the other."""


def stays_of(rules: Sequence[str]) -> frozenset[tuple[str, str]]:
    """
    The types of records, each with the system they are made in, that do not leave it.

    Where one way of a type is among the rules and the other is not, a sync that goes one way only
    is examined; its histories should be about what it carries.
    """
    both_ways = {(kind, system): rule in rules for rule, kind, system in CROSSINGS}
    return frozenset(
        (kind, system)
        for (kind, system), is_claimed in both_ways.items()
        if not is_claimed and both_ways[kind, other(system)]
    )


def _words(entities: Sequence[str]) -> set[str]:
    return {word for name in entities for word in ENTITIES[name][1]}


class PartialJudge:
    """
    A judge that says nothing of records which the sync does not claim to carry.

    Args:
        judge: the whole judge.
        entities: what is claimed.
    """

    def __init__(self, judge: Judge, entities: Sequence[str]) -> None:
        self._judge = judge
        self._types = frozenset(kind for name in entities for kind in ENTITIES[name][2])

    @property
    def exercised(self) -> Mapping[str, int]:
        """How often each rule was at stake."""
        return self._judge.exercised

    @property
    def history(self) -> History:
        """Which records stem from which."""
        return self._judge.history

    def begin(self, state: State) -> None:
        """The history starts from this state."""
        self._judge.begin(state)

    def copy(self) -> "PartialJudge":
        """Another judge at the same beginning."""
        judge = copy(self)
        judge._judge = self._judge.copy()
        return judge

    def calls(self, rows: Sequence[Any]) -> None:
        """Takes note of vendor calls."""
        self._judge.calls(rows)

    def commits(self, rows: Sequence[Any]) -> list[Finding]:
        """Judges commits as they arrive."""
        return self._claimed(self._judge.commits(rows))

    def cycle(self, calls: Sequence[Any], turns: int, *, is_complete: bool) -> list[Finding]:
        """Judges one cycle."""
        return self._claimed(self._judge.cycle(calls, turns, is_complete=is_complete))

    def settled(self, cycles: int, quiet_writes: int) -> list[Finding]:
        """Judges what must agree."""
        return self._claimed(self._judge.settled(cycles, quiet_writes))

    def digest(self, state: State) -> Digest:
        """A settled state without ids and times."""
        return self._judge.digest(state)

    def _claimed(self, findings: Sequence[Finding]) -> list[Finding]:
        return [f for f in findings if f.unknown or all(map(self._is_claimed, f.records))]

    def _is_claimed(self, name: tuple[str, str, str]) -> bool:
        """Re-Leased keeps credit notes among its documents: they are told apart by their kind."""
        record = self.history.records.get(name)
        is_credit = record is not None and record.units.get("kind") in CREDITS
        return name[1] in self._types and ("credit_note" in self._types or not is_credit)

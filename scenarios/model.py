"""
What the generator believes: which names exist, and roughly in which state.

A guess is enough. The simulators decide what is possible; a step that is not does nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any, Final

from scenarios.chance import Chance, odds, pick

XERO: Final = "xero"
RELEASED: Final = "released"
SYSTEMS: Final = (RELEASED, XERO)

Step = Mapping[str, Any]
"""One step of a plan: plain JSON, never changed in place."""

MOST: Final = {
    "contact": 3, "document": 4, "payment": 3, "credit_note": 2, "allocation": 3, "attachment": 3,
    "batch_payment": 1,
}  # fmt: skip
"""How many live records of a type a history creates at most: conflicts need collisions."""

ECHOED: Final = ("contact", "document", "credit_note", "payment")
"""Types whose records Xero shows again once the sync has written them."""

SETTINGS: Final = ("account", "tax_rate", "tracking_option")
"""Types of which Re-Leased has mirrors, and which documents name."""

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz"
_DIGITS: Final = "23456789"
_MARK_PATTERN: Final = (_LETTERS, _DIGITS, _LETTERS, _DIGITS, _LETTERS, _LETTERS)
_MARKS: Final = prod(len(alphabet) for alphabet in _MARK_PATTERN)


def other(system: str) -> str:
    """The system on the far side."""
    return RELEASED if system == XERO else XERO


def mark(count: int) -> str:
    """
    The unique text number `count`, for example `q7f3k`: letters and digits that no fixture holds.

    Marks differ in more than case, blanks and punctuation.
    """
    left = (count * 7_368_787 + 1_234_577) % _MARKS  # a bijection: the factor is coprime
    parts = []
    for alphabet in _MARK_PATTERN:
        left, index = divmod(left, len(alphabet))
        parts.append(alphabet[index])
    return "".join(parts)


@dataclass(slots=True, kw_only=True)
class Known:
    """What is believed of one record: a root that a step made, or one that the fixture holds."""

    name: str
    type: str
    born: str
    at: int = 1
    token: str = ""
    text: str = ""
    status: str = "active"
    synced: bool = False
    bill: bool = False
    refused: bool = False
    listed: bool = False
    unlinked: bool = False
    shared: bool = False
    cents: int = 0
    paid: int = 0
    contact: str = ""
    document: str = ""
    invoice: str = ""
    touched: dict[str, str] = field(default_factory=dict)

    def is_seen_in(self, system: str) -> bool:
        """True when the record should have a copy in `system` by now."""
        return self.synced or self.born == system

    def is_live(self) -> bool:
        """True while the record takes part in the history."""
        return self.status not in ("voided", "deleted", "reversed", "merged")


@dataclass(slots=True, kw_only=True)
class Model:
    """The generator's belief about the whole world; it changes with every step drawn."""

    records: dict[str, Known] = field(default_factory=dict)
    pairings: int = 1
    organisations: int = 1
    connected: bool = True
    authorised: bool = True
    slept: bool = False
    foreign: bool = False
    armed: bool = False
    home: str | None = None
    stays: frozenset[tuple[str, str]] = frozenset()
    made: int = 0
    marks: int = 0
    amounts: set[int] = field(default_factory=set)
    echoes: list[str] = field(default_factory=list)

    def sides(self) -> tuple[str, ...]:
        """The systems in which people act: both, or only one in a one-sided history."""
        return SYSTEMS if self.home is None else (self.home,)

    def mark(self) -> str:
        """The next unique text."""
        self.marks += 1
        return mark(self.marks)

    def name(self, prefix: str) -> str:
        """The next unused symbolic name, for example `c4`."""
        self.made += 1
        return f"{prefix}{self.made}"

    def add(self, record: Known) -> None:
        """Believe that `record` exists."""
        self.records[record.name] = record

    def of(self, record_type: str) -> Iterator[Known]:
        """Every record of a type, in the order in which they were made."""
        return (r for r in self.records.values() if r.type == record_type)

    def of_gone(self) -> Iterator[Known]:
        """What a document may name and Xero has archived, of which Re-Leased has not heard yet."""
        named = (*self.of("account"), *self.of("contact"))
        return (r for r in named if r.status == "archived" and r.touched.get(XERO) == "status")

    def has_room_for(self, record_type: str) -> bool:
        """True while fewer than `MOST` live records of the type exist."""
        made = sum(1 for r in self.of(record_type) if r.is_live() and r.token)
        return made < MOST.get(record_type, 2)

    def target(
        self,
        chance: Chance,
        record_type: str,
        system: str,
        suits: Callable[[Known], bool] = Known.is_live,
    ) -> Known | None:
        """
        A record that a person in `system` can touch, or None.

        Method: three times in four one that the far side has touched since the last cycle, so that
        both sides change it.
        """
        if system not in self.sides():
            return None
        seen = [r for r in self.of(record_type) if r.is_seen_in(system) and suits(r)]
        if not seen:
            return None
        fresh = [r for r in seen if other(system) in r.touched]
        if fresh and odds(chance, 3, 4):
            return pick(chance, fresh)
        return pick(chance, seen)

    def cycle(self) -> None:
        """Believe that a cycle carried over what it should."""
        edited = [r.type for r in self.records.values() if RELEASED in r.touched and r.synced]
        self.echoes = [kind for kind in dict.fromkeys(edited) if kind in ECHOED]
        for record in self.records.values():
            record.touched.clear()
            record.listed = record.refused
            if self.connected and self.authorised and not record.synced and self._crosses(record):
                record.synced = True
        self.armed = False

    def _crosses(self, record: Known) -> bool:
        if record.shared:
            return False  # its copies are several: nobody in Xero is sent to one of them
        if (record.type, record.born) in self.stays:
            return False
        if record.type in ("document", "credit_note"):
            return record.status not in ("draft", "deleted")
        if record.type in ("payment", "allocation", "attachment"):
            named = filter(None, (record.document, record.invoice))
            return all(name in self.records and self.records[name].synced for name in named)
        return True

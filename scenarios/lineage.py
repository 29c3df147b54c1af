"""Who stems from whom: roots, their copies, and the fingerprints by which a copy is recognised."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar

from scenarios.canonical import CONTENT, HANGING, Doc, Units
from scenarios.finding import RecordName
from scenarios.fingerprints import fingerprints

_VALUED: Final = {
    "contact": ("name", "email", "tax_number"),
    "document": ("reference", "lines"),
    "allocation": (),
    "payment": (),
    "attachment": (),
}
"""Units whose whole value may identify a record that carries no fingerprint."""

_TOKEN_WEIGHT: Final = 4

Key = TypeVar("Key")


class Edit(NamedTuple):
    """What a person last wrote into a unit of one record, and in which commit and when."""

    n: int
    time: str
    value: Any


class Move(NamedTuple):
    """One change of status of one record; `was` is None when the record was made."""

    n: int
    time: str
    record: "Record"
    actor: str
    was: str | None
    now: str


@dataclass(slots=True, eq=False)
class Record:
    """
    A record of one system as it stands now, with its canonical units.

    `writes` counts the sync's commits on it since a person last touched its root, which was
    in commit `counted_from`. `unheard` is when the sync last wrote it without hearing the answer,
    empty once it wrote with one.
    """

    system: str
    type: str
    kind: str
    id: str
    owners: tuple[str, ...]
    doc: Doc
    units: Units
    born: int
    maker: str
    root: "Root" = field(init=False)
    gone: bool = False
    writes: int = 0
    counted_from: int = 0
    unheard: str = ""

    @property
    def owner(self) -> str:
        """The company or organisation; of a shared contact the first company."""
        return self.owners[0]

    @property
    def name(self) -> RecordName:
        """System, vendor's type and id."""
        return (self.system, self.type, self.id)

    @property
    def status(self) -> str:
        """The canonical status; `deleted` when the record is gone."""
        return "deleted" if self.gone else str(self.units["status"])

    @property
    def is_live(self) -> bool:
        """True unless void, deleted or reversed."""
        return not self.gone and self.units["status"] not in ("void", "deleted", "reversed")

    def copy(self, root: "Root") -> "Record":
        """The same in another history; the document and units are shared: nobody changes them."""
        record = Record(
            self.system,
            self.type,
            self.kind,
            self.id,
            self.owners,
            self.doc,
            self.units,
            self.born,
            self.maker,
            self.gone,
            self.writes,
            self.counted_from,
            self.unheard,
        )
        record.root = root
        return record

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


@dataclass(slots=True, eq=False)
class Root:
    """
    A record that a person made, with everything that stems from it.

    Args:
        name: `system/type/id` of the record that began it.
        kind: contact, document, allocation, payment or attachment.
        system: where it began.
        id: its id there.
        owner: whose books it began in.
        born: the commit that made it; 0 when it was there at the beginning.
        invented: True when the sync made it and no person's record explains it.
        copies: every record that stems from here, itself first.
        values: per unit every value that a person ever wrote, in whichever copy.
        edits: per unit what people wrote since all copies last agreed, by record.
        agreed: per unit the value on which all copies last agreed.
        cleared: the units that a person emptied at some time.
        moves: every change of status of every copy, oldest first.
        edited_at: the last commit by which a person touched any copy.
        last_edit: which copy that was, and when.
        synced_at: the sync's last commit on any copy; 0 before the first.
    """

    name: str
    kind: str
    system: str
    id: str
    owner: str
    born: int
    invented: bool = False
    copies: list[Record] = field(default_factory=list)
    values: dict[str, set[Any]] = field(default_factory=dict)
    edits: dict[str, dict[RecordName, Edit]] = field(default_factory=dict)
    agreed: Units = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    moves: list[Move] = field(default_factory=list)
    edited_at: int = 0
    last_edit: "tuple[Record, str] | None" = None
    synced_at: int = 0

    def copy(self) -> "Root":
        """The same root in another history, with records of its own."""
        root = Root(
            self.name,
            self.kind,
            self.system,
            self.id,
            self.owner,
            self.born,
            self.invented,
            values={unit: set(seen) for unit, seen in self.values.items()},
            edits={unit: dict(edits) for unit, edits in self.edits.items()},
            agreed=dict(self.agreed),
            cleared=set(self.cleared),
            edited_at=self.edited_at,
            synced_at=self.synced_at,
        )
        root.copies = [record.copy(root) for record in self.copies]
        twins = dict(zip(self.copies, root.copies, strict=True))
        root.moves = [
            Move(each.n, each.time, twins[each.record], each.actor, each.was, each.now)
            for each in self.moves
        ]
        if self.last_edit is not None:
            root.last_edit = (twins[self.last_edit[0]], self.last_edit[1])
        return root

    def __str__(self) -> str:
        return self.name

    def within(self, system: str, owner: str | None = None) -> list[Record]:
        """The records in a system (of one owner, when given) that stem from here, oldest first."""
        return [
            copy
            for copy in self.copies
            if copy.system == system and (owner is None or owner in copy.owners)
        ]

    def allowed(self, unit: str) -> set[Any]:
        """The values that a unit may settle on: the edits since all copies last agreed."""
        edits = self.edits.get(unit)
        if edits:
            return {edit.value for edit in edits.values()}
        return {self.agreed.get(unit)}

    def is_allowed(self, unit: str, value: Any) -> bool:
        """True when a person wrote the value, or wrote each part of the address that it is."""
        allowed = self.allowed(unit)
        if value in allowed or (unit == "due_date" and None in allowed):
            return True
        if not unit.startswith("address.") or value is None:
            return False
        rows = [row for row in allowed if row is not None]
        parts = zip(value, *rows, strict=True)
        blank = len(rows) < len(allowed)
        return all(part[0] in part[1:] or (blank and part[0] is None) for part in parts)

    def editors(self, unit: str) -> set[str]:
        """The systems in which a person edited the unit since all copies last agreed."""
        return {name[0] for name in self.edits.get(unit, ())}

    def last_move(self, *actors: str) -> Move | None:
        """The latest change of status by one of the actors, makings excluded."""
        for move in reversed(self.moves):
            if move.actor in actors and move.was is not None:
                return move
        return None


class Lineage:
    """Every root of a history, and the index from fingerprints and values to roots."""

    def __init__(self) -> None:
        self.roots: dict[str, Root] = {}
        self._by_token: dict[tuple[str, str], list[Root]] = {}
        self._by_value: dict[tuple[str, str, Any], list[Root]] = {}
        self._hanging: dict[tuple[str, str], list[Root]] = {}

    def copy(self) -> "Lineage":
        """The same lineage in another history."""
        twin = Lineage()
        twin.roots = roots = {name: root.copy() for name, root in self.roots.items()}
        twin._by_token = _renewed(self._by_token, roots)
        twin._by_value = _renewed(self._by_value, roots)
        twin._hanging = _renewed(self._hanging, roots)
        return twin

    def begin_root(self, record: Record, *, invented: bool = False) -> Root:
        """Make a record the beginning of a root."""
        name = "/".join(record.name)
        root = Root(
            name, record.kind, record.system, record.id, record.owner, record.born, invented
        )
        self.roots[name] = root
        self.join(record, root)
        if record.kind in HANGING:
            key = (record.kind, record.units["document"])
            self._hanging.setdefault(key, []).append(root)
        return root

    def join(self, record: Record, root: Root) -> None:
        """Let a record stem from a root."""
        record.root = root
        root.copies.append(record)

    def learn(self, root: Root, units: Units, changed: Iterable[str]) -> None:
        """Remember what a person wrote: values per unit, and what identifies the root."""
        kind = root.kind
        for unit in changed:
            value = units[unit]
            seen = root.values.setdefault(unit, set())
            if value in seen:
                continue
            seen.add(value)
            if value is not None:
                self._index(self._by_value, (kind, unit, value), root)
        for token in fingerprints(kind, units):
            self._index(self._by_token, (kind, token), root)

    @staticmethod
    def _index(index: dict[Any, list[Root]], key: Any, root: Root) -> None:
        known = index.setdefault(key, [])
        if root not in known:
            known.append(root)

    def writers(self, kind: str, unit: str, value: Any) -> list[Root]:
        """The roots into which a person ever wrote the value."""
        return self._by_value.get((kind, unit, value), [])

    def token_roots(self, kind: str, token: str) -> list[Root]:
        """The roots that a fingerprint names."""
        return self._by_token.get((kind, token), [])

    def hanging_on(self, kind: str, document: str) -> list[Root]:
        """The payments or files on a document, or a note's allocations, on either side."""
        return self._hanging.get((kind, document), [])

    def origin(self, record: Record, partner: str | None, *, strict: bool = False) -> Root | None:
        """
        The root that a record of unknown origin stems from.

        Method: collect the roots that share a fingerprint or an identifying value; the one that
        shares most wins; of equals, one that has no copy here yet, from the other system, of the
        paired owner, made first.

        Args:
            record: the record, its units projected.
            partner: the owner that is paired with the record's owner.
            strict: only a root of the partner that has no copy on this side counts.
        """
        if record.kind in HANGING:
            is_file = record.kind == "attachment"
            return self._file_origin(record) if is_file else self._settlement_origin(record)
        scores: dict[str, int] = {}
        for token in dict.fromkeys(fingerprints(record.kind, record.units)):
            for root in self.token_roots(record.kind, token):
                scores[root.name] = scores.get(root.name, 0) + _TOKEN_WEIGHT
        for unit in _VALUED[record.kind]:
            value = record.units[unit]
            for root in self.writers(record.kind, unit, value) if value else ():
                scores.setdefault(root.name, 0)
        if strict:
            scores = {n: score for n, score in scores.items() if self._is_free(n, record, partner)}
        if not scores:
            return None
        best = max(scores, key=lambda name: self._rank(record, partner, name, scores[name]))
        return self.roots[best]

    def _is_free(self, name: str, record: Record, partner: str | None) -> bool:
        root = self.roots[name]
        return partner in root.copies[0].owners and not root.within(record.system, record.owner)

    def _rank(self, record: Record, partner: str | None, name: str, score: int) -> tuple[int, ...]:
        root = self.roots[name]
        shared = sum(
            record.units[unit] in root.values.get(unit, ()) for unit in CONTENT[record.kind]
        )
        return (
            score + shared,
            not root.within(record.system, record.owner),
            root.system != record.system,
            root.owner == partner,
            -root.born,
        )

    def _settlement_origin(self, record: Record) -> Root | None:
        """
        The payment or allocation that one made by the sync stands for.

        Method: among those of the same document (and invoice, for allocations), first those of
        the other system without a copy here, equal in amount and date, else in amount, else in
        date; then any that is equal, copied before or not.
        """
        found = self.hanging_on(record.kind, record.units["document"])
        if record.kind == "allocation":
            found = list(_alike(found, record, "invoice"))
        waiting = [root for root in found if not root.within(record.system)]
        return (
            _first(_alike(waiting, record, "cents", "date"))
            or _first(_alike(found, record, "cents", "date"), live_in=record.system)
            or _first(_alike(waiting, record, "cents"))
            or _first(_alike(waiting, record, "date"))
        )

    def _file_origin(self, record: Record) -> Root | None:
        """
        The file that one made by the sync stands for.

        Method: among those of the same document, first one of the other system without a copy
        here that ever had these bytes, then any that had them, then one of the same name.
        """
        found = self.hanging_on(record.kind, record.units["document"])
        waiting = [root for root in found if not root.within(record.system)]
        return (
            _first(_had(waiting, record))
            or _first(_had(found, record))
            or _first(_alike(waiting, record, "name"))
        )


def _renewed(
    index: Mapping[Key, Iterable[Root]], roots: Mapping[str, Root]
) -> dict[Key, list[Root]]:
    """An index with these roots in place of those of the same names."""
    return {key: [roots[root.name] for root in found] for key, found in index.items()}


def _had(roots: Iterable[Root], record: Record) -> Iterator[Root]:
    digest = record.units["digest"]
    return (root for root in roots if digest in root.values.get("digest", ()))


def _alike(roots: Iterable[Root], record: Record, *units: str) -> Iterator[Root]:
    for root in roots:
        first = root.copies[0].units
        if all(first[unit] == record.units[unit] for unit in units):
            yield root


def _first(roots: Iterator[Root], *, live_in: str | None = None) -> Root | None:
    """The first root, one with a live copy in a system before all others; None without any."""
    found = list(roots)
    for root in found if live_in else ():
        if any(copy.is_live for copy in root.within(live_in or "")):
            return root
    return found[0] if found else None

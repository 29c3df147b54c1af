"""
What happened: both journals read forward, once, and the state that they lead to.

Lineage is told by fingerprints and by who acted, never by anybody's link table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from scenarios.calls import Calls
from scenarios.canonical import (
    CONTENT,
    HANGING,
    KINDS,
    RELEASED,
    XERO,
    Doc,
    Units,
)
from scenarios.finding import RecordName
from scenarios.lineage import Edit, Lineage, Move, Record, Root
from scenarios.projections import project
from scenarios.standing import Standing, id_of, owner_of, owners_of

State = Mapping[str, Mapping[str, Iterable[Doc]]]
"""Both stores: system -> type -> records."""

PEOPLE: Final = ("user", "system")
"""Who carries intent: a person, or the product on a person's standing order."""

_ORDER: Final = ("connection", "organisation", "account", "tracking_option", "contact")
"""Types that others name, read first when a state is read."""


@dataclass(slots=True, eq=False)
class Commit:
    """
    One line of the journal, with what it means.

    Args:
        record: the contact, document or payment that it touches; None for other types.
        was: the record's units before; None when it was made here, or is of another type.
        now: the record's units after.
        changed: the units that differ; all of them when the record was made here.
    """

    n: int
    time: str
    system: str
    owner: str
    actor: str
    op: str
    type: str
    id: str
    before: Doc | None
    after: Doc | None
    call: int | None
    record: Record | None = None
    was: Units | None = None
    now: Units = field(default_factory=dict)
    changed: tuple[str, ...] = ()

    @property
    def name(self) -> tuple[str, str, str]:
        """System, vendor's type and id of the record."""
        return (self.system, self.type, self.id)


class Landing(NamedTuple):
    """A unit whose edits came to an end: the sync made all copies equal, in a rightful way."""

    root: Root
    unit: str
    edits: Mapping[RecordName, Edit]
    value: Any
    commit: Commit
    agreed: Any = None
    """What both sides had before these edits."""

    @property
    def editors(self) -> set[str]:
        """The systems in which people had edited the unit."""
        return {name[0] for name in self.edits}


class History(Standing):
    """
    Both systems' past, read line by line.

    `records` are the contacts, documents and payments; `others` every other type; `lineage` the
    roots. The state is kept current, so that a rule can be asked after each commit. `touched`
    holds the roots that changed and `landed` the edits that arrived, until somebody settles;
    `strangers` counts the records that had no equal on the other side at the beginning.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lineage = Lineage()
        self.commits: list[Commit] = []
        self.calls = Calls()
        self.touched: dict[str, Root] = {}
        self.landed: list[Landing] = []
        self.strangers = 0

    def begin(self, state: State) -> None:
        """Read the state in which the history starts; its records count as made by people."""
        self.read_connections(state)
        for system in (RELEASED, XERO):
            types = state.get(system, {})
            for type_ in sorted(types, key=_rank):
                for doc in types[type_]:
                    self._begin_record(system, type_, doc)
        for root in self.lineage.roots.values():
            if len(root.within(RELEASED)) != 1 or len(root.within(XERO)) != 1 or root.edits:
                self.touched[root.name] = root
                self.strangers += 1

    def copy(self) -> "History":
        """
        Another history at the same beginning, in a fraction of the time that reading it takes.

        Raises:
            ValueError: something happened since the beginning.
        """
        if self.commits or self.calls.last:
            raise ValueError("only a history that is still at its beginning can be copied")
        history = History()
        history._stand_as(self)
        history.lineage = self.lineage.copy()
        roots = history.lineage.roots
        copies = {copy.name: copy for root in roots.values() for copy in root.copies}
        history.records = {name: copies[name] for name in self.records}
        history.touched = {name: roots[name] for name in self.touched}
        history.strangers = self.strangers
        return history

    def read_connections(self, state: State) -> None:
        """Learn who is paired with whom before any record is read."""
        for doc in state.get(RELEASED, {}).get("connection", ()):
            self.note_other(RELEASED, "connection", id_of(RELEASED, "connection", doc), doc, "")

    def _begin_record(self, system: str, type_: str, doc: Doc) -> None:
        id_, owner = id_of(system, type_, doc), owner_of(doc)
        kind = KINDS.get((system, type_))
        if kind is None:
            self.note_other(system, type_, id_, doc, owner)
            return
        units = project(kind, system, doc, owner, self)
        record = Record(system, type_, kind, id_, owners_of(doc, owner), doc, units, 0, "user")
        self.records[record.name] = record
        root = None if system == RELEASED else self._begin_twin(record)
        if root is None:
            root = self.lineage.begin_root(record)
            root.agreed = dict(units)
        else:
            self.lineage.join(record, root)
            for unit in CONTENT[kind]:
                self._note_first_difference(root, unit, record)
        root.moves.append(Move(0, "", record, "user", None, units["status"]))
        self.lineage.learn(root, units, CONTENT[kind])
        _note_number(record)

    def _begin_twin(self, record: Record) -> Root | None:
        root = self.lineage.origin(record, self.partner(XERO, record.owner), strict=True)
        return None if root is None or root.within(XERO, record.owner) else root

    @staticmethod
    def _note_first_difference(root: Root, unit: str, record: Record) -> None:
        if record.units[unit] != root.agreed.get(unit):
            edits = root.edits.setdefault(unit, {})
            for copy in root.copies:
                edits[copy.name] = Edit(0, "", copy.units[unit])

    def add_calls(self, calls: Iterable[Doc]) -> None:
        """Take in vendor calls; a call must be known before the commits that it made are read."""
        self.calls.add(calls)

    def add_commits(self, commits: Iterable[Doc]) -> None:
        """Take in journal lines, oldest first."""
        for line in commits:
            self.apply(line)

    def apply(self, line: Doc) -> Commit:
        """Take in one journal line and say what it means."""
        commit = Commit(
            line["n"],
            line["time"],
            line["system"],
            str(line["owner"]),
            line["actor"],
            line["op"],
            line["type"],
            str(line["id"]),
            line["before"],
            line["after"],
            line.get("call"),
        )
        self.commits.append(commit)
        kind = KINDS.get((commit.system, commit.type))
        if kind is None:
            if commit.after is None:
                mirrors = self.others.get((commit.system, commit.type), {})
                owner = owner_of(commit.before or {}) or commit.owner
                mirrors.pop((owner, commit.id.rpartition(":")[2]), None)
            else:
                self.note_other(
                    commit.system, commit.type, commit.id, commit.after, commit.owner, commit.time
                )
        elif commit.after is None:
            self._remove(commit)
        else:
            self._write(commit, kind, commit.after)
        return commit

    def _remove(self, commit: Commit) -> None:
        record = self.records.get(commit.name)
        if record is None:
            return
        commit.record, commit.was, commit.now = record, record.units, record.units
        record.root.moves.append(
            Move(commit.n, commit.time, record, commit.actor, record.status, "deleted")
        )
        record.gone = True
        self._touch(record)

    def _write(self, commit: Commit, kind: str, after: Doc) -> None:
        units = project(kind, commit.system, after, commit.owner, self)
        record = self.records.get(commit.name)
        if record is None:
            record = self._new_record(commit, kind, after, units)
            commit.changed = tuple(units)
        else:
            was = record.units
            commit.was = was
            commit.changed = tuple([unit for unit in units if units[unit] != was.get(unit)])
            record.doc, record.units, record.gone = after, units, False
            record.owners = owners_of(after, commit.owner)
        commit.record, commit.now = record, units
        self._note_move(commit, record)
        self._touch(record)
        _note_number(record)
        if commit.actor in PEOPLE:
            if commit.call is None:
                record.root.edited_at = commit.n
                record.root.last_edit = (record, commit.time)
            self._note_edits(commit, record)
            return
        record.root.synced_at = commit.n
        _count_write(record)
        is_answered = commit.call is None or self.calls.was_answered(commit.call)
        record.unheard = "" if is_answered else commit.time
        if is_answered:
            self._note_agreement(commit, record)

    def _touch(self, record: Record) -> None:
        self.touched[record.root.name] = record.root
        if record.kind in HANGING:
            for unit in ("document", "invoice"):
                document = self.lineage.roots.get(record.units.get(unit, ""))
                if document is not None:
                    self.touched[document.name] = document

    def _new_record(self, commit: Commit, kind: str, after: Doc, units: Units) -> Record:
        record = Record(
            commit.system,
            commit.type,
            kind,
            commit.id,
            owners_of(after, commit.owner),
            after,
            units,
            commit.n,
            commit.actor,
        )
        self.records[commit.name] = record
        root = None
        if commit.actor == "sync":
            root = self.lineage.origin(record, self.partner(commit.system, commit.owner))
        if root is not None:
            self.lineage.join(record, root)
        else:
            root = self.lineage.begin_root(record, invented=commit.actor == "sync")
            root.agreed = dict(units)
        return record

    @staticmethod
    def _note_move(commit: Commit, record: Record) -> None:
        if "status" in commit.changed:
            was = commit.was["status"] if commit.was else None
            move = Move(commit.n, commit.time, record, commit.actor, was, record.units["status"])
            record.root.moves.append(move)

    def _note_edits(self, commit: Commit, record: Record) -> None:
        root, units = record.root, record.units
        changed = [unit for unit in CONTENT[record.kind] if unit in commit.changed]
        self.lineage.learn(root, units, changed)
        if commit.was is None:
            return
        if record.kind == "contact" and "status" in commit.changed:
            changed.append("status")
        for unit in changed:
            value = units[unit]
            if unit in root.edits:
                self._note_convergence(unit, commit.was[unit], record, commit.time)
            root.edits.setdefault(unit, {})[record.name] = Edit(commit.n, commit.time, value)
            if value is None:
                root.cleared.add(unit)

    def _note_convergence(self, unit: str, value: Any, record: Record, time: str) -> None:
        """
        Forget edits that had met in one value, if the sync read them before the next edit.

        Method: what the sync wrote itself and never heard the answer to, it must have read too.
        """
        root = record.root
        others = [copy for copy in root.copies if copy is not record]
        if others and all(copy.units[unit] == value for copy in others):
            edits = root.edits[unit].items()
            asked = [(self.records[name], edit.time) for name, edit in edits]
            asked += [(copy, copy.unheard) for copy in root.copies if copy.unheard]
            if all(self.calls.did_read(copy, since, time) for copy, since in asked):
                del root.edits[unit]
                root.agreed[unit] = value

    def _note_agreement(self, commit: Commit, record: Record) -> None:
        """Forget the edits of a unit once the sync made all copies equal in a rightful way."""
        root = record.root
        for unit in commit.changed:
            if unit in root.edits:
                value = record.units[unit]
                equal = all(copy.units[unit] == value for copy in root.copies)
                if equal and root.is_allowed(unit, value):
                    edits, agreed = root.edits.pop(unit), root.agreed.get(unit)
                    self.landed.append(Landing(root, unit, edits, value, commit, agreed))
                    root.agreed[unit] = value

    def settle(self, roots: Iterable[Root]) -> None:
        """Take the present state of some roots as agreed wherever their copies are equal."""
        for root in roots:
            first = root.copies[0].units
            statuses = ("status",) if root.kind == "contact" else ()
            for unit in (*CONTENT[root.kind], *statuses):
                value = first[unit]
                if all(copy.units[unit] == value for copy in root.copies[1:]):
                    root.edits.pop(unit, None)
                    root.agreed[unit] = value

    def root_of(self, system: str, type_: str, id_: str) -> Root | None:
        """The root of a record; None when no such contact, document or payment was ever seen."""
        record = self.records.get((system, type_, str(id_)))
        return record.root if record else None

    def copies(self, root: Root, system: str) -> list[str]:
        """The ids of the records in a system that stem from a root, oldest first."""
        return [record.id for record in root.within(system)]

    def live_copies(self, root: Root, system: str) -> list[Record]:
        """The records in a system that stem from a root and are neither void nor reversed."""
        return [record for record in root.within(system) if record.is_live]

    def twin(self, record: Record) -> Record | None:
        """The only copy of the record's root on the other side; None without exactly one."""
        side = XERO if record.system == RELEASED else RELEASED
        found = record.root.within(side, self.partner(record.system, record.owner))
        return found[0] if len(found) == 1 else None


def _count_write(record: Record) -> None:
    if record.counted_from != record.root.edited_at:
        record.counted_from, record.writes = record.root.edited_at, 0
    record.writes += 1


def _note_number(record: Record) -> None:
    """Remember every number that a document ever had in Xero."""
    if record.kind == "document" and record.system == XERO:
        record.root.values.setdefault("number", set()).add(record.units["number"])


def _rank(type_: str) -> tuple[int, str]:
    kinds = {"invoice": 1, "credit_note": 1, "document": 1, **dict.fromkeys(HANGING, 2)}
    if type_ in _ORDER:
        return (0, f"{_ORDER.index(type_)}")
    return (kinds.get(type_, 0), type_)

"""The documents of one world: named tables, transactions, snapshots. Only here is TinyDB used."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from tinydb import Query, where
from tinydb.storages import MemoryStorage

from simulators.kernel.indexes import Declaration, Hash, Ordered
from simulators.kernel.rows import Doc, Version
from simulators.kernel.storage import Change, Journal, Tables, UnreadableFileError
from simulators.kernel.table import Table

__all__ = (
    "Change",
    "Companion",
    "Doc",
    "Hash",
    "Journal",
    "Ordered",
    "Query",
    "Snapshot",
    "Store",
    "Table",
    "Tables",
    "UnreadableFileError",
    "where",
)

Write: TypeAlias = tuple[Table, str, Doc | None, Doc | None]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A state of a store to come back to. It costs what is changed after it, while it is held."""

    versions: Mapping[str, Version]
    owner: "Store" = field(repr=False)


class Companion(Protocol):
    """
    What is stored beside the documents, in the same breath, but lives elsewhere in memory.

    Args:
        names: the tables that it fills in the files; no table of documents has such a name.
    """

    names: tuple[str, ...]

    def load(self, tables: Tables) -> None:
        """Take what the files hold."""

    def changes(self) -> list[Change]:
        """What has changed since `stored` was last called."""

    def stored(self) -> None:
        """What `changes` has told is on disk now."""

    def content(self) -> Tables:
        """All of it."""

    def size(self) -> int:
        """How many rows that is, at least nearly."""


class Transactions(AbstractContextManager[None]):
    """Lets writes stand or fall together, in memory and on disk."""

    def __init__(self, storage: Journal | None, companion: Companion | None = None) -> None:
        self._storage = storage
        self._companion = companion
        self._writes: list[Write] = []
        self._marks: list[int] = []
        self._content: Callable[[], Tables] | None = None

    def rewrite(self, content: Callable[[], Tables]) -> None:
        """At the end of this transaction, store everything anew instead of what was written."""
        self._content = content

    def forget(self) -> None:
        """Store nothing from now on."""
        self._storage = None

    def wrote(self, table: Table, doc_id: str, before: Doc | None, after: Doc | None) -> None:
        """Take note of one write; outside a transaction it is stored at once."""
        if self._marks:
            self._writes.append((table, doc_id, before, after))
        elif self._storage is not None:
            with self:
                self._writes.append((table, doc_id, before, after))

    @property
    def is_open(self) -> bool:
        """Some writes are neither certain nor undone yet."""
        return bool(self._marks)

    def __enter__(self) -> None:
        self._marks.append(len(self._writes))

    def __exit__(self, problem: object, *_: object) -> None:
        mark = self._marks.pop()
        if problem is not None:
            self._undo(mark)
        elif not self._marks:
            self._store()

    def _store(self) -> None:
        try:
            if self._storage is not None:
                self._append(self._storage)
        except BaseException:
            self._undo(0)
            raise
        self._writes.clear()

    def _append(self, storage: Journal) -> None:
        if self._content is not None:
            content, self._content = self._content, None
            storage.write(content())
            if self._companion is not None:
                self._companion.stored()
            return
        changes: list[Change] = [(t.name, doc_id, after) for t, doc_id, _, after in self._writes]
        if self._companion is None:
            storage.append(changes)
            return
        storage.append(changes + self._companion.changes())
        self._companion.stored()

    def _undo(self, mark: int) -> None:
        for table, doc_id, before, _ in reversed(self._writes[mark:]):
            table.revert(doc_id, before)
        del self._writes[mark:]


class Store:
    """
    The tables of one world.

    Args:
        tables: the indexes of each table, by the table's name.
        storage: keeps the documents beyond the process; None is memory only. Tables that the
            storage holds and nobody declared are kept as they are.
        companion: is stored with the documents; only with a storage.

    Raises:
        UnreadableFileError: what is stored cannot be read.
    """

    def __init__(
        self,
        tables: Mapping[str, Iterable[Declaration]],
        storage: Journal | None = None,
        companion: Companion | None = None,
    ) -> None:
        self._storage = storage
        self._companion = companion
        self._transactions = Transactions(storage, companion)
        stored = (storage.read() if storage is not None else None) or {}
        if companion is not None:
            companion.load({name: stored.pop(name, {}) for name in companion.names})
        nowhere = MemoryStorage()  # type: ignore[no-untyped-call]
        self._tables = {
            name: Table(name, tables.get(name, ()), self._transactions, storage or nowhere)
            for name in dict.fromkeys((*tables, *stored))
        }
        for name, rows in stored.items():
            self._tables[name].fill(rows)

    def table(self, name: str) -> Table:
        """
        One table by name.

        Raises:
            KeyError: the store has no such table.
        """
        try:
            return self._tables[name]
        except KeyError:
            raise KeyError(f"the store has no table {name!r}") from None

    def names(self) -> tuple[str, ...]:
        """The names of all tables, as declared."""
        return tuple(self._tables)

    def transaction(self) -> AbstractContextManager[None]:
        """
        Let the writes inside stand or fall together; they reach the disk as one, at the end.

        Transactions nest: an inner one that raises takes back its own writes only.
        """
        self._compact_when_due()
        return self._transactions

    def snapshot(self) -> Snapshot:
        """The present state of all tables, to come back to as often as needed."""
        return Snapshot({name: table.version() for name, table in self._tables.items()}, self)

    def restore(self, snapshot: Snapshot) -> None:
        """
        Return to a snapshot of this store, at the cost of the documents that differ from it; with
        a companion, whose past the store does not know, the files are written anew.

        Raises:
            ValueError: the snapshot is of another store.
        """
        if snapshot.owner is not self:
            raise ValueError("a snapshot can only be restored into the store that it was taken of")
        with self._transactions:
            for name, version in snapshot.versions.items():
                self._tables[name].restore(version)
            if self._companion is not None:
                self._transactions.rewrite(self.content)

    @property
    def is_empty(self) -> bool:
        """There is no document in any table."""
        return not any(map(len, self._tables.values()))

    def content(self) -> dict[str, dict[str, Any]]:
        """Every document by table and id, as TinyDB's files have them."""
        tables = {name: {doc.doc_id: doc for doc in each} for name, each in self._tables.items()}
        return tables if self._companion is None else {**tables, **self._companion.content()}

    def compact(self) -> None:
        """
        Write the TinyDB file anew and empty the journal. In memory, nothing.

        Raises:
            RuntimeError: in a transaction, as its writes may yet be undone.
        """
        if self._transactions.is_open:
            raise RuntimeError("a store cannot be compacted inside a transaction")
        if self._storage is not None:
            self._storage.write(self.content())

    def close(self) -> None:
        """Compact and let go of the files. Closing twice is fine."""
        if self._storage is not None and not self._storage.is_closed:
            self.compact()
            self._storage.close()

    def forget(self) -> None:
        """Let go of the files as they are; the documents stay in memory."""
        if self._storage is not None:
            self._storage.close()
        self._storage = self._companion = None
        self._transactions.forget()

    def _compact_when_due(self) -> None:
        if self._storage is None or self._transactions.is_open:
            return
        beside = 0 if self._companion is None else self._companion.size()
        if self._storage.is_due(sum(map(len, self._tables.values())) + beside):
            self.compact()

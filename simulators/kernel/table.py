"""One table: TinyDB's query language over live documents with declared indexes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, Final, NoReturn, Protocol, overload

from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document
from tinydb.table import Table as StockTable

from simulators.kernel.draft import Draft
from simulators.kernel.indexes import Bound, Declaration, HashIndex, IndexName, OrderedIndex
from simulators.kernel.rows import Doc, Row, Rows, Version, rank

SCALARS: Final = (str, int, float, bool, type(None))


class Recorder(Protocol):
    """Hears of every write, so that several of them can stand or fall together."""

    def __enter__(self) -> object:
        """Begin a group of writes."""

    def __exit__(self, *problem: Any) -> None:
        """End it: undone when it raised."""

    def wrote(self, table: "Table", doc_id: str, before: Doc | None, after: Doc | None) -> None:
        """One document has changed."""


class Table(StockTable):
    """
    Documents by text id, in the order of their first insertion.

    Method: stock TinyDB reads and rebuilds the whole table at each write. Here the documents are
    a live dict, a write replaces one of them and refiles it in the indexes, and a group of writes
    that raises is undone. Documents that were handed out stay as they are. Not safe for threads
    by itself: whoever owns the store holds a lock.

    Args:
        name: the name in the TinyDB file.
        declarations: the indexes.
        recorder: hears of every write.
        storage: what TinyDB's own interface shows; the table does not read it.
    """

    document_id_class = str  # type: ignore[assignment]
    _next_id: int | None  # type: ignore[assignment]

    def __init__(
        self,
        name: str,
        declarations: Iterable[Declaration],
        recorder: Recorder,
        storage: Storage,
    ) -> None:
        super().__init__(storage, name, cache_size=0)
        self._rows = Rows(declarations)
        self._live = self._rows.live
        self._recorder = recorder

    # What handlers use

    def row(self, doc_id: str) -> Doc | None:
        """The document with this id; None when there is none."""
        return self._live.get(doc_id)

    def put(self, doc_id: str, doc: Row) -> Doc | None:
        """
        Store a document under an id, new or in place of the one there, and hand back that one.

        The values inside belong to the store from now on.

        Raises:
            TypeError: an index cannot file it; the table is as it was.
        """
        before = self._live.get(doc_id)
        after = Doc(doc, doc_id, self._rows.next_rank() if before is None else before.rank)
        self._rows.change(doc_id, before, after)
        self._recorder.wrote(self, doc_id, before, after)
        return before

    def take(self, doc_id: str) -> Doc:
        """
        Delete a document and hand it back.

        Raises:
            KeyError: no such id.
        """
        before = self._live[doc_id]
        self._rows.change(doc_id, before, None)
        self._recorder.wrote(self, doc_id, before, None)
        return before

    def fill(self, rows: Mapping[str, Row]) -> None:
        """Load many documents into an empty table at once, as from a file; nothing is recorded."""
        self._rows.fill(rows)

    def find(self, index: IndexName, value: Any) -> list[Doc]:
        """The documents that a hash index files under a value, in the order of insertion."""
        return self._rows.ranked(self._hash(index).ids(value))

    def first(self, index: IndexName, value: Any) -> Doc | None:
        """The first inserted of these documents; None when there is none."""
        rows = self._live
        docs = (rows[doc_id] for doc_id in self._hash(index).ids(value))
        return min(docs, key=rank, default=None)

    def has(self, index: IndexName, value: Any) -> bool:
        """Whether a hash index files any document under a value."""
        return any(True for _ in self._hash(index).ids(value))

    def between(
        self,
        index: str,
        low: Bound = None,
        high: Bound = None,
        *,
        after: tuple[Any, ...] | None = None,
        limit: int | None = None,
        reverse: bool = False,
    ) -> Iterator[Doc]:
        """
        Walk the documents whose key lies from low to high, both included.

        A bound may be the beginning of a key, and None is no bound. Take a list before writing.

        Args:
            after: only what lies beyond every key that starts so, in the direction of the walk.
            limit: at most so many.
            reverse: from high to low.
        """
        ordered = self._ordered(index)
        start, stop = ordered.span(low, high)
        if after is not None and reverse:
            stop = min(stop, ordered.span(after, after)[0])
        elif after is not None:
            start = max(start, ordered.past(after))
        return map(
            self._live.__getitem__, _window(ordered, start, stop, 0, limit, reverse=reverse)
        )

    def count_between(self, index: str, low: Bound = None, high: Bound = None) -> int:
        """How many documents `between` would walk, without walking."""
        start, stop = self._ordered(index).span(low, high)
        return stop - start

    def slice(
        self,
        index: str,
        low: Bound,
        high: Bound,
        offset: int,
        limit: int,
        *,
        reverse: bool = False,
    ) -> list[Doc]:
        """One page of `between`: skips `offset` documents without walking them."""
        ordered = self._ordered(index)
        start, stop = ordered.span(low, high)
        rows = self._live
        return [rows[key] for key in _window(ordered, start, stop, offset, limit, reverse=reverse)]

    # TinyDB's interface: the same answers, with text ids

    def search(self, cond: QueryLike) -> list[Doc]:  # type: ignore[override]
        """The documents that match a query, through an index where the query asks for equality."""
        return [doc for doc in self._candidates(cond) if cond(doc)]

    @overload  # type: ignore[override]
    def get(self) -> NoReturn: ...
    @overload
    def get(self, cond: QueryLike) -> Doc | None: ...
    @overload
    def get(self, cond: QueryLike | None = None, *, doc_id: str) -> Doc | None: ...
    @overload
    def get(self, cond: QueryLike | None = None, *, doc_ids: Iterable[str]) -> list[Doc]: ...
    def get(
        self,
        cond: QueryLike | None = None,
        doc_id: str | None = None,
        doc_ids: Iterable[str] | None = None,
    ) -> Doc | list[Doc] | None:
        """The document with an id, those with these ids, or the first that matches a query."""
        if doc_id is not None:
            return self._live.get(str(doc_id))
        if doc_ids is not None:
            wanted = dict.fromkeys(map(str, doc_ids))
            return self._rows.ranked(each for each in wanted if each in self._live)
        if cond is not None:
            return next((doc for doc in self._candidates(cond) if cond(doc)), None)
        raise RuntimeError("get needs a query, a doc_id or doc_ids")

    def contains(self, cond: QueryLike | None = None, doc_id: str | None = None) -> bool:  # type: ignore[override]
        """Whether any document matches the query, or has the id."""
        return self.get(cond, doc_id=doc_id) is not None  # type: ignore[arg-type]

    def insert(self, document: Row) -> str:  # type: ignore[override]
        """
        Store a new document, under its own id when it is a TinyDB document, else under the next.

        Raises:
            ValueError: the id is taken, or this is no document.
        """
        if not isinstance(document, Mapping):
            raise ValueError("a document is a mapping")
        if isinstance(document, Document):
            doc_id, self._next_id = str(document.doc_id), None
        else:
            doc_id = self._get_next_id()
        if doc_id in self._live:
            raise ValueError(f"table {self.name} already has a document {doc_id}")
        self.put(doc_id, document)
        return doc_id

    def insert_multiple(self, documents: Iterable[Row]) -> list[str]:  # type: ignore[override]
        """Store new documents, all or none of them; their ids."""
        with self._recorder:
            return [self.insert(document) for document in documents]

    def update(  # type: ignore[override]
        self,
        fields: Row | Callable[[MutableMapping[str, Any]], None],
        cond: QueryLike | None = None,
        doc_ids: Iterable[str] | None = None,
    ) -> list[str]:
        """Set fields of all documents, of those that match or of those with these ids."""
        wanted = self._wanted(cond, doc_ids)
        return super().update(fields, None, wanted)  # type: ignore[arg-type, return-value]

    def upsert(self, document: Row, cond: QueryLike | None = None) -> list[str]:  # type: ignore[override]
        """Update the documents that match; insert this one when none does."""
        with self._recorder:
            return super().upsert(document, cond)  # type: ignore[return-value]

    def remove(  # type: ignore[override]
        self, cond: QueryLike | None = None, doc_ids: Iterable[str] | None = None
    ) -> list[str]:
        """Delete the documents that match, or those with these ids; their ids."""
        if cond is None and doc_ids is None:
            raise RuntimeError("remove needs a query or doc_ids; truncate removes all documents")
        wanted = self._wanted(cond, doc_ids)
        return super().remove(None, wanted)  # type: ignore[arg-type, return-value]

    def __len__(self) -> int:
        return len(self._live)

    def first_key(self) -> str | None:
        """The id of the document that stands first, None when there is none."""
        return next(iter(self._rows.ordered()), None)

    def __iter__(self) -> Iterator[Doc]:
        return iter(list(self._rows.ordered().values()))

    def _read_table(self) -> dict[str, Mapping[Any, Any]]:
        return dict(self._rows.ordered())

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        draft = Draft(self._rows.ordered())
        updater(draft)
        with self._recorder:
            for doc_id in draft.gone():
                self.take(doc_id)
            for doc_id, doc in draft.changed():
                self.put(doc_id, doc)

    def _get_next_id(self) -> str:
        number = self._next_id
        if number is None or str(number) in self._live:
            number = 1 + max((int(key) for key in self._live if key.isdecimal()), default=0)
        self._next_id = number + 1
        return str(number)

    # What the store uses

    def version(self) -> Version:
        """The present state, to come back to."""
        self._next_id = None
        return self._rows.version()

    def restore(self, version: Version) -> None:
        """Return to a state, at the cost of the documents that differ from it."""
        for doc_id, before, after in self._rows.restore(version):
            self._next_id = None
            self._recorder.wrote(self, doc_id, before, after)

    def revert(self, doc_id: str, before: Doc | None) -> None:
        """Undo one write. Nothing is recorded."""
        self._next_id = None
        self._rows.bring_back(doc_id, before)

    # Reading

    def _wanted(self, cond: QueryLike | None, ids: Iterable[str] | None) -> list[str] | None:
        if ids is not None:
            return list(map(str, ids))
        return None if cond is None else [doc.doc_id for doc in self.search(cond)]

    def _candidates(self, cond: QueryLike) -> Iterable[Doc]:
        """All documents that may match, in the order of insertion."""
        for field, value in _equalities(getattr(cond, "_hash", None)):
            index = self._rows.indexes.get(field)
            if (
                isinstance(index, HashIndex)
                and index.field == field
                and isinstance(value, SCALARS)
            ):
                return self._rows.ranked(index.ids(value))
        return self._rows.ordered().values()

    def _hash(self, name: IndexName) -> HashIndex:
        index = self._rows.indexes.get(name)
        if not isinstance(index, HashIndex):
            raise KeyError(f"table {self.name} declares no hash index {name!r}")
        return index

    def _ordered(self, name: str) -> OrderedIndex:
        index = self._rows.indexes.get(name)
        if not isinstance(index, OrderedIndex):
            raise KeyError(f"table {self.name} declares no ordered index {name!r}")
        return index


def _window(
    ordered: OrderedIndex, start: int, stop: int, offset: int, limit: int | None, *, reverse: bool
) -> Iterator[str]:
    """The ids of one page of a span of positions."""
    if reverse:
        stop = max(start, stop - offset)
        start = start if limit is None else max(start, stop - limit)
    else:
        start = min(stop, start + offset)
        stop = stop if limit is None else min(stop, start + limit)
    return ordered.ids(start, stop, reverse=reverse)


def _equalities(parts: Any) -> Iterator[tuple[str, Any]]:
    """The fields that a TinyDB query, read from its hash, wants equal to a value."""
    match parts:
        case ("==", (str() as field,), value):
            yield field, value
        case ("and", frozenset() as both):
            for each in both:
                yield from _equalities(each)

"""The live documents of one table, with their indexes and the states they can return to."""

import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from tinydb.table import Document

from simulators.kernel.indexes import Declaration, Index, IndexName

Row: TypeAlias = Mapping[str, Any]


class Doc(Document):
    """
    A stored document. Nobody changes it: a write stores a new one in its place.

    `wire` is for whoever shows it: how it is written, where nothing else has a say in that.
    """

    doc_id: str  # type: ignore[assignment]
    rank: int
    wire: Any = None

    def __init__(self, value: Row, doc_id: str, rank: int = 0) -> None:
        dict.__init__(self, value)
        self.doc_id = doc_id
        self.rank = rank


Step: TypeAlias = tuple[str, Doc | None, Doc | None]


class Version:
    """
    One state of a table's documents.

    Method: the table itself is the newest state. An older one knows the way towards it and which
    documents differ on that way; so it costs what was changed since, and goes when it is dropped.
    """

    __slots__ = ("__weakref__", "differs", "towards")

    def __init__(self) -> None:
        self.towards: Version | None = None
        self.differs: dict[str, Doc | None] = {}


class Rows:
    """
    Documents by id, ranked by their first insertion.

    Method: a change touches one entry of `live` and refiles one document. Returning to an earlier
    state walks the versions towards it and turns each on the way round, so that the live
    documents are the newest state again and no other version is lost.
    """

    def __init__(self, declarations: Iterable[Declaration]) -> None:
        self.live: dict[str, Doc] = {}
        self.indexes: dict[IndexName, Index] = {each.name: each.opened() for each in declarations}
        self._files = tuple(self.indexes.values())
        self._rank = 0
        self._is_ordered = True
        self._version = Version()
        self._is_shared = False
        self._earlier: Callable[[], Version | None] = _nothing

    def next_rank(self) -> int:
        """The rank of a document that is new."""
        self._rank += 1
        return self._rank

    def fill(self, rows: Mapping[str, Row]) -> None:
        """Load many documents at once into an empty table."""
        for doc_id, row in rows.items():
            self.live[doc_id] = Doc(row, doc_id, self.next_rank())
        self._refile()

    def change(self, doc_id: str, before: Doc | None, after: Doc | None) -> None:
        """Replace a document, None being no document, in all indexes or in none."""
        try:
            for index in self._files:
                index.move(doc_id, before, after)
        except BaseException:
            self._refile()
            raise
        self._remember(doc_id, before)
        if after is None:
            del self.live[doc_id]
        else:
            self.live[doc_id] = after

    def bring_back(self, doc_id: str, doc: Doc | None) -> None:
        """Make a document what it once was, in its old place."""
        before = self.live.get(doc_id)
        if before is doc:
            return
        self.change(doc_id, before, doc)
        if doc is not None and (before is None or before.rank != doc.rank):
            self._is_ordered = False

    def ordered(self) -> dict[str, Doc]:
        """All documents, in the order of their first insertion."""
        if not self._is_ordered:
            in_order = self.ranked(self.live)
            self.live.clear()
            self.live.update((doc.doc_id, doc) for doc in in_order)
            self._is_ordered = True
        return self.live

    def ranked(self, ids: Iterable[str]) -> list[Doc]:
        """The documents with these ids, in the order of their first insertion."""
        live = self.live
        docs = [live[doc_id] for doc_id in ids]
        if len(docs) > 1:
            docs.sort(key=rank)
        return docs

    def version(self) -> Version:
        """The present state, to come back to."""
        self._is_shared = True
        return self._version

    def restore(self, version: Version) -> list[Step]:
        """Return to a state, at the cost of the documents that differ; what was changed."""
        if version is self._version:
            return []
        way = [version]
        while (towards := way[-1].towards) is not None:
            way.append(towards)
        self._is_shared, self._earlier = False, _nothing
        changed: list[Step] = []
        for there, here in zip(way[-2::-1], way[:0:-1], strict=True):
            changed += self._turn(here, there)
        self._version, self._is_shared = version, True
        return changed

    def _turn(self, here: Version, there: Version) -> list[Step]:
        wanted, there.differs = there.differs, {}
        here.towards, there.towards = there, None
        here.differs = {doc_id: self.live.get(doc_id) for doc_id in wanted}
        for doc_id, doc in wanted.items():
            self.bring_back(doc_id, doc)
        return [(doc_id, here.differs[doc_id], doc) for doc_id, doc in wanted.items()]

    def _remember(self, doc_id: str, before: Doc | None) -> None:
        """Note what an earlier state looks like, if anyone still holds it."""
        if self._is_shared:
            left, self._version = self._version, Version()
            left.towards = self._version
            self._earlier = weakref.ref(left)
            self._is_shared = False
        earlier = self._earlier()
        if earlier is not None:
            earlier.differs.setdefault(doc_id, before)

    def _refile(self) -> None:
        for index in self._files:
            index.fill(self.live)


def rank(doc: Doc) -> int:
    """The place of a document in the order of first insertion."""
    return doc.rank


def _nothing() -> None:
    return None

"""Indexes over the documents of one table: by equal value, and in sorted order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sortedcontainers import SortedList

Document: TypeAlias = Mapping[str, Any]
Keys: TypeAlias = Callable[[Document], Iterable[Any]]
IndexName: TypeAlias = str | tuple[str, ...]
Bound: TypeAlias = tuple[Any, ...] | None

CONTAINERS: Final = (list, dict, tuple)
MISSING: Final = object()


class _Top:
    """Sorts after every other value, whatever its type."""

    def __lt__(self, other: object) -> bool:
        return False

    def __gt__(self, other: object) -> bool:
        return True


TOP: Final = _Top()


@dataclass(frozen=True, slots=True)
class Hash:
    """
    Declares that documents are found by equal value, in constant time.

    Args:
        name: a field, or several fields whose values form a tuple. A document that lacks one of
            them is not filed, as `where(field) == value` would not find it either.
        key: reads the keys from a document instead, none or several; the name is then free.
        reads: every field that `key` looks at and that a write may change, when they are known:
            a write that leaves them as they were need not read keys.
    """

    name: IndexName
    key: Keys | None = None
    reads: tuple[str, ...] = ()

    def opened(self) -> "HashIndex":
        """An empty index of this declaration."""
        if self.key is not None:
            return HashIndex(self.key, None, self.reads)
        plain = self.name if isinstance(self.name, str) else None
        reads = (self.name,) if isinstance(self.name, str) else self.name
        return HashIndex(_keys_of(self.name), plain, reads)


@dataclass(frozen=True, slots=True)
class Ordered:
    """
    Declares that documents are kept in the order of a key, for lists and ranges.

    Args:
        name: what `Table.between` and `Table.slice` call it.
        key: reads a tuple from a document, or an iterable of tuples that is itself no tuple (then
            the document stands at each of them). The tuples of one index are equally long, and
            what stands at one place compares with each other.
        reads: as in `Hash`.
    """

    name: str
    key: Callable[[Document], Iterable[Any]]
    reads: tuple[str, ...] = ()

    def opened(self) -> "OrderedIndex":
        """An empty index of this declaration."""
        return OrderedIndex(self.key, self.reads)


Declaration: TypeAlias = Hash | Ordered


class HashIndex:
    """
    Document ids by key. A key with one document holds the bare id, which is most keys.

    Args:
        keys: reads the keys from a document.
        field: the one field whose value is the key; None when it is not as plain as that.
        reads: the fields that the keys depend on, none when that is not known.
    """

    __slots__ = ("_buckets", "_keys", "_reads", "field")

    def __init__(self, keys: Keys, field: str | None, reads: tuple[str, ...] = ()) -> None:
        self.field = field
        self._reads = reads
        self._keys = keys
        self._buckets: dict[Any, str | dict[str, None]] = {}

    def move(self, doc_id: str, before: Document | None, after: Document | None) -> None:
        """Refile one document from what it was to what it is; None is not there."""
        if self._reads and _are_equal(self._reads, before, after):
            return
        old = () if before is None else tuple(map(hashable, self._keys(before)))
        new = () if after is None else tuple(map(hashable, self._keys(after)))
        if old == new:
            return
        for key in old:
            self._drop(key, doc_id)
        for key in new:
            self._add(key, doc_id)

    def fill(self, rows: Mapping[str, Document]) -> None:
        """Start again from all the documents of the table."""
        self._buckets.clear()
        for doc_id, doc in rows.items():
            for key in self._keys(doc):
                self._add(hashable(key), doc_id)

    def ids(self, value: Any) -> Iterable[str]:
        """The ids filed under a value, in no promised order."""
        bucket = self._buckets.get(hashable(value), ())
        return (bucket,) if isinstance(bucket, str) else bucket

    def _add(self, key: Any, doc_id: str) -> None:
        bucket = self._buckets.setdefault(key, doc_id)
        if isinstance(bucket, dict):
            bucket[doc_id] = None
        elif bucket != doc_id:
            self._buckets[key] = {bucket: None, doc_id: None}

    def _drop(self, key: Any, doc_id: str) -> None:
        bucket = self._buckets.get(key)
        if isinstance(bucket, dict):
            bucket.pop(doc_id, None)
        if bucket == {} or bucket == doc_id:
            self._buckets.pop(key, None)


class OrderedIndex:
    """Keys in sorted order, each with its document id behind, which orders equal keys."""

    __slots__ = ("_entries", "_key", "_reads")

    def __init__(
        self, key: Callable[[Document], Iterable[Any]], reads: tuple[str, ...] = ()
    ) -> None:
        self._key = key
        self._reads = reads
        self._entries: Any = SortedList()

    def move(self, doc_id: str, before: Document | None, after: Document | None) -> None:
        """Refile one document from what it was to what it is; None is not there."""
        if self._reads and _are_equal(self._reads, before, after):
            return
        old = () if before is None else self._entries_of(doc_id, before)
        new = () if after is None else self._entries_of(doc_id, after)
        if old == new:
            return
        for entry in new:
            self._entries.add(entry)
        for entry in old:
            self._entries.remove(entry)

    def fill(self, rows: Mapping[str, Document]) -> None:
        """Start again from all the documents of the table."""
        entries = [
            entry for doc_id, doc in rows.items() for entry in self._entries_of(doc_id, doc)
        ]
        self._entries = SortedList(entries)

    def span(self, low: Bound, high: Bound) -> tuple[int, int]:
        """
        The first position and the one past the last, for keys from low to high, both included.

        A bound may be the beginning of a key: `(7,)` to `(7,)` spans every key that starts with 7.
        None leaves that end open.
        """
        start = 0 if low is None else self._entries.bisect_left(low)
        stop = len(self._entries) if high is None else self._entries.bisect_left(_past(high))
        return start, max(start, stop)

    def past(self, key: tuple[Any, ...]) -> int:
        """The first position after every key that starts with this one."""
        position: int = self._entries.bisect_left(_past(key))
        return position

    def ids(self, start: int, stop: int, *, reverse: bool = False) -> Iterator[str]:
        """The ids from one position to before another; reverse walks them from the end."""
        return (entry[-1] for entry in self._entries.islice(start, stop, reverse))

    def _entries_of(self, doc_id: str, doc: Document) -> tuple[tuple[Any, ...], ...]:
        key = self._key(doc)
        if isinstance(key, tuple):
            return ((*key, doc_id),)
        return tuple((*each, doc_id) for each in dict.fromkeys(key))


Index: TypeAlias = HashIndex | OrderedIndex


def _are_equal(reads: tuple[str, ...], before: Document | None, after: Document | None) -> bool:
    """Tell without reading keys: most writes leave most fields as they were."""
    if before is None or after is None:
        return False
    return all(before.get(name, MISSING) == after.get(name, MISSING) for name in reads)


def hashable(value: Any) -> Any:
    """The value itself, or a tuple that stands for a list or an object."""
    if value.__class__ not in CONTAINERS:
        return value
    if value.__class__ is tuple:
        for each in value:
            if each.__class__ in CONTAINERS:
                break
        else:
            return value
    if isinstance(value, dict):
        return (dict, *sorted((name, hashable(each)) for name, each in value.items()))
    return tuple(map(hashable, value))


def _keys_of(name: IndexName) -> Keys:
    if isinstance(name, str):
        return lambda doc: (doc[name],) if name in doc else ()
    return lambda doc: (
        (tuple(doc[part] for part in name),) if all(map(doc.__contains__, name)) else ()
    )


def _past(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*key, TOP)

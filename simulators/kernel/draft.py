"""A table as TinyDB's own updaters see it: a mapping to change at will."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any


class Draft(MutableMapping[str, dict[str, Any]]):
    """What is read is a copy, what is changed waits until the updater has come to its end."""

    def __init__(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        self._rows = rows
        self._seen: dict[str, dict[str, Any]] = {}
        self._gone: dict[str, None] = {}

    def __getitem__(self, doc_id: str) -> dict[str, Any]:
        if doc_id not in self:
            raise KeyError(doc_id)
        if doc_id not in self._seen:
            self._seen[doc_id] = copied(self._rows[doc_id])
        return self._seen[doc_id]

    def __setitem__(self, doc_id: str, doc: dict[str, Any]) -> None:
        self._seen[str(doc_id)] = doc

    def __delitem__(self, doc_id: str) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self._seen.pop(doc_id, None)
        if doc_id in self._rows:
            self._gone[doc_id] = None

    def __contains__(self, doc_id: object) -> bool:
        key = str(doc_id)
        return key in self._seen or (key in self._rows and key not in self._gone)

    def __iter__(self) -> Iterator[str]:
        yield from [key for key in self._rows if key not in self._gone]
        yield from [key for key in self._seen if key not in self._rows or key in self._gone]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Delete every document."""
        self._seen.clear()
        self._gone.update(dict.fromkeys(self._rows))

    def gone(self) -> list[str]:
        """The ids that were deleted, also when a new document has taken one."""
        return list(self._gone)

    def changed(self) -> list[tuple[str, dict[str, Any]]]:
        """The documents that are new or no longer equal to what they were."""
        rows, gone = self._rows, self._gone
        return [
            (key, doc)
            for key, doc in self._seen.items()
            if key in gone or key not in rows or rows[key] != doc
        ]


def copied(value: Any) -> Any:
    """The value with lists and objects of its own, all the way down."""
    if isinstance(value, dict):
        return {name: copied(each) for name, each in value.items()}
    return [copied(each) for each in value] if isinstance(value, list) else value

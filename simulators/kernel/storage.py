"""Documents on disk: a plain TinyDB file, and beside it a journal of what changed since."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson
from tinydb import Storage

Change: TypeAlias = tuple[str, str, Mapping[str, Any] | None]
Tables: TypeAlias = dict[str, dict[str, Any]]

MARK_TABLE: Final = "_journal"
COMPACT_AFTER: Final = 50_000


class UnreadableFileError(ValueError):
    """A stored world cannot be read; the text says where, and what was expected."""


class Journal(Storage):
    """
    Keeps every answered write through a killed process, at the price of one append.

    Method: `path` is a TinyDB file that `TinyDB(path)` reads; `path` + ".journal" holds one JSON
    line per document that a write touched. The lines of one transaction share a group number and
    count down to zero, so a group that was cut short is recognised and dropped as a whole.
    Compacting writes a new file beside the old one, renames it and empties the journal.

    Args:
        path: the TinyDB file; made when the first write comes, its directory at once.
        compact_after: journal lines, at least, before `is_due` asks for compacting.
        fsync: whether an append also survives the loss of power, not only of the process.
    """

    def __init__(
        self, path: str | Path, *, compact_after: int = COMPACT_AFTER, fsync: bool = False
    ) -> None:
        self.path = Path(path)
        self.journal_path = self.path.with_name(self.path.name + ".journal")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._compact_after = compact_after
        self._fsync = fsync
        self._file = self.journal_path.open("ab", buffering=0)
        self._group = 0
        self._lines = 0

    def read(self) -> Tables | None:
        """Everything that was answered, by table and id; None when nothing is stored yet."""
        tables = self._read_base()
        self._group = _mark(tables)
        kept = self._replay(self.journal_path.read_bytes(), tables)
        os.ftruncate(self._file.fileno(), kept)
        tables.pop(MARK_TABLE, None)
        return tables or None

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Compact: make this the whole content of the TinyDB file, and empty the journal."""
        marked = {**data, MARK_TABLE: {"1": {"group": self._group}}}
        fresh = self.path.with_name(self.path.name + ".new")
        with fresh.open("wb") as file:
            file.write(orjson.dumps(marked))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        os.ftruncate(self._file.fileno(), 0)
        self._lines = 0

    def append(self, changes: Iterable[Change]) -> None:
        """
        Store the changes of one transaction, all or none of them. A document of None is deleted.

        Raises:
            OSError: the disk refused; the journal is as it was before.
        """
        net = _net(changes)
        if not net:
            return
        lines = _lines(self._group + 1, net)
        self._append_bytes(b"".join(lines))
        self._group += 1
        self._lines += len(lines)

    def is_due(self, documents: int) -> bool:
        """The journal has outgrown the documents that it describes."""
        return self._lines > max(self._compact_after, 2 * documents)

    @property
    def is_closed(self) -> bool:
        """Nothing more can be stored."""
        return self._file.closed

    def close(self) -> None:
        """Let go of the file. Closing twice is fine."""
        self._file.close()

    def _append_bytes(self, content: bytes) -> None:
        size = os.fstat(self._file.fileno()).st_size
        try:
            if self._file.write(content) != len(content):
                raise OSError(f"{self.journal_path}: the disk took only a part of a write")
            if self._fsync:
                os.fsync(self._file.fileno())
        except BaseException:
            os.ftruncate(self._file.fileno(), size)
            raise

    def _read_base(self) -> Tables:
        if not self.path.exists():
            return {}
        content = self.path.read_bytes()
        if not content.strip():
            return {}
        try:
            tables = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise UnreadableFileError(f"{self.path} is not a TinyDB file: {error}") from None
        if not _is_tables(tables):
            raise UnreadableFileError(
                f"{self.path} is not a TinyDB file: no tables of documents in it"
            )
        return dict(tables)

    def _replay(self, content: bytes, tables: Tables) -> int:
        """Apply every whole group to the tables; the length in bytes of what was whole."""
        kept = position = self._lines = 0
        waiting: list[dict[str, Any]] = []
        for number, line in enumerate(content.splitlines(keepends=True), 1):
            position += len(line)
            entry = _parsed(line)
            if entry is None:
                if position < len(content):
                    raise UnreadableFileError(
                        f"{self.journal_path}, line {number}: not a journal line"
                    )
                break
            waiting = [*waiting, entry] if _continues(waiting, entry) else [entry]
            if entry["left"] == 0:
                self._apply(waiting, tables)
                kept = position
                self._lines += len(waiting)
                waiting = []
        return kept

    def _apply(self, group: list[dict[str, Any]], tables: Tables) -> None:
        if group[0]["group"] <= self._group:
            return
        self._group = group[0]["group"]
        for entry in group:
            table = tables.setdefault(entry["table"], {})
            if entry["doc"] is None:
                table.pop(entry["id"], None)
            else:
                table[entry["id"]] = entry["doc"]


def _net(changes: Iterable[Change]) -> list[Change]:
    """One change per document, save that a deletion stays visible: it moves the document."""
    net: list[Change] = []
    places: dict[tuple[str, str], int] = {}
    for table, doc_id, doc in changes:
        place = places.get((table, doc_id))
        if doc is not None and place is not None:
            net[place] = (table, doc_id, doc)
            continue
        places[table, doc_id] = len(net)
        net.append((table, doc_id, doc))
        if doc is None:
            del places[table, doc_id]
    return net


def _lines(group: int, changes: list[Change]) -> list[bytes]:
    last = len(changes) - 1
    return [
        orjson.dumps(
            {"group": group, "left": last - place, "table": table, "id": doc_id, "doc": doc},
            option=orjson.OPT_APPEND_NEWLINE,
        )
        for place, (table, doc_id, doc) in enumerate(changes)
    ]


def _parsed(line: bytes) -> dict[str, Any] | None:
    """A journal line; None when it is torn or something else."""
    if not line.endswith(b"\n"):
        return None
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    names = {"group": int, "left": int, "table": str, "id": str, "doc": dict | None}
    fits = isinstance(entry, dict) and all(
        name in entry and isinstance(entry[name], kind) for name, kind in names.items()
    )
    return entry if fits else None


def _continues(waiting: list[dict[str, Any]], entry: dict[str, Any]) -> bool:
    return bool(waiting) and waiting[-1]["group"] == entry["group"]


def _mark(tables: Tables) -> int:
    """The last group that the TinyDB file already holds; 0 for a file that others wrote."""
    group = tables.get(MARK_TABLE, {}).get("1", {}).get("group", 0)
    return group if isinstance(group, int) else 0


def _is_tables(tables: object) -> bool:
    return isinstance(tables, dict) and all(_documents_fit(table) for table in tables.values())


def _documents_fit(table: object) -> bool:
    return isinstance(table, dict) and all(isinstance(doc, dict) for doc in table.values())

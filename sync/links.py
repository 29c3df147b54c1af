"""
What the sync remembers: pairs with the agreed base, intents, problems, cursors, tokens. SQLite.

A pair holds what was last seen on each side and what was agreed; it is open while something may be
due. Every step is one transaction, so a crash at any call leaves either the step or nothing of it.

Rule: R41, R52, R55, R60.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from sync.database import MEMORY, in_memory, opened, without_journal
from sync.ownership import Picture

PAGE: Final = 500
"""So many rows are held at once, however many there are."""

ANSWERED: Final = 0
"""The time of an intent whose creation succeeded, though its record was not seen yet."""

_COLUMNS: Final = (
    "id, company, tenant, type, released_id, xero_id, external_id, released_version, "
    "xero_version, agreed_version, base, released, xero, is_unlinked"
)


_WAKE: Final = tuple(
    tuple(
        f"UPDATE pair SET is_open = 1 WHERE company = ? AND type = ? AND {side}_{name} = ?"  # noqa: S608
        for side in ("released", "xero")
    )
    for name in ("about", "also")
)
_ONLY_HERE: Final = " AND xero_id IS NULL AND released_id IS NOT NULL"
_SELECT: Final = f"SELECT {_COLUMNS} FROM pair WHERE "  # noqa: S608 - constants


class Link(NamedTuple):
    """One row of the link table."""

    id: int
    company: int
    tenant: str
    type: str
    released_id: str | None
    xero_id: str | None
    external_id: str | None
    released_version: int
    xero_version: int
    agreed_version: int  # Xero's version when the statuses were last agreed
    base: Picture | None
    released: Picture | None
    xero: Picture | None
    is_unlinked: bool


@dataclass(frozen=True, slots=True)
class Intent:
    """A creation that was decided and whose outcome is not stored yet."""

    pair: int
    action: str
    key: str
    made_at: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row of the problem table."""

    pair: int
    refused_by: str
    action: str
    code: str
    cause: str
    reason: str
    released_version: int
    xero_version: int
    attempts: int
    retry_at: int
    is_standing: bool
    record: str | None
    told: str | None


class Links:
    """
    The database of one installation. One writer at a time; reads never leave it.

    `guard` is asked within every step, and refuses it by raising: so a copy that lost its lease
    cannot write any more.
    """

    def __init__(self, path: str | Path = MEMORY) -> None:
        self.path = str(path)
        self.guard: Callable[[], None] | None = None
        self._values: dict[int, dict[str, Any]] = {}
        self._db = in_memory() if self.path == MEMORY else opened(Path(path))

    @property
    def is_shared(self) -> bool:
        """Other processes may have it open too."""
        return self.path != MEMORY

    def reread(self) -> None:
        """Forget the values that were read: another process may have stored others since."""
        if self.is_shared:
            self._values.clear()

    def close(self) -> None:
        """Give up the file. Nothing uncommitted is kept."""
        self._db.close()

    def checkpoint(self) -> bytes:
        """Everything committed, as one blob."""
        self._drop_unfinished()
        return without_journal(self._db.serialize())

    def resume(self, blob: bytes) -> None:
        """Forget everything and go on from a blob of `checkpoint`."""
        self._drop_unfinished()
        self._values.clear()
        self._db.deserialize(blob)

    def _drop_unfinished(self) -> None:
        if self._db.in_transaction:
            self._values.clear()
            self._db.execute("ROLLBACK")

    @contextmanager
    def step(self) -> Iterator[None]:
        """One transaction: all of it or, whatever happens inside, nothing."""
        self._drop_unfinished()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            if self.guard is not None:
                self.guard()
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._drop_unfinished()
            raise

    # pairs

    def pair(self, pair: int) -> Link:
        """The pair with this id."""
        row = self._db.execute(_SELECT + "id = ?", (pair,)).fetchone()
        return _link(row)

    def find(self, pair: int) -> Link | None:
        """The pair with this id, if it is still there: a half that found its twin is not."""
        return self._one("id = ?", pair)

    def by_released(self, company: int, type_: str, released_id: str) -> Link | None:
        """The pair of a Re-Leased record."""
        return self._one(
            "company = ? AND type = ? AND released_id = ?", company, type_, released_id
        )

    def by_xero(self, company: int, tenant: str, type_: str, xero_id: str) -> Link | None:
        """The pair of a Xero record."""
        where = "company = ? AND tenant = ? AND type = ? AND xero_id = ?"
        return self._one(where, company, tenant, type_, xero_id)

    def all_of(self, company: int, type_: str) -> list[Link]:
        """All pairs of one type, for types of which there are few."""
        return self._many("company = ? AND type = ? ORDER BY id", company, type_)

    def halves(self, company: int, type_: str) -> Iterator[Link]:
        """Xero records of one type that Re-Leased does not have, page by page."""
        where = "company = ? AND type = ? AND released_id IS NULL AND id > ? ORDER BY id LIMIT ?"
        after = 0
        while page := self._many(where, company, type_, after, PAGE):
            yield from page
            after = page[-1].id

    def parents_in_xero(self, company: int, type_: str) -> set[str]:
        """The Xero records on which some pair of this type hangs or hung."""
        sql = (
            "SELECT DISTINCT xero_about FROM pair"
            " WHERE company = ? AND type = ? AND xero_about IS NOT NULL"
        )
        return {row[0] for row in self._db.execute(sql, (company, type_))}

    def children_in_xero(self, company: int, type_: str, parent: str) -> list[Link]:
        """Pairs whose Xero side hangs on this Xero record."""
        return self._many(
            "company = ? AND type = ? AND xero_about = ? ORDER BY id", company, type_, parent
        )

    def children_in_released(self, company: int, type_: str, parent: str) -> list[Link]:
        """Pairs whose Re-Leased side hangs on this Re-Leased record."""
        return self._many(
            "company = ? AND type = ? AND released_about = ? ORDER BY id", company, type_, parent
        )

    def open_types(self, company: int) -> set[str]:
        """The types of which something may be due for some pair."""
        sql = "SELECT DISTINCT type FROM pair WHERE is_open AND company = ?"
        return {row[0] for row in self._db.execute(sql, (company,))}

    def open_pairs(self, company: int, type_: str) -> Iterator[int]:
        """The pairs of one type for which something may be due, oldest first, page by page."""
        return self._open_pairs(company, type_, "")

    def only_here(self, company: int, type_: str) -> Iterator[int]:
        """Those of the open pairs whose record Xero does not have."""
        return self._open_pairs(company, type_, _ONLY_HERE)

    def count_only_here(self, company: int, type_: str, most: int) -> int:
        """How many open pairs have no record in Xero; no more than `most` are counted."""
        sql = f"SELECT id FROM pair WHERE is_open AND company = ? AND type = ?{_ONLY_HERE} LIMIT ?"  # noqa: S608
        return len(self.execute(sql, (company, type_, most)))

    def _open_pairs(self, company: int, type_: str, also: str) -> Iterator[int]:
        sql = (
            f"SELECT id FROM pair WHERE is_open AND company = ? AND type = ?{also}"  # noqa: S608
            " AND id > ? ORDER BY id LIMIT ?"
        )
        after = 0
        while page := self._db.execute(sql, (company, type_, after, PAGE)).fetchall():
            yield from (row[0] for row in page)
            after = page[-1][0]

    def _one(self, where: str, *values: Any) -> Link | None:
        row = self._db.execute(_SELECT + where, values).fetchone()
        return _link(row) if row else None

    def _many(self, where: str, *values: Any) -> list[Link]:
        rows = self._db.execute(_SELECT + where, values).fetchall()
        return [_link(row) for row in rows]

    def add(self, company: int, tenant: str, type_: str, **columns: Any) -> int:
        """A new pair, usually a half."""
        names = ("company", "tenant", "type", *columns)
        marks = ", ".join("?" * len(names))
        sql = f"INSERT INTO pair ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - columns
        done = self._db.execute(sql, (company, tenant, type_, *map(_stored, columns.values())))
        return int(done.lastrowid or 0)

    def change(self, pair: int, **columns: Any) -> None:
        """Set these columns of a pair."""
        assignments = ", ".join(f"{name} = ?" for name in columns)
        values = (*map(_stored, columns.values()), pair)
        sql = f"UPDATE pair SET {assignments} WHERE id = ?"  # noqa: S608 - columns
        self._db.execute(sql, values)

    def close_pair(self, pair: int) -> None:
        """Nothing is due for this pair."""
        self._db.execute("UPDATE pair SET is_open = 0 WHERE id = ?", (pair,))

    def join(self, pair: int, other: int) -> None:
        """The Xero half `other` is the twin of `pair`: one row from now on. Rule: R55."""
        half = self.pair(other)
        sql = "SELECT xero_about, xero_also FROM pair WHERE id = ?"
        about, also = self._db.execute(sql, (other,)).fetchone()
        for table in ("intent", "problem", "note"):
            self._db.execute(f"DELETE FROM {table} WHERE pair = ?", (other,))  # noqa: S608
        self._db.execute("DELETE FROM pair WHERE id = ?", (other,))
        self.change(
            pair,
            xero_id=half.xero_id,
            xero=half.xero,
            xero_version=half.xero_version,
            xero_about=about,
            xero_also=also,
            is_open=1,
        )

    def wake(
        self,
        company: int,
        type_: str,
        released: str | None,
        xero: str | None,
        *,
        second: bool = False,
    ) -> None:
        """Open the pairs of this type that name a record of either side, or name it second."""
        for sql, value in zip(_WAKE[second], (released, xero), strict=True):
            if value is not None:
                self._db.execute(sql, (company, type_, value))

    def note_settled(self, company: int, pair: int, invoices: Iterable[str]) -> None:
        """The invoices, by Xero's ids, that this pair settles in Xero: any number of them."""
        self._db.execute("DELETE FROM settled WHERE pair = ?", (pair,))
        rows = [(company, invoice, pair) for invoice in set(invoices)]
        self._db.executemany("INSERT INTO settled VALUES (?, ?, ?)", rows)

    def wake_settling(self, company: int, invoice: str) -> None:
        """Open the pairs that settle this invoice of Xero."""
        sql = (
            "UPDATE pair SET is_open = 1 WHERE id IN"
            " (SELECT pair FROM settled WHERE company = ? AND invoice = ?)"
        )
        self._db.execute(sql, (company, invoice))

    # intents

    def intend(self, intent: Intent) -> None:
        """Remember a creation before it is tried."""
        values = (intent.pair, intent.action, intent.key, intent.made_at)
        self._db.execute("INSERT OR REPLACE INTO intent VALUES (?, ?, ?, ?)", values)

    def intent(self, pair: int) -> Intent | None:
        """The creation of this pair whose outcome is not known."""
        row = self._db.execute("SELECT * FROM intent WHERE pair = ?", (pair,)).fetchone()
        return Intent(*row) if row else None

    def intents(self, company: int, type_: str) -> list[int]:
        """
        The pairs of one type whose creation has no known outcome, oldest first.

        Method: a CROSS JOIN begins with the intents, which are few; SQLite would begin with the
        pairs, of which there are as many as records. So do the queries of `sync.problems`.
        """
        sql = (
            "SELECT intent.pair FROM intent CROSS JOIN pair ON pair.id = intent.pair"
            " WHERE pair.company = ? AND pair.type = ? ORDER BY intent.pair"
        )
        return [row[0] for row in self._db.execute(sql, (company, type_))]

    def types_with_intents(self, company: int) -> set[str]:
        """The types of which some creation has no known outcome."""
        sql = (
            "SELECT DISTINCT type FROM intent CROSS JOIN pair ON pair.id = intent.pair"
            " WHERE company = ?"
        )
        return {row[0] for row in self._db.execute(sql, (company,))}

    def forget_intent(self, pair: int) -> None:
        """The outcome is stored."""
        self._db.execute("DELETE FROM intent WHERE pair = ?", (pair,))

    # values: cursors, tokens, facts

    def value(self, company: int, name: str) -> Any:
        """A remembered value, or None. It is shared: nobody may change it."""
        values = self._values.get(company)
        return (self._read_values(company) if values is None else values).get(name)

    def _read_values(self, company: int) -> dict[str, Any]:
        """All values of a company: a few dozen, of which a cycle needs most."""
        rows = self._db.execute("SELECT name, value FROM value WHERE company = ?", (company,))
        values = self._values[company] = {name: orjson.loads(blob) for name, blob in rows}
        return values

    def remember(self, company: int, name: str, value: Any) -> None:
        """Store a value of JSON. It is shared from now on."""
        if company in self._values:
            self._values[company][name] = value
        sql = "INSERT OR REPLACE INTO value VALUES (?, ?, ?)"
        self._db.execute(sql, (company, name, orjson.dumps(value)))

    def execute(self, sql: str, values: Iterable[Any] = ()) -> list[Any]:
        """A statement of `sync.problems`, which keeps its own tables here."""
        return self._db.execute(sql, tuple(values)).fetchall()


def _stored(value: Any) -> Any:
    return orjson.dumps(value) if isinstance(value, dict) else value


@lru_cache(maxsize=1024)
def _picture(blob: bytes | None) -> Picture | None:
    """What a blob says. It is shared: nobody may change a picture that was stored."""
    picture: Picture | None = orjson.loads(blob) if blob else None
    return picture


def _link(row: Any) -> Link:
    values = list(row)
    values[10:13] = map(_picture, row[10:13])
    values[13] = bool(row[13])
    return Link._make(values)

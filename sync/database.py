"""
The file of links: its tables, how it is opened so that it is whole or not there, what may ail it.

Rule: R52, R55, R60.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import mkstemp
from typing import Final

MEMORY: Final = ":memory:"
BUSY_S: Final = 5.0
"""How long a step waits for another process to end its own."""

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS pair (
    id INTEGER PRIMARY KEY,
    company INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    type TEXT NOT NULL,
    released_id TEXT,
    xero_id TEXT,
    external_id TEXT,
    released_about TEXT,
    xero_about TEXT,
    released_also TEXT,
    xero_also TEXT,
    released_version INTEGER NOT NULL DEFAULT 0,
    xero_version INTEGER NOT NULL DEFAULT 0,
    agreed_version INTEGER NOT NULL DEFAULT 0,
    base BLOB,
    released BLOB,
    xero BLOB,
    is_open INTEGER NOT NULL DEFAULT 1,
    is_unlinked INTEGER NOT NULL DEFAULT 0,
    UNIQUE (company, type, released_id),
    UNIQUE (company, tenant, type, xero_id)
);
CREATE INDEX IF NOT EXISTS open_pairs ON pair (company, type, id) WHERE is_open;
CREATE INDEX IF NOT EXISTS half_pairs ON pair (company, type) WHERE released_id IS NULL;
CREATE INDEX IF NOT EXISTS released_children ON pair (company, type, released_about);
CREATE INDEX IF NOT EXISTS xero_children ON pair (company, type, xero_about);
CREATE INDEX IF NOT EXISTS released_others ON pair (company, type, released_also)
    WHERE released_also IS NOT NULL;
CREATE INDEX IF NOT EXISTS xero_others ON pair (company, type, xero_also)
    WHERE xero_also IS NOT NULL;
CREATE TABLE IF NOT EXISTS settled (
    company INTEGER NOT NULL,
    invoice TEXT NOT NULL,
    pair INTEGER NOT NULL REFERENCES pair (id),
    PRIMARY KEY (company, invoice, pair)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS settlers ON settled (pair);
CREATE TABLE IF NOT EXISTS intent (
    pair INTEGER PRIMARY KEY REFERENCES pair (id),
    action TEXT NOT NULL,
    key TEXT NOT NULL,
    made_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS problem (
    pair INTEGER PRIMARY KEY REFERENCES pair (id),
    refused_by TEXT NOT NULL,
    action TEXT NOT NULL,
    code TEXT NOT NULL,
    cause TEXT NOT NULL,
    reason TEXT NOT NULL,
    released_version INTEGER NOT NULL,
    xero_version INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    retry_at INTEGER NOT NULL,
    is_standing INTEGER NOT NULL DEFAULT 1,
    record TEXT,
    told TEXT
);
CREATE TABLE IF NOT EXISTS note (
    id INTEGER PRIMARY KEY,
    pair INTEGER NOT NULL REFERENCES pair (id),
    direction TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS value (
    company INTEGER NOT NULL,
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (company, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL
) WITHOUT ROWID;
"""


def _connected(path: str) -> sqlite3.Connection:
    """A connection that one thread at a time may use, whichever it is."""
    return sqlite3.connect(
        path,
        timeout=BUSY_S,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def in_memory() -> sqlite3.Connection:
    """A database that ends with its connection."""
    db = _connected(MEMORY)
    db.deserialize(_empty())
    return db


def opened(path: Path) -> sqlite3.Connection:
    """
    The database at a path, made when there is none.

    Raises:
        sqlite3.DatabaseError: what is there is no database, or not a whole one.
    """
    if not path.exists():
        _make(path)
    if path.stat().st_size == 0:
        raise sqlite3.DatabaseError("file is not a database: it is empty")
    db = _connected(str(path))
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.executescript(SCHEMA)
    except BaseException:
        db.close()
        raise
    return db


def _make(path: Path) -> None:
    """
    Put an empty database there, whole or not at all.

    Method: it is made under another name and linked, which fails where somebody was faster. So a
    file without content is never one of ours, however we were stopped.
    """
    number, name = mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(_empty())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        os.unlink(name)


def without_journal(blob: bytes) -> bytes:
    """The blob of a database that is read in memory, where there is no write-ahead log."""
    return blob[:18] + b"\x01\x01" + blob[20:]


@cache
def _empty() -> bytes:
    """A database without rows: brought back in a tenth of the time that making it takes."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA)
        return db.serialize()


class Ailing(Exception):  # noqa: N818 - a state of the world, not an error of ours
    """The file of links cannot be used; the text is a sentence for its owner."""

    will_pass = False


class Damaged(Ailing):
    """It is not a database, or not a whole one."""


class Busy(Ailing):
    """Another program holds it; it is worth another try."""

    will_pass = True


class Unwritable(Ailing):
    """Nothing can be stored in it now."""


_AILMENTS: Final = (
    #   SQLite says            it is      which means
    ("not a database",         Damaged, "is not a database of links"),
    ("malformed",              Damaged, "is damaged or cut short"),
    ("locked",                 Busy,    "is held by another program"),
    ("full",                   Unwritable, "has no room left: its disk or its limit is full"),
    ("readonly",               Unwritable, "may not be written to"),
    ("disk I/O error",         Damaged, "cannot be read from its disk"),
    ("unable to open",         Unwritable, "cannot be opened"),
)  # fmt: skip
_DO: Final = {
    Damaged: "Nothing was written. `counterfoil sync relink` rebuilds it from both systems.",
    Busy: "Nothing was lost. End that program, or try again later.",
    Unwritable: "Nothing was lost. Make room, then run the sync again.",
}


@contextmanager
def clear_words(path: str | Path) -> Iterator[None]:
    """
    Say in a sentence what ails the file.

    Raises:
        Ailing: instead of what SQLite raises; an error of ours stays what it is.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        for pattern, kind, words in _AILMENTS:
            if pattern in str(error):
                raise kind(f"{path} {words}. {_DO[kind]}") from error
        raise

"""
A new file of links in the place of a lost one: read into a file beside it, then put there whole.

The tokens are saved out of the old file where it still says them: a refresh token is used up once,
and the one of the connection document was used up long ago.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

import orjson

from sync.database import Ailing, clear_words
from sync.door import Sync
from sync.lease import Lease
from sync.links import Links
from sync.relink import Relinked, relink

MOST_OLD_FILES: Final = 1000
_BESIDE: Final = ("", "-wal", "-shm")
_TOKENS: Final = "SELECT name, value FROM value WHERE company = 0"


class Untouched(Exception):  # noqa: N818 - a choice for the user, not an error of ours
    """Nothing was done, and why."""


def rebuilt(opened: Callable[[Path], Sync], path: Path, *, is_forced: bool) -> list[Relinked]:
    """
    Rebuild the file at a path.

    Method: everything is read into a new file first, so whatever goes wrong, the old one is still
    where it was.

    Args:
        opened: makes the sync on a file.

    Raises:
        Untouched: the file is whole, or a sync is at work on it.
        Unfinished, NoAccess: a system could not be read.
    """
    if path.exists():
        _refuse_to_replace(opened, path, is_forced=is_forced)
    new = path.with_name(f"{path.name}.relinked")
    tokens = _newest(_tokens_in(path), _tokens_in(new))
    _move(new, None)
    sync = opened(new)
    try:
        _store_tokens(sync.links, tokens)
        found = [relink(pairing) for pairing in sync.pairings]
    except BaseException:
        sync.close()
        _save_tokens(new, path)
        raise
    sync.close()
    _move(path, _free_name(path))
    os.replace(new, path)
    return found


def _refuse_to_replace(opened: Callable[[Path], Sync], path: Path, *, is_forced: bool) -> None:
    try:
        sync = opened(path)
    except Ailing as error:
        if error.will_pass:
            raise
        return
    try:
        with clear_words(path):
            is_whole = sync.links.execute("PRAGMA quick_check(1)")[0][0] == "ok"
            is_used = bool(sync.links.execute("SELECT 1 FROM pair LIMIT 1"))
            if is_whole and is_used and not is_forced:
                raise Untouched(
                    f"{path} is whole, and it remembers what was agreed, which a rebuilt one "
                    "cannot. If you want it rebuilt all the same, say --anyway."
                )
            _refuse_at_work(sync, path)
    except Ailing as error:
        if error.will_pass:
            raise
    finally:
        sync.close()


def _refuse_at_work(sync: Sync, path: Path) -> None:
    for pairing in sync.pairings:
        lease = Lease(sync.links, sync.clock, f"pairing.{pairing.company}", "relink")
        if not lease.take():
            raise Untouched(f"a sync is at work on {path}: stop it first")
        lease.give_back()


def _tokens_in(path: Path) -> dict[str, Any]:
    """What a file still says of tokens; nothing when it is not there or cannot be read."""
    if not path.exists():
        return {}
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as db:
        return {name: orjson.loads(value) for name, value in db.execute(_TOKENS)}
    return {}


def _newest(*known: dict[str, Any]) -> dict[str, Any]:
    """For each system what was renewed last: older refresh tokens are used up."""
    found: dict[str, Any] = {}
    for tokens in known:
        for system in ("xero", "released"):
            renewed = f"{system}.renewed"
            if tokens.get(renewed, 0) > found.get(renewed, 0):
                found |= {n: v for n, v in tokens.items() if n.startswith(f"{system}.")}
    return found


def _store_tokens(links: Links, tokens: dict[str, Any]) -> None:
    with links.step():
        for name, value in tokens.items():
            links.remember(0, name, value)


def keep_tokens(links: Links, path: Path) -> None:
    """See that tokens which were renewed by a memory without a file are not lost with it."""
    tokens = {name: orjson.loads(value) for name, value in links.execute(_TOKENS)}
    if links.is_shared or not tokens:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with clear_words(path), closing(Links(path)) as kept:
        _store_tokens(kept, tokens)


def _save_tokens(new: Path, path: Path) -> None:
    """
    Rebuilding failed. What it renewed is given to the old file, if that can still be used;
    otherwise it stays where the next attempt looks for it.
    """
    if path.exists():
        with suppress(Ailing, sqlite3.DatabaseError), closing(Links(path)) as kept:
            _store_tokens(kept, _newest(_tokens_in(path), _tokens_in(new)))
            _move(new, None)


def _free_name(path: Path) -> Path:
    for number in range(1, MOST_OLD_FILES):
        name = path.with_name(f"{path.name}.old-{number}")
        if not name.exists():
            return name
    raise Untouched(f"there are {MOST_OLD_FILES} old files beside {path}: remove some")


def _move(path: Path, target: Path | None) -> None:
    """Move a database with what SQLite keeps beside it, or remove it."""
    for name in _BESIDE:
        source = path.with_name(f"{path.name}{name}")
        with suppress(FileNotFoundError):
            if target is None:
                source.unlink()
            else:
                os.replace(source, target.with_name(f"{target.name}{name}"))

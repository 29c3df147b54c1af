"""A folder of worlds: one TinyDB file each with its journal, and a count of all ever made."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Final

from simulators.kernel.persistence import Keeper
from simulators.kernel.storage import COMPACT_AFTER
from simulators.kernel.store import Journal

LOCK: Final = ".lock"
COUNT: Final = ".count"


class FolderInUseError(Exception):
    """Another server keeps its worlds there; the text is a sentence for a person."""


class Folder:
    """
    Where one server keeps its worlds.

    Args:
        path: made when it is not there.
        compact_after: lines of a world's journal, at least, before its file is written anew.

    Raises:
        FolderInUseError: another process has it open.
        OSError: it cannot be made or written.
    """

    def __init__(self, path: Path, compact_after: int = COMPACT_AFTER) -> None:
        self.path = path
        self._compact_after = compact_after
        self._open: dict[str, Journal] = {}
        path.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(path / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise FolderInUseError(f"the folder {path} is in use by another server") from None

    def next_number(self) -> int:
        """A number that no world of this folder has ever had."""
        number = 1 + max(self._counted(), *(_number(name) for name in self.names()), 0)
        fresh = self.path / f"{COUNT}.new"
        fresh.write_text(f"{number}\n", encoding="ascii")
        fresh.replace(self.path / COUNT)
        return number

    def names(self) -> list[str]:
        """The names of the worlds that have files, in the order they were made."""
        stems = {path.name.partition(".")[0] for path in self.path.glob("w-*.json*")}
        return sorted((name for name in stems if _number(name)), key=_number)

    def open(self, name: str) -> tuple[Journal, Keeper]:
        """What the store of a world keeps it with."""
        self._open[name] = Journal(self.path / f"{name}.json", compact_after=self._compact_after)
        return self._open[name], Keeper()

    def drop(self, name: str) -> None:
        """Remove a world's files; nothing is stored in them any more."""
        self._open.pop(name).close()
        for path in self.path.glob(f"{name}.json*"):
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of every file and leave the folder to others. Closing twice is fine."""
        for journal in self._open.values():
            journal.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _counted(self) -> int:
        try:
            text = (self.path / COUNT).read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return 0
        return int(text) if text.isdecimal() else 0


def _number(name: str) -> int:
    """The number in a world's name; 0 for a name of another form."""
    digits = name.removeprefix("w-")
    return int(digits) if digits.isdecimal() else 0

"""The command door: one cycle is one run of the partner's program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from counterfoil.doors.folders import WorldFolder, without_secrets
from counterfoil.doors.programs import CONNECTION, STATE, Program, ended
from counterfoil.guard import Guard
from scenarios.driver import COMPLETE, CRASHED, UNFINISHED, StartError, Turn

DONE: Final = 0
CALL_AGAIN: Final = 75


class CommandDriver:
    """
    Runs a program once per turn. Source: protocol, section 5.

    Args:
        words: the program and its arguments.
        base: where the folders of worlds are kept.
        timeout_s: how long one run may take.
        guard: knows who called the control plane.
    """

    def __init__(self, words: Sequence[str], base: Path, timeout_s: float, guard: Guard) -> None:
        self._words = words
        self._base = base
        self._timeout_s = timeout_s
        self._guard = guard
        self._connection: Mapping[str, Any] = {}
        self._folder: WorldFolder | None = None
        self._program: Program | None = None

    def start(self, connection: Mapping[str, Any], state: bytes | None) -> None:  # noqa: ARG002
        """Writes the document; the program itself begins with the first turn."""
        self.stop()
        self._connection = connection
        try:
            self._folder = WorldFolder(self._base, connection)
        except OSError as error:
            raise StartError(f"{self._base} cannot be written: {error.strerror}") from error

    def turn(self) -> Turn:
        """One run: 0 is complete, 75 is unfinished, anything else is a crash."""
        if self._folder is None:
            raise RuntimeError("start comes before turn")
        places = {CONNECTION: str(self._folder.document), STATE: str(self._folder.state)}
        try:
            self._program = Program(self._words, places)
        except OSError as error:
            raise StartError(f"{self._words[0]} cannot be run: {error.strerror}") from error
        try:
            code = self._program.wait(self._timeout_s)
        finally:
            self._program.end()
        return self._turned(code, self._program.said)

    def _turned(self, code: int | None, said: str) -> Turn:
        breach = self._guard.breach()
        if code in (DONE, CALL_AGAIN):
            return Turn(COMPLETE if code == DONE else UNFINISHED, breach=breach)
        how = f"did not end within {self._timeout_s:g} s" if code is None else ended(code)
        last = f"; the last it printed: {said}" if said else "; it printed nothing"
        detail = without_secrets(f"the command {how}{last}", self._connection)
        return Turn(CRASHED, detail, hung=code is None, breach=breach)

    def checkpoint(self) -> bytes | None:
        """None: a partner may keep more than the folder, so every history has a fresh world."""
        return None

    def stop(self) -> None:
        """Ends what runs, and drops the folder."""
        if self._program is not None:
            self._program.end()
            self._program = None
        if self._folder is not None:
            self._folder.drop()
            self._folder = None

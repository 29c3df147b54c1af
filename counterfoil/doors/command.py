"""The command door: one cycle is one run of the partner's program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from counterfoil.doors.programs import ProgramDriver, ended
from counterfoil.guard import Guard
from scenarios.driver import COMPLETE, UNFINISHED, Turn

DONE: Final = 0
CALL_AGAIN: Final = 75


class CommandDriver(ProgramDriver):
    """
    Runs a program once per turn. Source: protocol, section 5.

    Args:
        words: the program and its arguments.
        base: where the folders of worlds are kept.
        timeout_s: how long one run may take.
        guard: knows who called the control plane.
    """

    def __init__(self, words: Sequence[str], base: Path, timeout_s: float, guard: Guard) -> None:
        super().__init__(words, base)
        self._timeout_s = timeout_s
        self._guard = guard

    def start(self, connection: Mapping[str, Any], state: bytes | None) -> None:  # noqa: ARG002
        """Writes the document; the program itself begins with the first turn."""
        self._open(connection)

    def turn(self) -> Turn:
        """One run: 0 is complete, 75 is unfinished, anything else is a crash."""
        if self._folder is None:
            raise RuntimeError("start comes before turn")
        program = self._run(self._folder)
        try:
            code = program.wait(self._timeout_s)
        finally:
            program.end()
        return self._turned(code, program.said)

    def _turned(self, code: int | None, said: str) -> Turn:
        breach = self._guard.breach()
        if code in (DONE, CALL_AGAIN):
            return Turn(COMPLETE if code == DONE else UNFINISHED, breach=breach)
        how = f"did not end within {self._timeout_s:g} s" if code is None else ended(code)
        return self._crashed(f"the command {how}", said, hung=code is None, breach=breach)

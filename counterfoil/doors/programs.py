"""Programs of partners: started without a shell, listened to with bounds, ended politely."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import Any, Final

from counterfoil.doors.folders import WorldFolder, without_secrets
from scenarios.driver import CRASHED, StartError, Turn
from simulators.kernel.clock import stopwatch

KEPT_BYTES: Final = 2_000
"""How much of what a program printed last is kept."""

SAID_CHARACTERS: Final = 300
LOOK_EVERY_S: Final = 0.05
POLITE_S: Final = 3.0
"""How long a program may take to end after SIGTERM."""

CONNECTION: Final = "COUNTERFOIL_CONNECTION"
STATE: Final = "COUNTERFOIL_STATE"


class CommandError(ValueError):
    """A command that cannot be run: one sentence that says why."""


def words_of(command: str) -> tuple[str, ...]:
    """
    The words of a command line, quotes understood, the program found; no shell reads it.

    Raises:
        CommandError: it is empty, its quotes do not match, or there is no such program.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise CommandError(f"the command {command!r} cannot be read: {error}") from error
    if not words:
        raise CommandError("the command is empty: write the program and its arguments")
    found = shutil.which(words[0])
    if found is None:
        raise CommandError(f"there is no program {words[0]!r} here, or it may not be executed")
    return (str(Path(found).absolute()), *words[1:])


class Program:
    """
    One running program, in a session of its own so that all it starts can be ended with it.

    What it prints is read at once and only its end is kept.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, words: Sequence[str], settings: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - the words a person gave, no shell
            list(words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **settings},
            start_new_session=True,
        )
        self._kept = b""
        self._reader = Thread(target=self._read, name="program output", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None  # noqa: S101 - asked for above
        with pipe:
            while chunk := os.read(pipe.fileno(), 65_536):
                self._kept = (self._kept + chunk)[-KEPT_BYTES:]

    def wait(self, seconds: float) -> int | None:
        """
        The exit code, negative for a signal; None when it still runs after so many seconds.

        Method: the end of its output is mostly its end; a child that it left behind may hold the
        line open longer.
        """
        due = stopwatch() + seconds
        while self._reader.is_alive() and stopwatch() < due:
            self._reader.join(min(LOOK_EVERY_S, max(0.0, due - stopwatch())))
            if self.code is not None:
                self._reader.join(LOOK_EVERY_S)
                return self.code
        try:
            return self._process.wait(max(0.0, due - stopwatch()))
        except subprocess.TimeoutExpired:
            return None

    @property
    def code(self) -> int | None:
        """The exit code; None while it runs."""
        return self._process.poll()

    @property
    def said(self) -> str:
        """The last it printed, on one line."""
        text = " ".join(self._kept.decode("utf-8", "replace").split())
        return text if len(text) <= SAID_CHARACTERS else f"…{text[-SAID_CHARACTERS:]}"

    def end(self) -> None:
        """Ask it to stop, and kill it and what it started when it does not."""
        if self.code is None:
            self._signal(signal.SIGTERM)
            self.wait(POLITE_S)
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._reader.join(LOOK_EVERY_S)

    def _signal(self, number: int) -> None:
        """To the whole session, as long as somebody of it is there."""
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):
            return


def ended(code: int) -> str:
    """How a program ended, in words."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


class ProgramDriver:
    """
    What is the same at every door behind which a program is started: folder, program, end.

    Args:
        words: the program and its arguments.
        base: where the folders of worlds are kept.
    """

    def __init__(self, words: Sequence[str], base: Path) -> None:
        self._words = words
        self._base = base
        self._connection: Mapping[str, Any] = {}
        self._folder: WorldFolder | None = None
        self._program: Program | None = None

    def _open(self, connection: Mapping[str, Any]) -> None:
        """Ends what runs, and lays a world's document out."""
        self.stop()
        self._connection = connection
        try:
            self._folder = WorldFolder(self._base, connection)
        except OSError as error:
            raise StartError(f"{self._base} cannot be written: {error.strerror}") from error

    def _run(self, folder: WorldFolder) -> Program:
        """Starts the program in the world of this folder."""
        places = {CONNECTION: str(folder.document), STATE: str(folder.state)}
        try:
            self._program = Program(self._words, places)
        except OSError as error:
            raise StartError(f"{self._words[0]} cannot be run: {error.strerror}") from error
        return self._program

    def _crashed(self, how: str, said: str, *, hung: bool, breach: str) -> Turn:
        """The turn in which the program came to an end, with the last it printed."""
        last = f"; the last it printed: {said}" if said else "; it printed nothing"
        detail = without_secrets(f"{how}{last}", self._connection)
        return Turn(CRASHED, detail, hung=hung, breach=breach)

    def checkpoint(self) -> bytes | None:
        """None: a partner may keep more than the folder, so every history has a fresh world."""
        return None

    def stop(self) -> None:
        """Ends the program, and takes the folder away."""
        if self._program is not None:
            self._program.end()
            self._program = None
        if self._folder is not None:
            self._folder.drop()
            self._folder = None

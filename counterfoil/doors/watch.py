"""The watching door: the sync runs by itself, and a cycle is over when it has fallen silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from counterfoil.doors.programs import ProgramDriver, ended
from counterfoil.guard import Guard
from scenarios.driver import COMPLETE, CRASHED, StartError, Turn
from simulators.kernel.clock import real_sleep, stopwatch

LOOK_EVERY_S: Final = 0.01
FIRST_SILENCE: Final = 5
"""How many quiet windows of silence are waited for until the sync's pauses are known."""

MARGIN: Final = 2
"""How many of the longest pauses seen must pass in silence before it is believed."""


@dataclass(slots=True)
class Pulse:
    """
    The rhythm of a sync's calls: bursts with pauses between them.

    Args:
        quiet_s: the least silence that ends a burst.
    """

    quiet_s: float
    longest_s: float = 0.0
    is_known: bool = False

    def gap(self, seconds: float) -> None:
        """Takes note of the time between two calls."""
        if seconds >= self.quiet_s:
            self.longest_s = max(self.longest_s, seconds)

    @property
    def silence_s(self) -> float:
        """Without any call for so long, nothing more is coming."""
        if self.longest_s:
            return MARGIN * self.longest_s
        return self.quiet_s if self.is_known else FIRST_SILENCE * self.quiet_s


class WatchDriver(ProgramDriver):
    """
    Watches the calls of a sync that runs by itself. Source: protocol, section 5.

    Method: a cycle is a burst of calls that began after the turn did, up to a silence of `quiet`
    seconds; or a silence so long that, by the pauses seen, no burst is coming. So a sync that
    polls is given its next poll, and one that waits for webhooks is not waited for in vain.

    Args:
        words: the program to start in each world; none when the partner runs it.
        base: where the folders of worlds are kept: a document appears for each world that lives.
        quiet_s: the least silence that ends a cycle.
        timeout_s: how long a cycle may take.
        guard: knows who called the control plane.
        calls: how many vendor calls a world has seen.
    """

    def __init__(
        self,
        words: Sequence[str],
        base: Path,
        quiet_s: float,
        timeout_s: float,
        guard: Guard,
        calls: Callable[[str], int],
    ) -> None:
        super().__init__(words, base)
        self._timeout_s = timeout_s
        self._guard = guard
        self._calls = calls
        self._pulse = Pulse(quiet_s)
        self._count = 0
        self._last_at = 0.0
        self._is_proven = False

    def start(self, connection: Mapping[str, Any], state: bytes | None) -> None:  # noqa: ARG002
        """Lays the document out, and starts the program when there is one."""
        self._count, self._last_at = 0, stopwatch()
        self._open(connection)
        self._begin()

    def _begin(self) -> None:
        if self._folder is not None and self._words:
            self._run(self._folder)

    def turn(self) -> Turn:
        """Waits for a burst that began from now on to be over, or for a long silence."""
        if self._program is not None and self._program.code is not None:
            self._begin()
        pulse, began = self._pulse, stopwatch()
        fresh = self._look() >= pulse.quiet_s or not self._count
        burst = False
        while stopwatch() - began < self._timeout_s:
            real_sleep(LOOK_EVERY_S)
            before = self._count
            silent_s = self._look()
            if self._has_died():
                return self._died()
            if self._count > before:
                burst = burst or fresh
                continue
            fresh = fresh or silent_s >= pulse.quiet_s
            if burst and silent_s >= pulse.quiet_s:
                return self._over()
            if self._count and min(silent_s, stopwatch() - began) >= pulse.silence_s:
                pulse.is_known = True
                return self._over()
        return self._restless()

    def _restless(self) -> Turn:
        """It never fell silent: the fault of `--quiet` when it never did before either."""
        if not self._count:
            raise StartError(
                f"the sync made no vendor call within {self._timeout_s:g} s in a new world: does "
                "it run, and does it take up the connection documents?"
            )
        detail = f"the sync was not silent for {self._pulse.quiet_s:g} s in {self._timeout_s:g} s"
        if not self._is_proven:
            advice = (
                "choose --quiet below the pause between two polls, or a longer --cycle-timeout"
            )
            raise StartError(f"{detail}: {advice}")
        return Turn(CRASHED, detail, hung=True, breach=self._guard.breach())

    def _look(self) -> float:
        """Takes note of new calls; the seconds of silence so far."""
        now = stopwatch()
        count = self._calls(str(self._connection["world"]))
        if count > self._count:
            if self._count:
                self._pulse.gap(now - self._last_at)
            self._count, self._last_at = count, now
        return now - self._last_at

    def _over(self) -> Turn:
        self._is_proven = True
        return Turn(COMPLETE, breach=self._guard.breach())

    def _has_died(self) -> bool:
        return self._program is not None and self._program.code is not None

    def _died(self) -> Turn:
        assert self._program is not None  # noqa: S101 - it has died
        self._program.end()
        how = f"the sync's program {ended(self._program.code or 0)}"
        return self._crashed(how, self._program.said, hung=False, breach=self._guard.breach())

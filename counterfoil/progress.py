"""Progress of long work: a moving line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from scenarios.campaign import Progress

PLAIN_EVERY_S: Final = 10.0


class Teller:
    """
    Tells on stderr how far a campaign is.

    Args:
        silent: says nothing, for `--json`.
    """

    def __init__(self, *, silent: bool = False) -> None:
        self._silent = silent
        self._console = Console(file=sys.stderr)
        self._live: Live | None = None
        self._said_at = 0.0

    def __enter__(self) -> Self:
        if not self._silent and self._console.is_terminal:
            self._live = Live(Text("starting"), console=self._console, transient=True)
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, progress: Progress) -> None:
        """Take note of how far it is."""
        self.tell(line(progress), progress.seconds)

    def tell(self, text: str, seconds: float) -> None:
        """Say it at once on a terminal, now and then elsewhere; `seconds` since the start."""
        if self._live is not None:
            self._live.update(Text(text))
        elif not self._silent and seconds - self._said_at >= PLAIN_EVERY_S:
            self._said_at = seconds
            print(text, file=sys.stderr, flush=True)  # noqa: T201 - progress


def line(progress: Progress) -> str:
    """How far a campaign is, in one line."""
    of = f" of {progress.planned}" if progress.planned is not None else ""
    left = f", {progress.left_s:.0f} s left" if progress.left_s is not None else ""
    rate = progress.done / progress.seconds if progress.seconds else 0.0
    broken = f", broken: {' '.join(progress.broken)}" if progress.broken else ""
    return (
        f"{progress.done}{of} histories ({rate:.0f}/s), "
        f"{progress.rules} rules exercised{broken}{left}"
    )

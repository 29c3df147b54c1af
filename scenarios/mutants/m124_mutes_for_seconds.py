"""M124: whatever happens within seconds of its own write counts as its echo."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.links import Link
from sync.parts import PARTS, Parts

WINDOW_MS: Final = 5000


def is_within_the_window(link: Link, version: int) -> bool:
    """Xero's state is at most five seconds younger than the last one seen."""
    return version < link.xero_version + WINDOW_MS


def spoil() -> Parts:
    """A real edit within the window is swallowed."""
    return replace(PARTS, is_old_news=is_within_the_window)


MUTANT: Final = Mutant(
    "M124", "echoes are muted by a time window", spoil, caught_by=("R56", "R61"), shortest=3
)

"""Time as it is handed in: nothing here looks at a watch of its own."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time as it is handed in."""

    def now(self) -> datetime:
        """The moment, with its zone."""

    def sleep(self, seconds: float) -> None:
        """Wait."""

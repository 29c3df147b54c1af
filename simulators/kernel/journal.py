"""Append-only records of every commit and every vendor call, bounded by a setting (oldest go)."""

from typing import Any, Final

from simulators.kernel.call import Doc

DEFAULT_BOUND: Final = 200_000


class Journal:
    """
    Numbered lines, oldest first.

    Args:
        bound: how many lines are kept; the oldest go first, and `cut` then says so for ever.
    """

    __slots__ = ("_first", "_lines", "bound")

    def __init__(self, bound: int = DEFAULT_BOUND) -> None:
        self.bound = bound
        self._first = 1
        self._lines: list[Doc] = []

    @property
    def cut(self) -> bool:
        """Whether lines were dropped to keep the bound."""
        return self._first > 1

    @property
    def first(self) -> int:
        """The number of the oldest line that is kept, or `next` when there is none."""
        return self._first

    @property
    def next(self) -> int:
        """The number that the next line gets."""
        return self._first + len(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def append(self, line: Doc) -> Doc:
        """Keep a line; its `n` must be `next`."""
        self._lines.append(line)
        if len(self._lines) > self.bound + self.bound // 8:
            drop = len(self._lines) - self.bound
            del self._lines[:drop]
            self._first += drop
        return line

    def forget_from(self, number: int) -> None:
        """Drop the lines with this number and later ones, as if never written."""
        del self._lines[max(0, number - self._first) :]

    def after(self, number: int) -> list[Doc]:
        """The lines that are still kept and have a greater number."""
        return self._lines[max(0, number + 1 - self._first) :]

    def page(self, kind: str, number: int) -> dict[str, Any]:
        """The control plane's answer: the lines after a number, the last number, if it was cut."""
        lines = self.after(number)
        return {kind: lines, "next": self.next - 1, "cut": self.cut}

    def snapshot(self) -> tuple[int, list[Doc]]:
        """A cheap copy."""
        return self._first, self._lines.copy()

    def restore(self, snapshot: tuple[int, list[Doc]]) -> None:
        """Go back to a snapshot."""
        self._first, self._lines = snapshot[0], snapshot[1].copy()

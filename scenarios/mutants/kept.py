"""How hunts ended, kept in a file line by line, so that a long run may be gone on with."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from scenarios.mutants.trial import Outcome, Trial

Key = tuple[Any, ...]


class Kept:
    """
    The outcomes of earlier runs.

    Args:
        path: the file, which need not exist yet; None keeps nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def known(self, hunts: Sequence[Trial]) -> Iterator[tuple[int, Outcome]]:
        """The numbers of those hunts that ended before, and how."""
        lines = dict(self._lines())
        for number, hunt in enumerate(hunts):
            if _key(hunt) in lines:
                yield number, lines[_key(hunt)]

    def _lines(self) -> Iterator[tuple[Key, Outcome]]:
        """Every whole line; one that was cut off when the run was killed counts for nothing."""
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_bytes().splitlines():
            try:
                entry = orjson.loads(line)
                yield tuple(entry["hunt"]), _outcome(entry["outcome"])
            except (orjson.JSONDecodeError, KeyError, TypeError):
                continue

    def add(self, hunt: Trial, outcome: Outcome) -> None:
        """One more hunt ended."""
        if self._path is None:
            return
        entry = {"hunt": _key(hunt), "outcome": asdict(outcome)}
        with self._path.open("ab") as file:
            file.write(orjson.dumps(entry) + b"\n")


def _key(hunt: Trial) -> Key:
    """What makes two hunts the same, the code apart."""
    return (hunt.id, hunt.first_seed, hunt.most, hunt.shrinks)


def _outcome(entry: dict[str, Any]) -> Outcome:
    """The outcome as it was: lists become tuples again."""
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    return Outcome(**fields)

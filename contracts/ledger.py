"""Keeps what answers said was made, and asks at the end whether it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import orjson

from contracts.answers import Answer
from contracts.finding import Finding
from contracts.suites.suite import Made, Records

MOST_TOLD: Final = 20


class Ledger:
    """
    What must be in the books when a run ends.

    Method: each row that a successful write answers is noted by its id; an id at the end of the
    path of a successful DELETE may be gone.

    Args:
        system: whose server.
        made: the rows of one successful answer: kind, name of the id, id.
    """

    def __init__(self, system: str, made: Callable[[Answer, Any], Iterator[Made]]) -> None:
        self._system = system
        self._made = made
        self._noted: dict[Made, str] = {}
        self._may_be_gone: set[str] = set()

    def __len__(self) -> int:
        return len(self._noted)

    def note(self, answer: Answer) -> None:
        """Take in one answer."""
        if answer.method == "GET" or not 200 <= answer.status < 300:
            return
        if answer.method == "DELETE":
            self._may_be_gone.add(answer.path.rstrip("/").rpartition("/")[2].lower())
            return
        try:
            body = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            return
        for key in self._made(answer, body):
            self._noted.setdefault(key, f"{answer.method} {answer.path}")

    def lost(self, state: Records) -> Iterator[Finding]:
        """A finding for each record that was answered, never removed, and is not there."""
        there = {
            (kind, name): {str(row.get(name)) for row in state.get(kind, ())}
            for kind, name, _ in self._noted
        }
        gone = [
            (key, label)
            for key, label in self._noted.items()
            if key[2] not in there[key[0], key[1]] and key[2].lower() not in self._may_be_gone
        ]
        for (kind, name, record), label in gone[:MOST_TOLD]:
            message = f"{kind} with {name} {record} was answered and is not in the books"
            yield Finding(self._system, label, "lost_record", message, times=len(gone))

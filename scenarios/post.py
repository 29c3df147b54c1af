"""
The webhooks of one run, handed to a sync in this process: in any order, twice, never, forged.

A webhook is a hint. What a history does with them may change when a sync looks, never what it
ends with; so at the end all of them are delivered once more, and nothing may come of it.

Rule: R55, R56, R60.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from scenarios.driver import Driver, Received, deliver
from scenarios.finding import Finding
from scenarios.plan import Plan
from scenarios.systems import Systems

WEBHOOKS: Final = "webhooks"
"""The step of a plan."""

HINTS: Final = "hints"
"""The rule of the verdict."""

REPLAY_EVERY: Final = 8
"""Of drawn histories without a webhook of their own, one in this many ends with a replay."""

Letter = Mapping[str, Any]
"""One request as its vendor signed it: `system`, `deliveries`, `headers`, `body`."""


def is_replayed(plan: Plan) -> bool:
    """Whether a history ends with all its webhooks delivered once more: it depends on the plan."""
    if plan.seed is None or plan.seed % REPLAY_EVERY == 0:
        return True
    return any(step["do"] == WEBHOOKS for step in plan.steps)


@dataclass(slots=True)
class Carried:
    """What came of one step: how many deliveries were taken, and what was wrong with it."""

    count: int = 0
    findings: list[Finding] = field(default_factory=list)
    crash: str = ""


@dataclass(slots=True)
class Post:
    """
    Carries webhooks from the outbox of the world to the sync.

    `carried` is all that was handed over in this run, forged ones left out.
    """

    systems: Systems
    driver: Driver
    carried: list[Letter] = field(default_factory=list)

    def is_open(self) -> bool:
        """Whether the sync takes webhooks by this door."""
        return deliver(self.driver, None) is not None

    def carry(self, way: str) -> Carried:
        """One step: what waits arrives as `way` says, one of `WAYS`."""
        if way == "drop":
            return Carried(len(self.systems.webhooks()))
        if way == "again":
            return self._hand(list(self.carried))
        if way == "forge":
            return self._forge()
        letters = self._single() if way == "reorder" else self.systems.webhooks()
        self.carried += letters
        return self._hand({"repeat": [*letters, *letters], "reorder": letters[::-1]}.get(
            way, letters))  # fmt: skip

    def replay(self) -> Carried:
        """Everything once more, the newest first; what nobody had delivered comes twice."""
        waiting = self.systems.webhooks()
        self.carried += waiting
        return self._hand([*waiting, *self.carried[::-1]])

    def _single(self) -> list[Letter]:
        """What waits, each in a request of its own."""
        names = self.systems.waiting_webhooks()
        return [letter for name in names for letter in self.systems.webhooks([name])]

    def _hand(self, letters: Sequence[Letter]) -> Carried:
        told = Carried()
        for letter in letters:
            received = deliver(self.driver, letter)
            if received is not None and received.crash:
                told.crash = told.crash or received.crash
            told.count += 1
        return told

    def _forge(self) -> Carried:
        """The latest that was delivered comes again under a signature that does not fit."""
        told = Carried()
        for letter in self.carried[-1:]:
            received = deliver(self.driver, {**letter, "headers": forged(letter["headers"])})
            told.count += 1
            if received is not None and received.crash:
                told.crash = received.crash
            elif received is not None and _is_taken(received):
                told.findings.append(_believed(letter, received.status))
        return told


def forged(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a delivery, with another first character in the signature."""
    return {
        name: ("B" if value[:1] == "A" else "A") + value[1:]
        if name.lower().endswith("signature")
        else value
        for name, value in headers.items()
    }


def _is_taken(received: Received) -> bool:
    return 200 <= received.status < 300


def _believed(letter: Letter, status: int) -> Finding:
    message = (
        f"The sync took a webhook of {letter['system']} whose signature is wrong: it answered "
        f"{status}."
    )
    return Finding(HINTS, message, {"status": status})


def stirred(count: int, writes: Sequence[Mapping[str, Any]]) -> Finding:
    """The finding that a replay of all webhooks made the sync write."""
    first = writes[0]
    message = (
        f"Delivering all {count} webhooks of the history once more made the sync write "
        f"{len(writes)} times, in {first['system']} first."
    )
    record = (str(first["system"]), str(first["type"]), str(first["id"]))
    return Finding(HINTS, message, {"writes": len(writes)}, first["n"], (record,))

"""
Whatever is struck, wherever: the outcome is that of the undisturbed story. Rule: R41, R55, R60.

Every call is struck in every way, before and after, and the sync is killed after every commit of
its own. The suite takes every twenty-third point, beginning at another one for each strike;
`make sweep` takes them all and prints how many there were.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from counterfoil.inprocess import SyncCrash
from sync.door import Sync
from tests.sync.circle import Circle
from tests.sync.stories import STORIES, difference, outcome

STEP = int(os.environ.get("COUNTERFOIL_SWEEP_STEP", "23"))
STRIKES: dict[str, dict[str, Any]] = {
    "crash before": {"kind": "crash", "when": "before"},
    "crash after": {"kind": "crash", "when": "after"},
    "drop before": {"kind": "drop_before_commit"},
    "drop after": {"kind": "drop_after_commit"},
    "status 500": {"kind": "status", "with_status": 500, "when": "before"},
    "status 503 after": {"kind": "status", "with_status": 503, "when": "after"},
    "status 429": {"kind": "status", "with_status": 429, "with_retry_after_s": 7},
    "no Retry-After": {"kind": "status", "with_status": 429, "when": "before"},
    "truncate": {"kind": "truncate"},
    "expire": {"kind": "expire_token"},
    "revoke": {"kind": "revoke_token"},
    "stale": {"kind": "stale_read", "with_commits": 3},
}
COMMIT = "kill after commit"


class Mortal(Circle):
    """A circle whose sync dies after some commit to its own memory."""

    def __init__(self, dies_at: int = 0) -> None:
        self.commits = 0
        self.dies_at = dies_at
        super().__init__()

    @property
    def sync(self) -> Sync:
        return self._sync

    @sync.setter
    def sync(self, sync: Sync) -> None:
        self._sync = sync
        sync.links.step = self._counted(sync.links.step)  # type: ignore[method-assign]

    def _counted(self, step: Callable[[], Any]) -> Callable[[], Any]:
        @contextmanager
        def counted() -> Iterator[None]:
            with step():
                yield
            self.commits += 1
            if self.commits == self.dies_at:
                raise SyncCrash("killed after a commit")

        return counted


@cache
def undisturbed(story: str) -> tuple[dict[str, list[str]], int, int]:
    """The outcome, how many calls there were, and how many commits."""
    circle = Mortal()
    first = circle.seen
    STORIES[story](circle)
    calls = circle.get("calls?after=0")["next"] - first
    commits = circle.commits
    settle(circle)
    return outcome(circle), calls, commits


def settle(circle: Circle) -> None:
    """Heal, let time pass, and run until nothing moves; files want time between cycles."""
    circle.heal()
    circle.advance(3600)
    for _ in range(8):
        circle.advance(120)
        circle.calls()
        if circle.cycle() and not circle.writes():
            return
    raise AssertionError(f"not settled: {circle.writes()}")


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("strike", [*STRIKES, COMMIT])
def test_a_strike_anywhere_does_not_show(story: str, strike: str, record_property):
    expected, calls, commits = undisturbed(story)
    points = commits if strike == COMMIT else calls
    first = 1 + 7 * [*STRIKES, COMMIT].index(strike) % STEP
    different = []
    swept = range(first, points + 1, STEP)
    for point in swept:
        circle = Mortal(point if strike == COMMIT else 0)
        if strike != COMMIT:
            kind = dict(STRIKES[strike])
            circle.fault(kind.pop("kind"), nth=point, **kind)
        STORIES[story](circle)
        settle(circle)
        found = outcome(circle)
        if found != expected:
            different.append((point, struck(circle), difference(found, expected)))
    record_property("swept", len(swept))
    record_property("points", points)
    assert different == []


def struck(circle: Circle) -> list[str]:
    calls = circle.get("calls?after=0")["calls"]
    return [f"{c['method']} {c['path']}?{c['query']}" for c in calls if c["fault"]]

"""
Cycle after cycle until somebody stops it: on a schedule, sooner when something was hinted at.

What it knows of itself is one value, exchanged as a whole, which any thread may read.

Rule: R57, R60, R62.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Any, Final

from sync.database import Ailing
from sync.door import Sync
from sync.links import Links
from sync.names import ids_of, name_of

AFTER_HINT_S: Final = 0.5
"""Deliveries come in bunches: this long the others of a bunch are waited for."""
LONGEST_PAUSE_S: Final = 3600
MOST_PROBLEMS: Final = 100
LATE_AFTER: Final = 3
"""So many pauses without a complete cycle are a matter for a person."""

_OPEN: Final = "SELECT pair, reason, attempts FROM problem WHERE is_standing ORDER BY pair LIMIT ?"
_COUNT: Final = "SELECT count(*) FROM problem WHERE is_standing"
_CURSORS: Final = (
    "SELECT company, name, value FROM value WHERE name LIKE 'since.%' OR name = 'feed'"
    " ORDER BY company, name"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not cross."""

    record: str
    name: str
    reason: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Health:
    """How the sync is, as of its last cycle. Instants are milliseconds since 1970."""

    cycles: int = 0
    is_running: bool = False
    began: int | None = None
    ended: int | None = None
    completed: int | None = None
    why: str = "no cycle has ended yet"
    next: int | None = None
    open_problems: int = 0
    problems: tuple[Problem, ...] = ()
    cursors: Mapping[str, int] = field(default_factory=dict)


class Pause:
    """The wait between cycles, which a hint shortens and a stop ends."""

    def __init__(self) -> None:
        self._wake = Event()
        self._stop = Event()

    @property
    def is_stopped(self) -> bool:
        """Somebody asked for the end."""
        return self._stop.is_set()

    def wake(self) -> None:
        """There is something to look at; from any thread."""
        self._wake.set()

    def stop(self) -> None:
        """It is time to end; from any thread, and from a signal."""
        self._stop.set()
        self._wake.set()

    def rest(self, seconds: float) -> None:
        """Wait that long, or until a hint and what comes with it."""
        if self._wake.wait(seconds) and not self.is_stopped:
            self._stop.wait(AFTER_HINT_S)
        self._wake.clear()


class Watch:
    """
    The program that runs by itself.

    Args:
        sync: whose cycles.
        every_s: the pause between two cycles that nothing shortens.
        pause: what hints and signals speak to.
        rest: waits; a test hands in another.
    """

    def __init__(
        self,
        sync: Sync,
        every_s: float,
        pause: Pause,
        rest: Callable[[float], None] | None = None,
    ) -> None:
        self._sync = sync
        self._every_s = every_s
        self._pause = pause
        self._rest = rest or pause.rest
        self._why = ""
        self._wait_s = 0.0
        self.health = Health()

    def heard(self, event: str, fields: Mapping[str, Any]) -> None:
        """Listen to the log: why a cycle broke off, and how long it makes no sense to go on."""
        if event in ("cycle.broke_off", "access.lost"):
            self._why = str(fields.get("why") or event)
            self._wait_s = max(self._wait_s, float(fields.get("wait_s") or 0))

    def run(self) -> None:
        """
        Cycles until the pause is stopped.

        Raises:
            Ailing: the file of links cannot be used, and waiting will not help.
        """
        while not self._pause.is_stopped:
            self.one_cycle()
            if not self._pause.is_stopped:
                self._rest(self.pause_s)

    def stop(self) -> None:
        """End before the next call; from any thread, and from a signal."""
        self._sync.stop()
        self._pause.stop()

    @property
    def pause_s(self) -> float:
        """How long the next pause is: what a system asked for, within bounds, or the usual."""
        return max(self._every_s, min(self._wait_s, LONGEST_PAUSE_S))

    def one_cycle(self) -> None:
        """One cycle, and what is to be known after it."""
        self._why, self._wait_s = "", 0.0
        began = self._now()
        self.health = self._with(is_running=True, began=began)
        is_complete, told = self._outcome()
        ended = self._now()
        self.health = self._with(
            cycles=self.health.cycles + 1,
            is_running=False,
            ended=ended,
            completed=ended if is_complete else self.health.completed,
            why=self._why if is_complete or self._why else "it will be called again",
            next=ended + int(1000 * self.pause_s),
            **told,
        )

    def _outcome(self) -> tuple[bool, dict[str, Any]]:
        """Whether the cycle is complete, and what is stored after it."""
        try:
            return self._sync.cycle(), _state_of(self._sync.links)
        except Ailing as why:
            if not why.will_pass:
                raise
            self._why = str(why)
            return False, {}

    def _with(self, **known: Any) -> Health:
        old = {name: getattr(self.health, name) for name in Health.__slots__}
        return Health(**{**old, **known})

    def _now(self) -> int:
        return int(self._sync.clock.now().timestamp() * 1000)

    def report(self) -> dict[str, Any]:
        """The health page's facts: instants as text, ages of cursors in seconds."""
        health, now = self.health, self._now()
        late_ms = 1000 * LATE_AFTER * max(self._every_s, 1)
        is_well = health.completed is not None and now - health.completed <= late_ms
        return {
            "status": "ok" if is_well else "late" if health.cycles else "starting",
            "now": _text(now),
            "cycles": health.cycles,
            "is_running": health.is_running,
            "last_cycle": {
                "began": _text(health.began),
                "ended": _text(health.ended),
                "completed": _text(health.completed),
                "why_not_complete": health.why,
            },
            "next_cycle": _text(health.next),
            "open_problems": health.open_problems,
            "problems": [asdict(problem) for problem in health.problems],
            "cursors": {
                name: at if name.endswith(" feed") else (now - at) // 1000
                for name, at in health.cursors.items()
            },
        }


def _state_of(links: Links) -> dict[str, Any]:
    rows = links.execute(_OPEN, (MOST_PROBLEMS,))
    problems = []
    for pair, reason, attempts in rows:
        link = links.pair(pair)
        problems.append(Problem(ids_of(link), name_of(link), reason, attempts))
    return {
        "open_problems": links.execute(_COUNT)[0][0],
        "problems": tuple(problems),
        "cursors": {
            f"company {company} {name}": int(value)
            for company, name, value in links.execute(_CURSORS)
        },
    }


def _text(moment: int | None) -> str | None:
    if moment is None:
        return None
    return datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

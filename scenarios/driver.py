"""
Drivers: how the examiner makes the sync under test run one cycle, by any of its doors.

A driver never judges. It reports how a cycle ended; whether a crash is forgivable is decided by
whoever knows which faults struck.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

COMPLETE: Final = "complete"
UNFINISHED: Final = "unfinished"
CRASHED: Final = "crashed"

MOST_TURNS: Final = 24
"""How often a sync that says "call me again" is called within one cycle."""

AT_ONCE: Final = 3
"""So many of these calls follow each other without a wait."""

FIRST_WAIT_S: Final = 60.0
LONGEST_WAIT_S: Final = 900.0


class StartError(RuntimeError):
    """The sync under test cannot be started: nothing can be said about it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """
    How one call of the sync ended.

    Args:
        end: COMPLETE, UNFINISHED or CRASHED.
        detail: why it crashed.
        killed: a fault killed it, in process.
        hung: it gave no sign in time, so that nothing more can be asked of it.
        breach: what it did that no sync may, in one sentence.
    """

    end: str
    detail: str = ""
    killed: bool = False
    hung: bool = False
    breach: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What the sync said to a webhook: an HTTP status, or how it crashed."""

    status: int = 0
    crash: str = ""


class Driver(Protocol):
    """The sync under test in one world."""

    def start(self, connection: Mapping[str, Any], state: bytes | None) -> None:
        """Begins in a world: from nothing, or from a state that `checkpoint` gave."""

    def turn(self) -> Turn:
        """Lets the sync work once."""

    def checkpoint(self) -> bytes | None:
        """What the sync has stored durably; None when it cannot say, so no state can be reused."""

    def stop(self) -> None:
        """Ends it."""


class SyncObject(Protocol):
    """What a factory makes: the object door of the protocol."""

    def cycle(self) -> bool:
        """Works once: True when complete, False for "call me again"."""


Factory = Callable[[dict[str, Any], Any], SyncObject]


class ObjectDriver:
    """
    A Python object in this process.

    `kill` is the exception by which a crash fault ends the object: it passes through code that
    catches `Exception`. A crashed object is thrown away, and a new one begins from what the old
    one had stored durably. `open_http` gives the sync its way to the simulators, by world name;
    `breach` tells what it did since the last time that no sync may, nothing when it is empty.
    """

    def __init__(
        self,
        factory: Factory,
        open_http: Callable[[str], Any],
        kill: type[BaseException],
        breach: Callable[[], str] = lambda: "",
    ) -> None:
        self._factory = factory
        self._open_http = open_http
        self._kill = kill
        self._breach = breach
        self._connection: dict[str, Any] = {}
        self._sync: SyncObject | None = None

    def start(self, connection: Mapping[str, Any], state: bytes | None) -> None:
        """Makes a new object, and hands it the state when there is one."""
        self.stop()
        self._connection = dict(connection)
        try:
            self._sync = self._factory(dict(connection), self._open_http(connection["world"]))
        except Exception as error:
            raise StartError(f"The sync cannot be made: {_said(error)}") from error
        resume = getattr(self._sync, "resume", None)
        if state is not None and resume is not None:
            resume(state)

    def turn(self) -> Turn:
        """One call of `cycle`; a crash leaves a fresh object behind."""
        turn = self._turn()
        breach = self._breach()
        return replace(turn, breach=breach) if breach else turn

    def _turn(self) -> Turn:
        if self._sync is None:
            raise RuntimeError("start comes before turn")
        try:
            complete = self._sync.cycle()
        except self._kill as killed:
            self._begin_again()
            return Turn(CRASHED, str(killed), killed=True)
        except Exception as error:  # noqa: BLE001 - a partner's code may raise anything
            self._begin_again()
            return Turn(CRASHED, _said(error))
        return Turn(COMPLETE if complete else UNFINISHED)

    def receive(self, letter: Mapping[str, Any] | None) -> Received | None:
        """
        Hands over one webhook; None when the object has no `receive`.

        Args:
            letter: `system`, `headers` and `body`; None only asks whether there is a way.
        """
        take = getattr(self._sync, "receive", None)
        if take is None or letter is None:
            return None if take is None else Received()
        try:
            body = str(letter["body"]).encode()
            return Received(int(take(letter["system"], dict(letter["headers"]), body)))
        except Exception as error:  # noqa: BLE001 - a partner's code may raise anything
            self._begin_again()
            return Received(crash=_said(error))

    def checkpoint(self) -> bytes | None:
        """The object's own `checkpoint`, if it has one."""
        take = getattr(self._sync, "checkpoint", None)
        return None if take is None else bytes(take())

    def stop(self) -> None:
        """Closes the object, if it has a `close`."""
        close = getattr(self._sync, "close", None)
        self._sync = None
        if close is not None:
            close()

    def _begin_again(self) -> None:
        self.start(self._connection, self.checkpoint())


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def deliver(driver: Driver, letter: Mapping[str, Any] | None) -> Received | None:
    """Hands a webhook to the sync where its door has a way for that; None where it has none."""
    receive = getattr(driver, "receive", None)
    found: Received | None = None if receive is None else receive(letter)
    return found


def drive(driver: Driver, wait: Callable[[float], None]) -> tuple[Turn, int]:
    """
    One whole cycle: called again until complete, crashed, or out of turns; and how many.

    Method: what is not over after a few turns, as an outage, takes time; so `wait` lets pass
    some seconds of the world's clock, each time twice as many.
    """
    breach = ""
    for count in range(1, MOST_TURNS + 1):
        turn = driver.turn()
        breach = breach or turn.breach
        if turn.end != UNFINISHED:
            return replace(turn, breach=breach), count
        if count >= AT_ONCE:
            wait(min(FIRST_WAIT_S * 2 ** (count - AT_ONCE), LONGEST_WAIT_S))
    return Turn(UNFINISHED, breach=breach), MOST_TURNS

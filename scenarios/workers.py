"""Crews: who carries out a campaign's tasks, in this process or in several."""

import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from traceback import format_exc
from typing import Any, Final, Protocol

from scenarios.bench import Bench

OpenBench = Callable[[], Bench]
"""Opens a bench; for several processes it must survive pickling: a function of a module."""

Task = Callable[[Bench], Any]
"""One piece of work: a frozen record with `__call__`, so that it survives pickling."""

MOST_STARTS: Final = 2
"""How many processes a task may lose before it is given up."""

END_WITHIN_S: Final = 8
"""How long a worker may take to close its bench."""


@dataclass(frozen=True, slots=True)
class Failed:
    """What a task gives that could not be done: the reason."""

    reason: str


class Crew(Protocol):
    """Carries out tasks; each answer comes with the number of its task, in any order."""

    @property
    def jobs(self) -> int:
        """How many tasks are done at once."""

    def carry_out(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Takes tasks from the iterable only as somebody is free to do them."""


class Alone:
    """One bench in this process: tasks in order."""

    jobs = 1

    def __init__(self, open_bench: OpenBench) -> None:
        self._open_bench = open_bench

    def carry_out(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Does each task in turn; a task that raises gives `Failed`."""
        bench = self._open_bench()
        try:
            for number, task in enumerate(tasks):
                yield number, done(task, bench)
        finally:
            bench.close()


def done(task: Task, bench: Bench) -> Any:
    """What a task gives; one that raises gives `Failed`."""
    try:
        return task(bench)
    except Exception:  # noqa: BLE001 - a checker that fails makes the verdict unknown
        return Failed(format_exc(limit=-4))


@dataclass(slots=True)
class _Hand:
    process: BaseProcess
    line: Connection
    number: int = -1
    task: Task | None = None
    starts: int = 1


class Several:
    """Several processes, each with a bench of its own; a lost one is replaced."""

    def __init__(self, open_bench: OpenBench, jobs: int) -> None:
        self._open_bench = open_bench
        self.jobs = jobs
        self._context = get_context("spawn")

    def carry_out(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Deals tasks out one at a time; what a lost process held is done again once."""
        source = enumerate(tasks)
        hands: list[_Hand] = []
        try:
            while self._deal(source, hands):
                for line in wait([hand.line for hand in hands if hand.task is not None]):
                    hand = next(h for h in hands if h.line is line)
                    answer = self._answer(hand)
                    if answer is not None:
                        yield hand.number, answer[0]
        finally:
            for hand in hands:
                _ask_to_end(hand)
            for hand in hands:
                _see_end(hand)

    def _deal(self, source: Iterator[tuple[int, Task]], hands: list[_Hand]) -> bool:
        """Gives every free hand a task, hiring up to the full number; False when all is done."""
        while len(hands) < self.jobs or any(hand.task is None for hand in hands):
            given = next(source, None)
            if given is None:
                break
            hand = next((h for h in hands if h.task is None), None) or self._hire(hands)
            hand.number, hand.task = given
            hand.starts = 1
            hand.line.send(hand.task)
        return any(hand.task is not None for hand in hands)

    def _hire(self, hands: list[_Hand]) -> _Hand:
        hand = _Hand(*self._start())
        hands.append(hand)
        return hand

    def _start(self) -> tuple[BaseProcess, Connection]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(self._open_bench, theirs), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def _answer(self, hand: _Hand) -> tuple[Any] | None:
        """What a hand gave; None when it was lost and begins its task again."""
        try:
            answer = hand.line.recv()
        except (EOFError, ConnectionError):
            hand.process.join()
            hand.line.close()
            hand.process, hand.line = self._start()
            if hand.starts < MOST_STARTS:
                hand.starts += 1
                hand.line.send(hand.task)
                return None
            answer = Failed("A worker process was lost twice at the same task.")
        hand.task = None
        return (answer,)


def _ask_to_end(hand: _Hand) -> None:
    """A worker with nothing to do goes home; one at work is interrupted and closes its bench."""
    if hand.task is not None:
        hand.process.terminate()
    hand.line.close()


def _see_end(hand: _Hand) -> None:
    hand.process.join(END_WITHIN_S)
    if hand.process.is_alive():
        hand.process.kill()
        hand.process.join()


def _work(open_bench: OpenBench, line: Connection) -> None:
    """A worker's life: tasks in, answers out, until the line ends; its bench is always closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    bench = open_bench()
    try:
        while True:
            line.send(done(line.recv(), bench))
    except (EOFError, BrokenPipeError):
        return
    finally:
        bench.close()


def _leave(_number: int, _frame: object) -> None:
    raise SystemExit(0)

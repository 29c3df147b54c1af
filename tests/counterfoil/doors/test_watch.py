"""The watching door: what is taken for a cycle of a sync that runs by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from counterfoil.doors.programs import words_of
from counterfoil.doors.watch import FIRST_SILENCE, Pulse, WatchDriver
from scenarios.driver import COMPLETE, CRASHED, StartError
from simulators.kernel.clock import real_sleep, stopwatch
from tests.counterfoil.doors.partners import a_script
from tests.counterfoil.doors.test_command import DOCUMENT, NoGuard

QUIET_S = 0.1


class Caller:
    """A sync that makes three calls, pauses, and so on."""

    def __init__(self, pause_s: float) -> None:
        self.calls = 0
        self.bursts: list[float] = []
        self._pause_s = pause_s
        self._stop = Event()

    @contextmanager
    def running(self) -> Iterator["Caller"]:
        thread = Thread(target=self._run)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self.bursts.append(stopwatch())
            for _ in range(3):
                self.calls += 1
                real_sleep(0.01)
            self._stop.wait(self._pause_s)


def watching(folder: Path, caller: Caller, timeout_s: float = 5.0, words=()) -> WatchDriver:
    return WatchDriver(words, folder, QUIET_S, timeout_s, NoGuard(), lambda _: caller.calls)


@pytest.mark.parametrize("pause_s", [0.25, 0.4])
def test_a_sync_that_polls_is_given_a_whole_poll_in_every_cycle(tmp_path, pause_s) -> None:
    """Each turn holds a burst that began after the turn did."""
    with Caller(pause_s).running() as caller:
        driver = watching(tmp_path, caller)
        driver.start(DOCUMENT, None)
        driver.turn()
        for _ in range(3):
            began = stopwatch()
            turn = driver.turn()
            assert turn.end == COMPLETE
            assert any(began < at < stopwatch() - QUIET_S / 2 for at in caller.bursts)
        driver.stop()


def test_a_sync_that_waits_for_webhooks_is_not_waited_for_in_vain(tmp_path: Path) -> None:
    """After one long silence, short ones do."""
    with Caller(60).running() as caller:
        driver = watching(tmp_path, caller)
        driver.start(DOCUMENT, None)
        driver.turn()
        driver.turn()
        began = stopwatch()
        turn = driver.turn()

    assert turn.end == COMPLETE
    assert stopwatch() - began < FIRST_SILENCE * QUIET_S


def test_a_sync_that_never_calls_cannot_be_judged(tmp_path: Path) -> None:
    driver = watching(tmp_path, Caller(1), timeout_s=0.3)
    driver.start(DOCUMENT, None)

    with pytest.raises(StartError, match="made no vendor call within"):
        driver.turn()


def test_a_sync_that_is_never_silent_is_a_matter_of_the_options_first(tmp_path: Path) -> None:
    with Caller(QUIET_S / 4).running() as caller:
        driver = watching(tmp_path, caller, timeout_s=0.5)
        driver.start(DOCUMENT, None)

        with pytest.raises(StartError, match="choose --quiet below the pause between two polls"):
            driver.turn()


def test_a_document_lies_there_as_long_as_its_world_lives(tmp_path: Path) -> None:
    driver = watching(tmp_path, Caller(1))
    document = tmp_path / "w1-01" / "connection.json"

    driver.start(DOCUMENT, None)
    there = document.is_file()
    driver.stop()

    assert there
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_ends_by_itself_is_a_crash_and_is_started_again(tmp_path: Path) -> None:
    script = a_script(tmp_path, "open('log', 'a').write('x'); raise SystemExit('no more')")
    text = Path(script).read_text().replace("'log'", repr(str(tmp_path / "log")))
    Path(script).write_text(text)
    driver = watching(tmp_path / "worlds", Caller(1), words=words_of(script))

    driver.start(DOCUMENT, None)
    turns = [driver.turn(), driver.turn()]
    driver.stop()

    assert [turn.end for turn in turns] == [CRASHED, CRASHED]
    assert "exit code 1; the last it printed: no more" in turns[0].detail
    assert len((tmp_path / "log").read_text()) >= 2


def test_the_window_grows_with_the_pauses_seen() -> None:
    pulse = Pulse(2.0)

    first = pulse.silence_s
    pulse.gap(1.0)
    pulse.gap(5.0)

    assert (first, pulse.silence_s) == (10.0, 10.0)
    pulse.gap(8.0)
    assert pulse.silence_s == 16.0

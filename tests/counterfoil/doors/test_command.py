"""The command door, run by run. Source: protocol, section 5."""

from pathlib import Path

import pytest

from counterfoil.doors.command import CommandDriver
from counterfoil.doors.programs import KEPT_BYTES, CommandError, Program, words_of
from scenarios.driver import COMPLETE, CRASHED, UNFINISHED, StartError
from tests.counterfoil.doors.partners import a_script

DOCUMENT = {"world": "w1-01", "xero": {"access_token": "very-secret", "client_id": "open"}}


class NoGuard:
    def breach(self) -> str:
        return ""


@pytest.fixture
def driver_of(tmp_path: Path):
    drivers = []

    def made(text: str, timeout_s: float = 10.0) -> CommandDriver:
        words = words_of(a_script(tmp_path, text))
        driver = CommandDriver(words, tmp_path / "worlds", timeout_s, NoGuard())
        drivers.append(driver)
        driver.start(DOCUMENT, None)
        return driver

    yield made
    for driver in drivers:
        driver.stop()


@pytest.mark.parametrize(
    ("code", "end"), [(0, COMPLETE), (75, UNFINISHED), (1, CRASHED), (2, CRASHED), (76, CRASHED)]
)
def test_the_exit_code_says_how_a_cycle_ended(driver_of, code: int, end: str) -> None:
    turn = driver_of(f"raise SystemExit({code})").turn()

    assert turn.end == end
    assert not turn.hung


def test_the_environment_names_the_document_and_a_folder_that_stays(driver_of) -> None:
    """The first run writes into the folder, the second one finds it and what the document says."""
    driver = driver_of(
        "import json, os, pathlib\n"
        "note = pathlib.Path(os.environ['COUNTERFOIL_STATE']) / 'note'\n"
        "world = json.load(open(os.environ['COUNTERFOIL_CONNECTION']))['world']\n"
        "if note.exists(): raise SystemExit(0 if note.read_text() == world else 3)\n"
        "note.write_text(world); raise SystemExit(75)\n"
    )

    assert [driver.turn().end for _ in range(2)] == [UNFINISHED, COMPLETE]


def test_a_world_that_is_over_leaves_no_file(driver_of, tmp_path: Path) -> None:
    driver = driver_of("raise SystemExit(0)")

    driver.turn()
    driver.stop()

    assert list((tmp_path / "worlds").iterdir()) == []


def test_a_crash_tells_what_was_printed_last_without_secrets(driver_of) -> None:
    turn = driver_of("print('x' * 9); raise SystemExit('token very-secret is refused')").turn()

    assert "exit code 1" in turn.detail
    assert "token … is refused" in turn.detail


def test_a_program_that_is_killed_is_a_crash_with_the_signals_name(driver_of) -> None:
    turn = driver_of("import os; os.kill(os.getpid(), 11)").turn()

    assert (turn.end, "SIGSEGV" in turn.detail) == (CRASHED, True)


def test_a_command_that_prints_much_is_not_held_up(driver_of) -> None:
    turn = driver_of("import sys\nfor _ in range(3000): print('m' * 1000)\nsys.exit(4)").turn()

    assert (turn.end, turn.hung) == (CRASHED, False)
    assert len(turn.detail) < KEPT_BYTES


def test_a_command_that_hangs_is_ended_with_all_that_it_started(driver_of, tmp_path: Path) -> None:
    """It ignores SIGTERM and leaves a child behind: both are gone."""
    driver = driver_of(
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"os.fork(); open({str(tmp_path / 'pids')!r}, 'a').write(f'{{os.getpid()}} ')\n"
        "time.sleep(60)\n",
        timeout_s=0.5,
    )

    turn = driver.turn()

    assert (turn.end, turn.hung) == (CRASHED, True)
    assert "did not end within 0.5 s" in turn.detail
    for pid in (tmp_path / "pids").read_text().split():
        assert not _runs(int(pid))


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().split()[2]
    except OSError:
        return False
    return state != "Z"


def test_a_child_left_behind_with_the_output_open_holds_nobody_up(driver_of) -> None:
    turn = driver_of("import os, time\nif os.fork() == 0: time.sleep(30)").turn()

    assert turn.end == COMPLETE


def test_a_command_that_is_stopped_gets_the_chance_to_end_well(tmp_path: Path) -> None:
    """SIGTERM first."""
    script = a_script(
        tmp_path,
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\n"
        "print('ready', flush=True); time.sleep(60)\n",
    )
    program = Program(words_of(script), {})
    while "ready" not in program.said:
        program.wait(0.05)

    program.end()

    assert program.code == 7


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("", "the command is empty"),
        ("no-such-program-anywhere --once", "there is no program 'no-such-program-anywhere'"),
        ("sh -c 'echo", "cannot be read"),
        (__file__, "may not be executed"),
    ],
)
def test_a_command_that_cannot_be_run_is_named(command: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        words_of(command)


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    words = words_of(f"{a_script(tmp_path, '')} '$(touch pwned)' ; touch pwned && true")

    assert words[1:] == ("$(touch pwned)", ";", "touch", "pwned", "&&", "true")


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    driver = CommandDriver(("true",), tmp_path / "file", 1.0, NoGuard())

    with pytest.raises(StartError, match="cannot be written"):
        driver.start(DOCUMENT, None)

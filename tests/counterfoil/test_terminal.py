"""The commands on a terminal, where they draw a moving line instead of printing lines."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from simulators.assembly import create_registry
from tests.simulators.servers import a_server

PATIENCE_S = 120
SCRIPT = "import sys; sys.argv[0] = 'counterfoil'; from counterfoil.main import main; main()"
COMMANDS = {
    "verify": ("verify", "--scenarios", "2", "--jobs", "1", "--seed", "3"),
    "mutants": ("mutants", "--only", "M79", "--seeds", "1", "--most", "3", "--quick"),
    "doctor": ("doctor",),
}


def shown(folder: Path, *words: str) -> tuple[int, str]:
    """How a command ended on a terminal, and everything that it drew there."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *words],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(theirs)
    drawn = b""
    while piece := _read(ours):
        drawn += piece
    os.close(ours)
    return running.wait(PATIENCE_S), drawn.decode(errors="replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # so a terminal says that the other end was closed
        return b""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_runs_on_a_terminal(name: str, tmp_path: Path):
    code, drawn = shown(tmp_path, *COMMANDS[name])

    assert "Traceback" not in drawn
    assert code in (0, 1), drawn


def test_the_sync_draws_what_it_does_on_a_terminal(tmp_path: Path):
    with a_server(tmp_path, create=create_registry) as served:
        served.new_world(fixture="portfolio", switches={"limits": "off"}, companies=1)
        document = tmp_path / "world.json"
        document.write_text(json.dumps(served.connection), encoding="utf-8")
        code, drawn = shown(tmp_path, "sync", "--connection", str(document), "--state", "links")

    assert code == 0, drawn
    assert " refused · " in drawn  # the moving line; which record it shows when is chance
    assert drawn.splitlines()[-1].split(" calls, ")[0].rpartition("complete: ")[2].isdigit()

"""The official xero-node, in a process of its own: the stories stand in `node/stories.js`."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.desk import HARD_NAMES
from tests.simulators.servers import Served

FOLDER = Path(__file__).with_name("node")
MODULES = Path(__file__).parents[2] / "examples" / "xero-node" / "node_modules"
"""One installation serves these tests and the worked partner."""
NODE = shutil.which("node")
STORIES = re.findall(r"^async function (\w+)\(", (FOLDER / "stories.js").read_text(), re.MULTILINE)
LONGEST_S = 120


@pytest.fixture(scope="module")
def told(served: Served) -> dict[str, str]:
    """What went wrong in each story, nothing when it went well."""
    if NODE is None:
        pytest.skip("no `node` on this machine: xero-node is not exercised")
    assert (MODULES / "xero-node").is_dir(), "xero-node is not installed: run `make setup`"
    addresses = {"CONTROL": served.urls["control"], "XERO": served.urls["xero"]}
    names = json.dumps(HARD_NAMES)
    done = subprocess.run(
        [NODE, "run.js"],
        cwd=FOLDER,
        env={**os.environ, **addresses, "HARD_NAMES": names, "NODE_PATH": str(MODULES)},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("story", STORIES)
def test_the_story_goes_well(told: dict[str, str], story: str) -> None:
    assert told[story] == ""


def test_no_story_is_left_out(told: dict[str, str]) -> None:
    assert list(told) == STORIES

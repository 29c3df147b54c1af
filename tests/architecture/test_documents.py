"""Documents are true: every command that they show runs here."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)


def blocks():
    for page in PAGES:
        for number, block in enumerate(BLOCK.findall(page.read_text()), start=1):
            if not MAKE.match(block):
                yield pytest.param(block, id=f"{page.relative_to(ROOT)}-{number}")


@pytest.mark.parametrize("block", list(blocks()))
def test_a_block_of_commands_runs_as_written(block, tmp_path):
    """Each `sh` block is one bash script; it runs in an empty folder and must not fail."""
    folder = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "COUNTERFOIL_ROOT": str(ROOT),
    }
    script = f"set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{block}"

    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_make_target_that_a_document_names_exists():
    """`make` blocks are not run here (they run these tests), so their targets are looked up."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for page in PAGES for name in MAKE.findall(page.read_text())}

    assert named - targets == set()


def test_ci_runs_the_two_commands_that_open_the_readme():
    """The README's first block is what CI proves on a bare machine."""
    first = BLOCK.findall((ROOT / "README.md").read_text())[0]
    script = (ROOT / ".ci" / "run").read_text()

    assert MAKE.findall(first) == ["verify", "test"]
    assert all(f"make {target}" in script for target in ("verify", "test"))

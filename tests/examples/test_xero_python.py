"""The partner in Python, on the official xero-python, behind the command door."""

import sys
from pathlib import Path

import pytest

from counterfoil.doors.choice import COMMAND, OpenDoor
from scenarios.plan import load
from tests.counterfoil.test_commands import ran, saved
from tests.examples.claims import ARCHIVED_ANEW, EXAMPLES, HURRIED, broken_by, claim_of

PROGRAM = EXAMPLES / "xero-python" / "sync.py"
HISTORIES = "4"

BUGS = (
    # bug                must be broken
    ("double-payment", "R41"),
    ("misses-reversals", "R39"),
    ("misses-archived", "R7"),
)


def test_the_partner_passes_the_rules_that_it_claims() -> None:
    told = ran("verify", "--sync-command", f"{sys.executable} {PROGRAM}", "--scenarios", HISTORIES,
               "--jobs", "2", *claim_of("xero-python"))  # fmt: skip

    assert told.exit_code == 0, told.output


def test_a_429_that_is_cut_short_is_waited_for(tmp_path: Path) -> None:
    partner = OpenDoor(COMMAND, words=(sys.executable, str(PROGRAM)))

    assert "contract" not in broken_by(partner, load(Path(saved(tmp_path, HURRIED))))


def test_what_was_archived_anew_stays_archived() -> None:
    partner = OpenDoor(COMMAND, words=(sys.executable, str(PROGRAM)))

    assert not {"R7", "R11"} & broken_by(partner, load(ARCHIVED_ANEW))


@pytest.mark.parametrize(("bug", "rule"), BUGS)
def test_a_planted_bug_is_caught_by_its_rule(
    monkeypatch: pytest.MonkeyPatch, bug: str, rule: str
) -> None:
    monkeypatch.setenv("BUG", bug)
    partner = OpenDoor(COMMAND, words=(sys.executable, str(PROGRAM)))

    assert rule in broken_by(partner, load(PROGRAM.with_name("mirror.json")))


def test_the_doctor_says_where_a_mirror_of_one_direction_ends() -> None:
    told = ran("doctor", "--sync-command", f"{sys.executable} {PROGRAM}")

    assert told.exit_code == 1
    assert "ok      first cycle ran" in told.stdout
    assert "FAILED  contact crossed" in told.stdout

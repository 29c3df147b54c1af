"""The pytest plugin as a partner uses it: in a pytest run of its own."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "testing.md"
(EXAMPLE,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)

SYNC = """
from sync.door import factory as MySync
"""
SPOILT = """
from scenarios.mutants import find_mutant
from sync.door import factory

def MySync(connection, http):
    return factory(connection, http, find_mutant("M80").spoil())
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Runs these files' tests in a process of its own, where warnings are errors."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def ran(*words: str, **files: str) -> pytest.RunResult:
        pytester.makepyfile(**files)
        words = ("-p", "counterfoil.pytest_plugin", "-W", "error", "--strict-markers", *words)
        return pytester.runpytest_subprocess(*words)

    return ran


def test_the_example_of_the_page_passes_with_an_honest_sync(run) -> None:
    run(test_mine=EXAMPLE, mysync=SYNC).assert_outcomes(passed=2)


def test_the_example_of_the_page_fails_with_a_story_when_the_sync_doubles_payments(run) -> None:
    told = run(test_mine=EXAMPLE, mysync=SPOILT)

    told.assert_outcomes(passed=1, failed=1)
    told.stdout.fnmatch_lines(["*R41  *", "*found *", "*right *", "*a person records a payment*"])


CASES = """
import pytest
from counterfoil.testing import RefusedEdit, assert_rules, settle


class Nothing:
    def cycle(self):
        return True


def test_a_sync_that_does_nothing_is_quiet_at_once(counterfoil_world):
    assert settle(counterfoil_world, Nothing()) == 1


def test_each_test_has_a_world_of_its_own(counterfoil_world, xero):
    assert not [row for row in xero.records("contact") if row["Name"] == "Ann"]
    xero.person("contact.create", Name="Ann")


def test_and_so_has_the_next_one(counterfoil_world, xero):
    assert not [row for row in xero.records("contact") if row["Name"] == "Ann"]
    made = xero.person("contact.create", Name="Ann")
    assert xero.person("contact.edit", made, Name="Ann Lee")["Name"] == "Ann Lee"
    with pytest.raises(RefusedEdit, match="."):
        xero.person("contact.create", Name="Ann Lee")


@pytest.mark.counterfoil(profile="current", fixture="empty", companies=3)
def test_the_marker_says_what_world_it_is(counterfoil_world):
    assert counterfoil_world.connection["profile"] == "current"
    assert len(counterfoil_world.connection["released"]["companies"]) == 3


def test_what_the_test_does_by_the_interface_is_a_person_s(counterfoil_world, xero):
    body = {"Contacts": [{"Name": "Ann"}]}
    assert xero.put("/api.xro/2.0/Contacts", json=body).status_code == 200
    assert settle(counterfoil_world, Nothing()) == 1
    with pytest.raises(AssertionError, match="R3 ") as told:
        assert_rules(counterfoil_world, ["R3"])
    assert "Re-Leased: none" in str(told.value)


def test_a_rule_that_nothing_put_at_stake_does_not_pass(counterfoil_world):
    with pytest.raises(AssertionError, match="nothing in this history put it at stake"):
        assert_rules(counterfoil_world, ["R41"])


def test_a_rule_that_is_unknown_is_wrong_usage(counterfoil_world):
    with pytest.raises(ValueError, match="rule 'R999' is unknown"):
        assert_rules(counterfoil_world, ["R999"])


def test_a_sync_that_never_rests_is_told_so(counterfoil_world):
    with pytest.raises(AssertionError, match="24 times: call me again"):
        settle(counterfoil_world, lambda: False, cycles=2)


def test_calls_are_held_to_the_documents_and_to_the_vendors_doors(counterfoil_world):
    given = counterfoil_world.connection
    bearer = {"Authorization": "Bearer " + given["xero"]["access_token"]}
    client = counterfoil_world.http.client(given["xero"]["api_url"])
    assert client.get("/connections?pag=1", headers=bearer).status_code == 200
    verdict = assert_rules(counterfoil_world, ["doors"])
    assert verdict.result == "fail"
    with pytest.raises(AssertionError, match="unknown_parameter"):
        assert_rules(counterfoil_world, ["contract"])
    counterfoil_world.http.client(given["control_url"]).get("/_control/worlds")
    with pytest.raises(AssertionError, match="doors.*\\n(.*\\n)*.*called the control plane"):
        assert_rules(counterfoil_world)


@pytest.mark.counterfoil(sockets=True)
def test_a_sync_with_its_own_client_is_given_real_addresses(counterfoil_world):
    import urllib.request
    given = counterfoil_world.connection["xero"]
    bearer = {"Authorization": "Bearer " + given["access_token"]}
    asked = urllib.request.Request(given["api_url"] + "/connections", headers=bearer)
    with urllib.request.urlopen(asked) as answer:
        assert answer.status == 200
"""


def test_worlds_edits_and_settling_do_what_the_page_says(run) -> None:
    run(test_cases=CASES).assert_outcomes(passed=10)


def test_a_marker_that_makes_no_world_is_wrong_usage_in_one_sentence(run) -> None:
    told = run(
        test_wrong="import pytest\n"
        "@pytest.mark.counterfoil(fixture='castle')\n"
        "def test_it(counterfoil_world): pass\n"
    )

    told.assert_outcomes(errors=1)
    told.stdout.fnmatch_lines(["*fixture 'castle' is unknown: use *"])


def test_a_run_that_does_not_use_it_imports_one_small_module() -> None:
    """What is imported is counted, since time depends on the machine."""
    asked = (
        "import sys, pytest; before = set(sys.modules); import counterfoil.pytest_plugin;"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert done.stdout.split() == ["counterfoil", "counterfoil.pytest_plugin"]


def test_installing_counterfoil_installs_the_plugin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["entry-points"]["pytest11"] == {"counterfoil": "counterfoil.pytest_plugin"}

"""`verify` with what narrows it and what accepts: rules, entities, profile, budget, waivers."""

import json
from pathlib import Path

import pytest

from tests.counterfoil.test_commands import ran

IDLE = """
class Idle:
    def cycle(self):
        return True


def start(connection, http):
    return Idle()
"""
WAIVERS = """format = "counterfoil/waivers/1"
[[waiver]]
rule = "{rule}"
reason = "Known."
expires = {day}
"""


@pytest.fixture
def idle(tmp_path, monkeypatch):
    (tmp_path / "idlesync.py").write_text(IDLE)
    monkeypatch.chdir(tmp_path)
    return (
        "verify",
        "--sync-object",
        "idlesync:start",
        "--scenario",
        "contacts-edited",
        "--jobs",
        "1",
    )


def waivers(rule="R14", day="2999-01-01"):
    Path("waivers.toml").write_text(WAIVERS.format(rule=rule, day=day))
    return ("--waivers", "waivers.toml")


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ((), 1, "1 rules broken"),
        (waivers, 0, "1 waived"),
        (lambda: waivers(day="2020-01-01"), 1, "waiver of R14 until 2020-01-01: expired"),
        (
            lambda: waivers(rule="settles"),
            1,
            "waiver of settles until 2999-01-01: no longer fails",
        ),
        (lambda: waivers(rule="R41"), 1, "not tried"),
    ],
)
def test_waivers_decide_how_the_command_ends(idle, said, code, words):
    told = ran(*idle, "--rules", "R14", *(said() if callable(said) else said))

    assert (told.exit_code, words in told.stdout) == (code, True), told.output


def test_the_report_of_a_waived_run_is_whole_and_merges_with_its_waivers(idle):
    ran(*idle, "--rules", "R14", "--report", "first")

    plain = ran("merge", "first")
    merged = ran("merge", "first", *waivers(), "--report", "second")

    assert (plain.exit_code, merged.exit_code) == (1, 0)
    assert {path.name for path in Path("second").iterdir()} >= {
        "verdict.json", "verdict.txt", "junit.xml", "verdict.sarif", "badge.svg", "badge.json",
        "index.html",
    }  # fmt: skip
    log = json.loads(Path("second/verdict.sarif").read_text())
    assert log["runs"][0]["results"][0]["suppressions"][0]["justification"].startswith("Known.")


def test_rules_that_were_not_named_are_not_judged_and_not_called_silent(idle):
    verdict = json.loads(ran(*idle, "--rules", "R14,R2", "--json").stdout)

    listed = {row["id"] for row in verdict["rules"]}
    assert {rule for rule in listed if rule.startswith("R")} == {"R14", "R2"}
    assert {"settles", "crash"} <= listed
    assert "R41" in verdict["not_judged"]
    assert not listed & set(verdict["not_judged"])


def test_only_entities_judges_the_rules_that_speak_of_them(idle):
    verdict = json.loads(ran(*idle, "--only-entities", "payments", "--json").stdout)

    listed = {row["id"] for row in verdict["rules"]}
    assert "R41" in listed
    assert "R2" not in listed
    assert "R2" in verdict["not_judged"]


@pytest.mark.parametrize(("said", "profile"), [((), "guide"), (("--profile", "legacy"), "legacy")])
def test_the_profile_told_is_the_one_in_which_the_scenario_ran(idle, said, profile):
    verdict = json.loads(ran(*idle, *said, "--json").stdout)

    assert verdict["profile"] == profile
    assert {finding["scenario"]["world"]["profile"] for finding in verdict["findings"]} == {
        profile
    }


def test_a_saved_scenario_keeps_its_own_profile(idle):
    ran(*idle, "--profile", "legacy", "--report", "first")
    saved = min(Path("first").glob("scenario-*.json"))

    again = json.loads(ran(*idle[:3], "--scenario", str(saved), "--jobs", "1", "--json").stdout)

    assert again["profile"] == "legacy"


def test_a_budget_ends_the_run_and_the_verdict_says_how_much_was_done(idle):
    told = ran("verify", "--budget", "1s", "--workload", "contacts", "--jobs", "1", "--json")

    assert json.loads(told.stdout)["scenarios"] > 0


def test_the_replay_command_names_the_sync_that_was_examined(idle):
    told = ran(*idle, "--rules", "R14", "--report", "first")
    command = next(line for line in told.stdout.splitlines() if line.startswith("  replay"))

    words = command.split()[2:]
    again = ran(words[0], f"first/{words[1]}", *words[2:])

    assert words[-2:] == ["--sync-object", "idlesync:start"]
    assert again.exit_code == 1
    assert "R14  money" in again.stdout


BAD = (
    (("verify", "--waivers", "nowhere.toml"), "nowhere.toml cannot be read"),
    (("merge", "nowhere", "--waivers", "nowhere.toml"), "nowhere.toml cannot be read"),
    (("verify", "--rules", "R41", "--only-entities", "contacts"), "speaks none of the rules R41"),
    (("verify", "--rules", "R41,"), "rule '' is unknown"),
)


@pytest.mark.parametrize(("words", "said"), BAD)
def test_what_cannot_be_used_is_told_before_anything_runs(words, said):
    told = ran(*words)

    assert told.exit_code == 2
    assert said in told.stderr

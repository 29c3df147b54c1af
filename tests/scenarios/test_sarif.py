"""SARIF and badges: what other programs read of a verdict."""

import json
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from scenarios.campaign import Campaign, run_campaign
from scenarios.report.badge import COLOURS, badge, badge_document, badge_words
from scenarios.report.files import write_report
from scenarios.report.sarif import FINGERPRINT, sarif
from scenarios.report.text import file_name
from scenarios.verdict import FAIL, NOT_EXERCISED, PASS, RULES, UNKNOWN, RuleResult, fingerprint
from scenarios.waivers import Waiver, with_waivers
from scenarios.workers import Alone
from tests.scenarios.benches import ARCHIVE, CYCLE, REVIVAL, UNARCHIVE, a_plan, with_bug
from tests.scenarios.test_page import contrast


@pytest.fixture(scope="module")
def verdict():
    campaign = Campaign(plans=(a_plan(*REVIVAL),))
    return run_campaign(campaign, Alone(with_bug("revives")), lambda: 0.0)


@pytest.fixture(scope="module")
def run(verdict):
    (only,) = json.loads(json.dumps(sarif(verdict)))["runs"]
    return only


def test_the_log_names_its_version_and_its_tool(verdict, run):
    log = sarif(verdict)

    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    assert run["tool"]["driver"]["name"] == "Counterfoil"


def test_every_rule_that_was_judged_stands_once_with_its_sentence(verdict, run):
    rules = run["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == [row.id for row in verdict.rules]
    for rule in rules:
        assert rule["fullDescription"]["text"] == RULES[rule["id"]].sentence
        assert rule["shortDescription"]["text"].endswith(".")
        assert re.fullmatch(r"[A-Za-z0-9]+", rule["name"])
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    (doubled,) = [rule for rule in rules if rule["id"] == "R8"]
    assert "The guide: Contacts are archived in Xero only." in doubled["help"]["text"]


def test_a_result_points_at_its_rule_and_at_a_file_of_the_report(verdict, run, tmp_path):
    write_report(verdict, tmp_path)
    rules = run["tool"]["driver"]["rules"]

    assert len(run["results"]) == len(verdict.findings) > 0
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["kind"], result["level"]) == ("fail", "error")
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert (tmp_path / uri).is_file()
        assert run["artifacts"][place["artifactLocation"]["index"]]["location"]["uri"] == uri
        assert place["region"]["startLine"] >= 1
        assert all(isinstance(text, str) for text in result["partialFingerprints"].values())


def test_the_fingerprint_stays_when_only_names_and_seeds_change():
    def named(name):
        return [{**step, "on": name} if "on" in step else step for step in REVIVAL]

    same = {fingerprint("R55", steps) for steps in (REVIVAL, named("other"))}
    others = {fingerprint("R55", [UNARCHIVE, CYCLE, ARCHIVE]), fingerprint("R6", REVIVAL)}

    assert len(same) == 1
    assert len(others - same) == 2


def test_the_fingerprint_of_a_result_is_the_shape_of_its_finding(verdict, run):
    assert [result["partialFingerprints"][FINGERPRINT] for result in run["results"]] == [
        finding["shape"] for finding in verdict.findings
    ]


def test_all_results_say_whether_they_are_suppressed_or_none_does(verdict):
    """Source: SARIF 2.1.0, 3.27.23."""
    first = verdict.findings[0]
    both = replace(verdict, findings=(first, {**first, "seed": 7, "shape": "f" * 16}))
    waiver = Waiver(rule="R55", reason="Known.", expires=date(2026, 12, 31), shape=first["shape"])
    (only,) = sarif(with_waivers(both, [waiver], date(2026, 11, 22)))["runs"]

    suppressed = [result["suppressions"] for result in only["results"]]
    assert [len(each) for each in suppressed] == [1, 0]
    assert (suppressed[0][0]["kind"], suppressed[0][0]["status"]) == ("external", "accepted")


def test_what_is_unknown_is_a_notification_and_no_success(verdict):
    lost = replace(verdict, result=UNKNOWN, reasons=("a worker was lost",))
    (invocation,) = sarif(lost)["runs"][0]["invocations"]

    assert not invocation["executionSuccessful"]
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "a worker was lost"


def test_the_log_tells_what_was_exercised_and_what_was_not_judged(verdict):
    part = replace(verdict, rules=verdict.rules[:2])
    told = sarif(part)["runs"][0]["properties"]

    assert [row["id"] for row in told["rules"]] == [row.id for row in part.rules]
    assert set(told["notJudged"]) == set(RULES) - {row.id for row in part.rules}


def rows(**results):
    return tuple(RuleResult(rule, rule, int(result != NOT_EXERCISED), result)
                 for rule, result in results.items())  # fmt: skip


@pytest.mark.parametrize(
    ("result", "rules", "words"),
    [
        (PASS, rows(R1=PASS, R2=PASS, R3=NOT_EXERCISED), "2 rules held"),
        (FAIL, rows(R1=FAIL, R2="flaky", R3=PASS), "R1, R2 broken"),
        (FAIL, rows(R1=FAIL, R2=FAIL, R3=FAIL, R4=FAIL, R5=FAIL), "R1, R2, R3 and 2 more broken"),
        (PASS, rows(R1=PASS, R2="waived"), "1 of 2 rules held, 1 waived"),
        (FAIL, rows(R1=PASS), "waivers out of date"),
        (UNKNOWN, rows(R1=PASS), "unknown"),
    ],
)
def test_a_badge_says_the_result_and_on_what_it_rests(verdict, result, rules, words):
    shown = replace(verdict, result=result, rules=rules)

    picture = ElementTree.fromstring(badge(shown))
    document = badge_document(shown)
    assert badge_words(shown) == words
    assert picture.get("aria-label") == f"counterfoil: {words}"
    assert (document["schemaVersion"], document["message"]) == (1, words)
    assert document["isError"] == (result != PASS)


def test_letters_on_a_badge_can_be_read():
    assert all(contrast("#ffffff", colour) >= 4.5 for colour in COLOURS.values())


def test_files_of_stories_that_no_seed_drew_have_names_of_their_own(verdict):
    first = verdict.findings[0]
    other = {**first, "scenario": {**first["scenario"], "steps": [ARCHIVE]}}

    assert file_name(first) != file_name(other)

import json
import subprocess
from xml.etree import ElementTree

import pytest

from scenarios.campaign import Campaign, run_campaign
from scenarios.commands import KINDS
from scenarios.plan import load
from scenarios.report.files import write_report
from scenarios.report.text import file_name, finding_text, verdict_text
from scenarios.report.wording import VERBS, in_words
from scenarios.verdict import from_json
from scenarios.workers import Alone
from tests.scenarios.benches import REVIVAL, a_bench, a_plan, with_bug


@pytest.fixture(scope="module")
def verdict():
    campaign = Campaign(plans=(a_plan(*REVIVAL),))
    return run_campaign(campaign, Alone(with_bug("revives")), lambda: 0.0)


def test_a_story_says_rule_steps_damage_and_what_is_right(verdict):
    text = finding_text(verdict.findings[0])

    assert "R55  no duplicates" in text
    assert "A record has at most one copy in the other system." in text
    assert "1. In Xero a person archives the contact contact-1." in text
    assert "2. The sync runs one cycle." in text
    assert "the sync  commit" in text
    assert "create xero contact" in text


def test_the_text_of_a_verdict_ends_with_the_result(verdict):
    last = verdict_text(verdict).splitlines()[-1]

    assert last.startswith("FAIL: 1 histories")


def test_a_report_holds_every_file_and_each_can_be_read(verdict, tmp_path):
    names = {path.name for path in write_report(verdict, tmp_path / "out")}

    folder = tmp_path / "out"
    scenario = file_name(verdict.findings[0])
    assert names == {
        "verdict.json", "verdict.txt", "junit.xml", "verdict.sarif", "badge.svg", "badge.json",
        "index.html", scenario,
        scenario.replace(".json", ".sh"),
    }  # fmt: skip
    assert from_json(json.loads((folder / "verdict.json").read_text())) == verdict
    assert load(folder / scenario).steps == REVIVAL


def test_junit_has_one_case_per_rule(verdict, tmp_path):
    write_report(verdict, tmp_path)

    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert len(suite.findall("testcase")) == len(verdict.rules)
    assert [case.get("name") for case in suite if case.find("failure") is not None] == [
        "R55 no duplicates"
    ]


def test_the_curl_script_is_a_valid_shell_script(verdict, tmp_path):
    write_report(verdict, tmp_path)
    script = tmp_path / file_name(verdict.findings[0]).replace(".json", ".sh")

    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    assert '"kind":"contact.archive"' in script.read_text()


def test_a_saved_scenario_replays_to_the_same_finding(verdict, tmp_path):
    write_report(verdict, tmp_path)
    plan = load(tmp_path / file_name(verdict.findings[0]))

    run = a_bench("revives").examine(plan).run

    assert plan.broke in run.broken()


def test_every_step_can_be_put_into_words():
    steps = [
        {"do": "fault", "match": {"method": "PUT", "nth": 2, "times": 3},
         "action": {"kind": "status", "status": 503}},
        {"do": "race", "call": 3, "when": "after", "step": REVIVAL[0]},
        {"do": "clock", "advance_s": 60},
        {"do": "noop"},
        {"do": "payment.create", "in": "xero", "as": "p1", "on": "d1",
         "fields": {"Amount": {"due": "d1"}, "Code": {"ref": "bank-1"}, "Reference": ""}},
        {"do": "tax_rate.edit", "in": "xero", "on": "t1", "at": 2},
    ]  # fmt: skip

    assert list(in_words(steps)) == [
        "A fault lies in wait: status(503) at matching call 2 of PUT, 3 times.",
        "Just after call 3 of the next cycle: In Xero a person archives the contact contact-1.",
        "60 seconds pass.",
        "Nothing happens.",
        "In Xero a person records a payment p1 on d1: Amount all that is due on d1, Code bank-1, "
        'Reference "".',
        "In Xero a person does edit on the tax rate t1 (pairing 2).",
    ]


def test_every_verb_belongs_to_a_command():
    assert set(VERBS) <= {kind for kind, _ in KINDS}

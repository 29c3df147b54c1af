"""Waivers: what is accepted until a day is shown and does not fail the run; nothing else is."""

import json
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from scenarios.campaign import Campaign, run_campaign
from scenarios.report.badge import badge_words
from scenarios.report.junit import junit
from scenarios.report.page import page
from scenarios.report.sarif import sarif
from scenarios.report.text import verdict_text
from scenarios.verdict import FAIL, PASS, UNKNOWN, WAIVED, from_json, merge
from scenarios.waivers import Waiver, WaiverError, load_waivers, with_waivers
from scenarios.workers import Alone
from tests.scenarios.benches import REVIVAL, a_plan, with_bug

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def verdict():
    campaign = Campaign(plans=(a_plan(*REVIVAL),))
    return run_campaign(campaign, Alone(with_bug("revives")), lambda: 0.0)


def a_waiver(**said):
    base = {"rule": "R55", "reason": "Mended with ticket 4711.", "expires": TODAY}
    return Waiver(**{**base, **said})


def states(verdict):
    return [waiver["state"] for waiver in verdict.waivers]


def standing(verdict, rule):
    return next(row.result for row in verdict.rules if row.id == rule)


def test_a_waived_finding_is_shown_and_does_not_fail_the_run(verdict):
    waived = with_waivers(verdict, [a_waiver()], TODAY)

    assert (verdict.result, waived.result) == (FAIL, PASS)
    assert standing(waived, "R55") == WAIVED
    assert states(waived) == ["in force"]
    assert "waived    until 2026-11-22: Mended with ticket 4711." in verdict_text(waived)
    assert "0 rules broken" in verdict_text(waived)
    assert badge_words(waived).endswith("1 waived")


def test_a_waiver_holds_on_its_last_day_and_fails_the_run_on_the_next(verdict):
    waived = with_waivers(verdict, [a_waiver()], date(2026, 11, 23))

    assert waived.result == FAIL
    assert standing(waived, "R55") == FAIL
    assert "waiver of R55 until 2026-11-22: expired: its day is over" in verdict_text(waived)


def test_a_waiver_of_what_no_longer_fails_fails_the_run(verdict):
    """Source: protocol, section 6."""
    waived = with_waivers(verdict, [a_waiver(), a_waiver(rule="R6")], TODAY)

    assert states(waived) == ["in force", "no longer fails"]
    assert waived.result == FAIL
    assert badge_words(waived) == "waivers out of date"


def test_nothing_is_said_of_a_waiver_whose_rule_was_not_at_stake(verdict):
    judged_in_part = replace(verdict, rules=[row for row in verdict.rules if row.id != "R6"])

    for seen, rule in ((verdict, "R35"), (judged_in_part, "R6")):
        waived = with_waivers(seen, [a_waiver(), a_waiver(rule=rule)], TODAY)
        assert (states(waived), waived.result) == (["in force", "not tried"], PASS)


def test_a_waiver_of_a_shape_accepts_that_story_and_no_other(verdict):
    shape = verdict.findings[0]["shape"]

    same = with_waivers(verdict, [a_waiver(shape=shape)], TODAY)
    other = with_waivers(verdict, [a_waiver(shape="0" * 16)], TODAY)

    assert (same.result, states(same)) == (PASS, ["in force"])
    assert (other.result, states(other)) == (FAIL, ["no longer fails"])


def test_a_rule_with_one_story_that_nobody_accepts_stays_broken(verdict):
    first = verdict.findings[0]
    both = replace(verdict, findings=(first, {**first, "shape": "f" * 16}))

    waived = with_waivers(both, [a_waiver(shape=first["shape"])], TODAY)

    assert waived.result == FAIL
    assert ["waived" in finding for finding in waived.findings] == [True, False]


def test_a_waiver_of_a_scenario_accepts_what_that_one_shows(verdict):
    finding = verdict.findings[0]
    named = {**finding, "scenario": {**finding["scenario"], "name": "revival"}}
    seen = replace(verdict, findings=(named,))

    results = [
        with_waivers(seen, [a_waiver(scenario=name)], TODAY).result for name in ("revival", "x")
    ]

    assert results == [PASS, FAIL]


def test_what_is_unknown_stays_unknown_when_all_that_failed_is_waived(verdict):
    seen = replace(verdict, reasons=("a worker was lost",))

    assert with_waivers(seen, [a_waiver()], TODAY).result == UNKNOWN


def test_shards_keep_what_became_of_their_waivers(verdict):
    waivers = [a_waiver(), a_waiver(rule="R6")]
    tried = with_waivers(verdict, waivers, TODAY)
    silent = with_waivers(replace(verdict, rules=(), findings=()), waivers, TODAY)

    merged = merge([silent, tried])

    assert states(merged) == ["in force", "no longer fails"]
    assert merged.result == FAIL
    assert merge([with_waivers(verdict, waivers[:1], TODAY)]).result == PASS


def test_a_verdict_with_waivers_can_be_written_and_read(verdict):
    waived = with_waivers(verdict, [a_waiver()], TODAY)

    assert from_json(json.loads(json.dumps(waived.as_json()))) == waived


def test_every_form_of_report_tells_what_is_waived(verdict):
    waivers = [a_waiver(), a_waiver(rule="R6", expires=date(2026, 1, 1))]
    waived = with_waivers(verdict, waivers, TODAY)

    suite = ElementTree.fromstring(junit(waived))
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    skipped = cases["R55 no duplicates"].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "waived; Mended with ticket 4711."
    assert [name for name, case in cases.items() if case.find("failure") is not None] == ["R6"]
    (result,) = sarif(waived)["runs"][0]["results"]
    (accepted,) = result["suppressions"]
    assert accepted["justification"] == "Mended with ticket 4711. (until 2026-11-22)"
    notes = sarif(waived)["runs"][0]["invocations"][0]["toolConfigurationNotifications"]
    assert "waiver of R6 until 2026-01-01: expired" in notes[0]["message"]["text"]
    assert "until 2026-11-22: Mended with ticket 4711." in page(waived)


GOOD = """format = "counterfoil/waivers/1"
[[waiver]]
rule = "R41"
shape = "00112233445566ff"
reason = "Known."
expires = 2026-12-31
"""


def test_a_file_of_waivers_is_toml_or_json(tmp_path):
    toml, dumped = tmp_path / "waivers.toml", tmp_path / "waivers.json"
    toml.write_text(GOOD)
    row = {"rule": "R41", "shape": "00112233445566ff", "reason": "Known.", "expires": "2026-12-31"}
    dumped.write_text(json.dumps({"format": "counterfoil/waivers/1", "waiver": [row]}))

    assert load_waivers(toml) == load_waivers(dumped)
    assert load_waivers(toml)[0].expires == date(2026, 12, 31)


BAD = (
    ("format = ", "is no TOML"),
    ("", "says format ="),
    (GOOD.replace("counterfoil/waivers/1", "other"), "says format ="),
    (GOOD.replace("[[waiver]]", "[waiver]"), "a list called waiver"),
    (GOOD.replace("[[waiver]]", "[[wavers]]"), "a list called waiver"),
    (GOOD.replace('"R41"', '"R99"'), "waiver 1: rule 'R99' is unknown"),
    (GOOD.replace('rule = "R41"', ""), "waiver 1: it lacks rule"),
    (GOOD.replace('"Known."', '" "'), "reason is a sentence"),
    (GOOD.replace("expires = 2026-12-31", ""), "waiver 1: it lacks expires"),
    (GOOD.replace("2026-12-31", '"soon"'), "expires is a day"),
    (GOOD.replace("2026-12-31", "2026-12-31T10:00:00"), "expires is a day"),
    (GOOD.replace("2026-12-31", "7"), "expires is a day"),
    (GOOD.replace("00112233445566ff", "R41"), "shape is the 16 digits"),
    (GOOD.replace("shape", "until"), "'until' is unknown"),
    (GOOD + 'scenario = 7\n', "scenario is the name"),
    (GOOD + GOOD.partition("\n")[2], "waiver 2 accepts what an earlier one does"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_file_of_waivers_that_cannot_be_used_says_why(tmp_path, text, said):
    file = tmp_path / "waivers.toml"
    file.write_text(text)

    with pytest.raises(WaiverError, match=said.replace("[", r"\[")) as error:
        load_waivers(file)

    assert str(error.value).startswith(str(file))


def test_files_that_are_no_text_not_there_or_endless_are_refused(tmp_path):
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "deep.json").write_text("[" * 200_000)
    (tmp_path / "long.toml").write_text("#" * 1_000_001)

    for name in ("noise.toml", "deep.json", "long.toml", "nowhere.toml"):
        with pytest.raises(WaiverError, match=name):
            load_waivers(tmp_path / name)

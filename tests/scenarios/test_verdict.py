import pytest

from scenarios.verdict import (
    FAIL,
    FLAKY,
    NOT_EXERCISED,
    PASS,
    RULES,
    UNKNOWN,
    RuleResult,
    Tally,
    Verdict,
    VerdictError,
    from_json,
    merge,
    overall,
    shape,
)


def a_finding(rule="R55", name="c1", text="one"):
    steps = [
        {"do": "contact.create", "in": "xero", "as": name, "fields": {"Name": text}},
        {"do": "contact.edit", "in": "xero", "on": name, "fields": {"Name": text}},
    ]
    return {"rule": rule, "scenario": {"steps": steps}}


def a_verdict(result=PASS, exercised=1, **parts):
    rows = (RuleResult("R2", RULES["R2"].title, exercised, result),)
    defaults = {"result": overall(rows, (), 1), "profile": "guide", "seed": 1, "scenarios": 1}
    return Verdict(rules=rows, **{**defaults, **parts})


def test_a_verdict_survives_being_written_and_read():
    verdict = a_verdict(findings=(a_finding(),), seconds=1.5, reasons=("why",))

    assert from_json(verdict.as_json()) == verdict


@pytest.mark.parametrize("document", [[], {}, {"format": "counterfoil/verdict/1"}])
def test_what_is_no_verdict_is_refused_with_a_sentence(document):
    with pytest.raises(VerdictError):
        from_json(document)


def test_a_rule_that_no_history_exercised_is_not_passed():
    tally = Tally()
    tally.add({"R2": 1}, 1, 1)

    rows = {row.id: row.result for row in tally.rows()}
    assert rows["R2"] == PASS
    assert rows["R3"] == NOT_EXERCISED


def test_a_plain_failure_outweighs_a_flaky_one():
    tally = Tally()
    tally.fail("R2", FAIL)
    tally.fail("R2", FLAKY)

    assert tally.rows(("R2",))[0].result == FAIL


@pytest.mark.parametrize(
    ("results", "merged"),
    [
        ((PASS, NOT_EXERCISED), PASS),
        ((PASS, FAIL), FAIL),
        ((FLAKY, FAIL), FAIL),
        ((PASS, UNKNOWN), UNKNOWN),
        ((NOT_EXERCISED, NOT_EXERCISED), NOT_EXERCISED),
    ],
)
def test_merging_keeps_the_gravest_state_of_a_rule(results, merged):
    assert merge([a_verdict(result) for result in results]).rules[0].result == merged


def test_merging_adds_up_and_lists_a_finding_once():
    first = a_verdict(FAIL, findings=(a_finding(),), cycles=2, calls=3)
    second = a_verdict(FAIL, findings=(a_finding(name="c9", text="two"), a_finding("R2")))

    merged = merge([first, second])

    assert (merged.scenarios, merged.cycles, merged.calls) == (2, 2, 3)
    assert [finding["rule"] for finding in merged.findings] == ["R2", "R55"]
    assert merged.rules[0].exercised == 2


def test_verdicts_of_two_profiles_cannot_be_merged():
    with pytest.raises(VerdictError, match="one profile"):
        merge([a_verdict(), a_verdict(profile="legacy")])


def test_nothing_cannot_be_merged():
    with pytest.raises(VerdictError, match="not of none"):
        merge([])


@pytest.mark.parametrize(
    ("result", "reasons", "scenarios", "expected"),
    [
        (PASS, (), 1, PASS),
        (PASS, ("a checker failed",), 1, UNKNOWN),
        (NOT_EXERCISED, (), 0, UNKNOWN),
        (FAIL, ("a checker failed",), 1, FAIL),
        (FLAKY, (), 1, FAIL),
    ],
)
def test_the_overall_result(result, reasons, scenarios, expected):
    rows = (RuleResult("R2", "", 1, result),)

    assert overall(rows, reasons, scenarios) == expected


def test_the_shape_of_a_story_forgets_names_and_values():
    one, other = a_finding()["scenario"], a_finding(name="c7", text="other")["scenario"]

    assert shape(one["steps"]) == shape(other["steps"])
    assert shape(one["steps"]) != shape(one["steps"][:1])

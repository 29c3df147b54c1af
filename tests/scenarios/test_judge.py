"""The judge itself: what it counts, when it waits, and what it says when a checker fails."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from scenarios.digest import differences, digest
from scenarios.finding import KEPT, Finding, Judgement
from scenarios.history import Commit, History
from scenarios.invariants import INVARIANTS, Invariant, Options
from scenarios.judge import Judge
from scenarios.rulebook import RULEBOOK, RULES
from tests.scenarios.stories import (
    Story,
    a_contact,
    a_document,
    a_file,
    a_line,
    a_note,
    a_payment,
    a_report,
    a_story,
    a_xero_allocation,
    a_xero_contact,
    a_xero_note,
    a_xero_payment,
    an_allocation,
    an_invoice,
)


def failing(_commit: Commit, _history: History, _options: Options) -> Iterator[Judgement]:
    """Fails."""
    yield KEPT["R8"]
    raise ZeroDivisionError("oops")


def test_a_checker_that_fails_leaves_its_rules_unknown_and_is_not_asked_again():
    judge = Judge(invariants=(Invariant(("R8", "R9"), failing),))
    story = a_story()
    judge.begin(story.start)
    story.changed("user", "released", "contact", "501", name="One")
    story.changed("user", "released", "contact", "501", name="Two")

    findings = judge.commits(story.commits)

    assert [(f.rule, f.unknown) for f in findings] == [("R8", True), ("R9", True)]
    assert judge.exercised == {"R8": 1}


def test_a_rule_that_nothing_put_at_stake_is_not_counted():
    judge = Judge()
    judge.begin(a_story().start)

    assert judge.commits([]) == []
    assert judge.settled(1, 0) == []
    assert judge.exercised == {"R54": 1}


def test_commits_are_judged_once_their_call_is_known():
    story = a_story()
    judge = Judge()
    judge.begin(story.start)
    call = story.called("POST", "xero", "/api.xro/2.0/Contacts")
    story.changed("sync", "xero", "contact", "xc1", call=call, ContactStatus="ARCHIVED")

    assert judge.commits(story.commits) == []
    judge.calls(story.calls)
    assert [finding.rule for finding in judge.commits([])] == ["R8"]


def test_commits_whose_call_never_comes_are_judged_when_settled():
    story = a_story()
    judge = Judge()
    judge.begin(story.start)
    story.changed("sync", "xero", "contact", "xc1", call=7, ContactStatus="ARCHIVED")

    assert judge.commits(story.commits) == []
    assert "R8" in {finding.rule for finding in judge.settled(1, 0)}


def test_what_was_put_right_is_not_found_again_at_the_next_settled_point():
    story = a_story()
    judge = Judge()
    judge.begin(story.start)
    story.changed("user", "released", "contact", "501", email="n.q7f3k@example.test")
    judge.commits(story.commits)
    assert "R4" in {finding.rule for finding in judge.settled(1, 0)}
    done = len(story.commits)
    story.changed("sync", "xero", "contact", "xc1", EmailAddress="n.q7f3k@example.test")

    judge.commits(story.commits[done:])

    assert judge.settled(1, 0) == []


def test_what_stays_wrong_is_found_at_each_settled_point():
    story = a_story()
    judge = Judge()
    judge.begin(story.start)
    story.changed("user", "released", "contact", "501", email="n.q7f3k@example.test")
    judge.commits(story.commits)
    judge.settled(1, 0)

    assert "R4" in {finding.rule for finding in judge.settled(1, 0)}


def told(value: Any, met: dict[int, int]) -> Any:
    """A value written out to the last attribute, whatever refers to whatever."""
    if isinstance(value, dict):
        return [(told(key, met), told(each, met)) for key, each in value.items()]
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    if isinstance(value, list | tuple):
        return [told(each, met) for each in value]
    if type(value).__module__.startswith("scenarios.") and not isinstance(value, Invariant):
        if id(value) in met:
            return f"number {met[id(value)]}"
        met[id(value)] = len(met)
        slots = getattr(type(value), "__slots__", ()) or vars(value)
        return [type(value).__name__, *((name, told(getattr(value, name), met)) for name in slots)]
    return repr(value)


def a_full_story() -> Story:
    """A beginning with something of everything, and with twins that differ."""
    return (
        a_story()
        .begins("released", "contact", a_contact(502, "k3m8p", name="Harbour Ltd k3m8p"))
        .begins("xero", "contact", a_xero_contact("xc2", "k3m8p", Name="Haven Ltd k3m8p"))
        .begins("released", "document", a_note(), a_document(10_003, "t4b5x", status="Draft"))
        .begins("xero", "credit_note", a_xero_note())
        .begins("released", "allocation", an_allocation())
        .begins("xero", "allocation", a_xero_allocation())
        .begins("released", "payment", a_payment())
        .begins("xero", "payment", a_xero_payment(), a_xero_payment("xp2", "7.00"))
        .begins("released", "attachment", a_file())
        .begins("released", "sync_record", a_report(linkStatus="Unlinked"))
    )


def test_a_copied_judge_stands_where_one_stands_that_began_itself():
    begun, again = Judge(), Judge()
    begun.begin(a_full_story().start)
    again.begin(a_full_story().start)

    assert told(begun.copy(), {}) == told(again, {})


def test_what_a_copied_judge_learns_is_not_known_to_the_first():
    begun, again = Judge(), Judge()
    story = a_full_story()
    begun.begin(story.start)
    again.begin(a_full_story().start)
    judge = begun.copy()
    call = story.called("GET", "xero", "/api.xro/2.0/Contacts")
    story.changed("user", "released", "contact", "502", name="Moor k3m8p", email=None)
    story.changed("user", "released", "document", "1:10001", lines=[a_line(cents=777)])
    story.changed("sync", "xero", "contact", "xc2", call=call, Name="Moor k3m8p")
    story.deleted("user", "released", "document", "1:10003")
    story.made("user", "xero", "payment", a_xero_payment("xp3", "9.00"))
    story.changed("user", "xero", "account", "sales", Code="201")
    story.changed("user", "released", "sync_record", "1:9001", linkStatus="Linked")

    judge.calls(story.calls)
    judge.commits(story.commits)
    judge.settled(1, 0)

    assert judge.exercised
    assert begun.exercised == {}
    assert told(begun.history, {}) == told(again.history, {})


def test_a_judge_that_has_begun_to_judge_cannot_be_copied():
    judge = Judge()
    story = a_story()
    judge.begin(story.start)
    story.changed("user", "released", "contact", "501", email="n.q7f3k@example.test")
    judge.commits(story.commits)

    with pytest.raises(ValueError, match="still at its beginning"):
        judge.copy()


def test_findings_are_json():
    story = a_story()
    judge = Judge()
    judge.begin(story.start)
    story.made("user", "released", "document", a_document(10_002, "t4b5x"))
    story.made("sync", "xero", "invoice", an_invoice("xi2", "t4b5x", Date="2026-01-31", Total="9"))
    story.changed("sync", "xero", "contact", "xc1", Name="Nobody", AccountNumber="7")

    findings = judge.commits(story.commits) + judge.settled(1, 0)

    assert len(findings) > 5
    for finding in findings:
        assert json.loads(json.dumps(finding.as_json()))["rule"] == finding.rule


def test_every_rule_has_a_row_and_rows_are_in_order():
    assert [row.id for row in RULEBOOK] == [f"R{n}" for n in range(1, 65)]


@pytest.mark.parametrize("row", INVARIANTS, ids=lambda row: row.name)
def test_an_invariant_cites_the_rules_that_it_may_judge(row: Invariant):
    function = row.on_commit or row.when_settled or row.after_cycle
    docstring = (function and function.__doc__) or ""

    cited = re.findall(r"R\d+|contract\b", docstring.partition("Rule:")[2])

    assert set(row.rules) <= {*RULES, "contract"}
    assert row.rules[0] in cited


def test_every_rule_has_an_invariant():
    """R60 is judged by comparing digests."""
    judged = {rule for row in INVARIANTS for rule in row.rules}

    assert judged == {*RULES, "contract"} - {"R60"}


def history(**docs: list[dict[str, Any]]) -> History:
    told = a_story()
    for where, rows in docs.items():
        told.begins(*where.split("__"), *rows)
    past = History()
    past.begin(told.start)
    return past


def test_records_of_the_start_world_are_paired_by_their_fingerprints():
    past = history()

    root = past.root_of("released", "contact", "501")

    assert root is past.root_of("xero", "contact", "xc1")
    assert root is not None
    assert past.copies(root, "xero") == ["xc1"]
    assert past.root_of("released", "document", "1:10001") is past.root_of(
        "xero", "invoice", "xi1"
    )


def test_records_without_fingerprints_are_paired_by_equal_names():
    plain = a_contact(502, name="Old Mill", email=None)
    past = history(
        released__contact=[plain],
        xero__contact=[a_xero_contact("xc2", Name="Old Mill", EmailAddress=None)],
    )

    assert past.root_of("released", "contact", "502") is past.root_of("xero", "contact", "xc2")


def test_equal_payments_of_the_start_world_are_paired_one_to_one():
    past = history(
        released__payment=[a_payment(), a_payment(70_002)],
        xero__payment=[a_xero_payment(), a_xero_payment("xp2")],
    )

    roots = [past.root_of("released", "payment", f"1:{n}") for n in (70_001, 70_002)]

    assert [past.copies(root, "xero") for root in roots if root] == [["xp1"], ["xp2"]]


def test_a_copy_is_known_by_a_text_that_a_person_wrote_later():
    story = a_story()
    story.made("user", "released", "contact", a_contact(502, "k3m8p"))
    fields = {"name": "Renamed n3v3w", "email": "n3v3w@example.test"}
    story.changed("user", "released", "contact", "502", **fields)
    story.made("sync", "xero", "contact", a_xero_contact("xc2", "n3v3w"))
    past = History()
    past.begin(story.start)
    past.add_commits(story.commits)

    assert past.root_of("xero", "contact", "xc2") is past.root_of("released", "contact", "502")


def test_a_namesake_is_told_apart_by_its_other_fingerprint():
    story = a_story()
    namesake = a_contact(502, "k3m8p", name="Harbour Ltd q7f3k")
    story.made("user", "released", "contact", namesake)
    copy = a_xero_contact("xc2", Name="Harbour Ltd q7f3k", EmailAddress="k3m8p@example.test")
    story.made("sync", "xero", "contact", copy)
    past = History()
    past.begin(story.start)
    past.add_commits(story.commits)

    assert past.root_of("xero", "contact", "xc2") is past.root_of("released", "contact", "502")


def test_the_lineage_of_an_unknown_record_is_none():
    assert history().root_of("xero", "contact", "nobody") is None


def test_digests_ignore_ids_and_order_and_notice_content():
    one, two = a_story(), a_story()
    one.begins("released", "contact", a_contact(502, "k3m8p"), a_contact(503, "n3v3w"))
    two.begins("released", "contact", a_contact(902, "n3v3w"), a_contact(903, "k3m8p"))
    three = a_story().begins("released", "contact", a_contact(502, "k3m8p", email=None))

    assert differences(digest(one.start), digest(two.start)) == []
    assert [f.rule for f in differences(digest(one.start), digest(three.start))] == ["R60"]


def test_a_finding_says_when_it_is_unknown():
    assert Finding("R1", "…").unknown is False

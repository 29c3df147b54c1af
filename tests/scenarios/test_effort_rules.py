"""What a cycle may cost, and when it may say that it is done: R57 and R62, call by call."""

from typing import Any

import pytest

from scenarios.finding import Finding
from scenarios.invariants import Options
from scenarios.judge import Judge
from tests.scenarios.stories import Story, a_report, a_story


def a_call(number: int, status: int | None = 200, path: str = "/Contacts", **fields: Any) -> Any:
    return {
        "n": number, "time": "2026-03-02T09:00:00.000Z", "system": "xero", "actor": "sync",
        "method": "GET", "path": path, "query": "", "status": status, "fault": None, **fields,
    }  # fmt: skip


def asked(
    *calls: Any, turns: int = 1, is_complete: bool = True, story: Story | None = None
) -> tuple[list[str], dict[str, int]]:
    """The rules that a cycle broke, and what it exercised."""
    told = story or a_story()
    judge = Judge(Options(idle_calls=10, calls_per_change=5))
    judge.begin(told.start)
    judge.commits(told.commits)
    findings: list[Finding] = judge.cycle(calls, turns, is_complete=is_complete)
    return [finding.rule for finding in findings], judge.exercised


def edited(times: int) -> Story:
    story = a_story()
    for turn in range(times):
        story.changed("user", "released", "contact", "501", taxNumber=f"GB {turn}")
    return story


def calls(count: int) -> list[Any]:
    return [a_call(number) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("made", "edits", "turns", "broken"),
    [
        (10, 0, 1, []),
        (11, 0, 1, ["R57"]),
        (20, 2, 1, []),
        (21, 2, 1, ["R57"]),
        (30, 0, 3, []),
        (31, 0, 3, ["R57"]),
    ],
)
def test_a_cycle_makes_as_many_calls_as_its_changes_ask_for(made, edits, turns, broken):
    """Rule: R57; ten calls when idle and five for each change were declared, turn by turn."""
    assert asked(*calls(made), turns=turns, story=edited(edits))[0] == broken


def test_a_call_that_a_fault_struck_may_cost_others():
    """Rule: R57."""
    struck = [a_call(number, fault="status") for number in (1, 2)]

    assert asked(*struck, *calls(18))[0] == []


def test_what_is_listed_as_refused_may_be_tried_again():
    """Rule: R57."""
    story = a_story()
    story.made("sync", "released", "sync_record", a_report())

    assert asked(*calls(20), story=story)[0] == []


def test_only_changes_since_the_last_cycle_count():
    """Rule: R57."""
    told = edited(2)
    judge = Judge(Options(idle_calls=10, calls_per_change=5))
    judge.begin(told.start)
    judge.commits(told.commits)
    first = judge.cycle(calls(20), 1, is_complete=True)

    assert first == []
    assert [f.rule for f in judge.cycle(calls(20), 1, is_complete=True)] == ["R57"]


@pytest.mark.parametrize("status", [None, 429, 500, 503])
def test_a_cycle_that_could_not_read_is_not_complete(status):
    """Rule: R62."""
    broken = a_call(1, status)

    assert asked(broken)[0] == ["R62"]
    assert asked(broken, is_complete=False)[0] == []
    assert asked(broken, a_call(2, path="/Invoices"))[0] == ["R62"]


def test_a_cycle_that_read_at_the_second_attempt_is_complete():
    """Rule: R62."""
    broken, exercised = asked(a_call(1, 503), a_call(2))

    assert broken == []
    assert exercised["R62"] == 1


@pytest.mark.parametrize(
    ("asked_for", "read_later", "broken"),
    [
        ("/Invoices/20536c8a", "/Invoices", []),
        ("/Invoices/20536c8a", "/Invoices/1b19b708", ["R62"]),
        ("/Invoices/20536c8a/Attachments", "/Invoices/20536c8a", ["R62"]),
        ("/Invoices", "/Invoices/20536c8a", ["R62"]),
    ],
)
def test_a_record_that_stands_in_a_list_that_was_read_later_was_read(
    asked_for, read_later, broken
):
    """Rule: R62."""
    failed = a_call(1, 503, path=asked_for)

    assert asked(failed, a_call(2, path=read_later))[0] == broken


def test_a_list_that_was_narrowed_by_a_condition_does_not_stand_for_a_record():
    """Rule: R62."""
    failed = a_call(1, 503, path="/Invoices/20536c8a")
    narrowed = a_call(2, path="/Invoices", query="where=HasAttachments==true")

    assert asked(failed, narrowed)[0] == ["R62"]
    assert asked(failed, narrowed, a_call(3, path="/Invoices"))[0] == []


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_is_refused_for_good_may_be_left_unread(status):
    """Rule: R62: without access nothing can be done, and nothing is lost."""
    assert asked(a_call(1, status))[0] == []


def test_a_write_that_failed_does_not_make_a_cycle_incomplete():
    """Rule: R62: whether what it wrote is there is judged when the world is settled."""
    assert asked(a_call(1, 503, method="PUT"))[0] == []

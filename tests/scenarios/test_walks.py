"""Systematic and exhaustive walks: every place, every history, none twice."""

from itertools import pairwise

import orjson
import pytest
from click.testing import CliRunner

from counterfoil.main import cli
from scenarios.exhaustive import ALPHABETS, CYCLE, LONGEST, histories
from scenarios.interpreter import OK, Event, Run
from scenarios.plan import Plan, as_json, from_json
from scenarios.systematic import placements, walkable

EDIT = {"do": "contact.edit", "in": "xero", "on": "contact-1", "fields": {"FirstName": "Jo"}}
LATER = {"do": "contact.edit", "in": "released", "on": "contact-1", "fields": {"lastName": "Al"}}


def calm(plan: Plan, *calls: int) -> Run:
    """A run whose cycles made so many calls."""
    counts = iter(calls)
    events = [
        Event(place, step, OK, calls=next(counts) if step == CYCLE else 0)
        for place, step in enumerate(plan.steps)
    ]
    return Run(plan, events=events)


def test_a_plan_without_a_last_cycle_is_given_one():
    assert walkable(Plan(steps=(EDIT,))).steps == (EDIT, CYCLE)
    assert walkable(Plan(steps=(EDIT, CYCLE))).steps == (EDIT, CYCLE)


def test_every_fault_is_placed_at_every_call_of_every_cycle():
    plan = Plan(steps=(EDIT, CYCLE, LATER, CYCLE))

    found = list(placements(plan, calm(plan, 3, 2), "faults"))

    places = {
        (p.steps.index(f), f["match"]["nth"], orjson.dumps(f["action"]))
        for p in found
        for f in p.steps
        if f["do"] == "fault"
    }
    assert len(places) == len(found)
    assert {(place, call) for place, call, _ in places} == {(1, 1), (1, 2), (1, 3), (3, 1), (3, 2)}
    assert len(found) % 5 == 0


def test_an_action_from_either_side_of_a_cycle_is_placed_before_each_of_its_calls():
    plan = Plan(steps=(EDIT, CYCLE, LATER))

    found = [p.steps for p in placements(plan, calm(plan, 2), "edits")]

    def race(call, step):
        return {"do": "race", "call": call, "when": "before", "step": step}

    assert found == [
        (race(1, EDIT), CYCLE, LATER),
        (race(2, EDIT), CYCLE, LATER),
        (EDIT, race(1, LATER), CYCLE),
        (EDIT, race(2, LATER), CYCLE),
    ]


def test_both_walks_together_are_one_after_the_other():
    plan = Plan(steps=(EDIT, CYCLE), name="two")
    run = calm(plan, 2)

    names = [p.name for p in placements(plan, run, "both")]

    assert names[0] == "two-fault-1"
    assert names[-1] == "two-edit-2"
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_every_history_is_a_scenario_and_none_comes_twice(alphabet):
    found = [plan.steps for plan in histories(alphabet, 3)]

    assert len({orjson.dumps(list(steps)) for steps in found}) == len(found)
    for steps in found[:: len(found) // 20]:
        document = as_json(Plan(steps=steps))
        assert from_json(document).steps == steps


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_no_history_begins_or_ends_with_a_cycle_or_has_two_in_a_row(alphabet):
    begin, _ = ALPHABETS[alphabet]

    for plan in histories(alphabet, 3):
        steps = plan.steps[len(begin) :]
        assert CYCLE not in (steps[0], steps[-1])
        assert (CYCLE, CYCLE) not in list(pairwise(steps))


def test_the_longest_walk_can_be_counted_before_it_runs():
    counts = {name: sum(1 for _ in histories(name, LONGEST)) for name in ALPHABETS}

    assert counts == {"contacts": 2022, "documents": 2022, "payments": 692}


def test_a_payment_is_reversed_once_at_most():
    for plan in histories("payments", 4):
        gone = [step["on"] for step in plan.steps if step["do"] == "payment.reverse"]
        assert len(set(gone)) == len(gone)


def test_a_walk_is_walked_whole_unless_a_budget_ends_it(monkeypatch):
    """Else two minutes would end it, and what was not walked would pass."""
    seen = []

    def stop(campaign, *_rest):
        seen.append(campaign)
        raise KeyboardInterrupt

    monkeypatch.setattr("counterfoil.commands.verify.run_campaign", stop)
    for extra in ((), ("--budget", "1m")):
        CliRunner().invoke(cli, ["verify", "--exhaustive", "2", "--jobs", "1", *extra])
    CliRunner().invoke(cli, ["verify", "--jobs", "1"])

    assert [campaign.budget_s for campaign in seen] == [None, 60.0, 120.0]
    assert len(seen[0].plans) > 20


def test_a_walk_goes_no_further_than_it_is_told():
    words = ["verify", "--exhaustive", "2", "--scenarios", "3", "--jobs", "1"]

    told = CliRunner().invoke(cli, words)

    assert "walking 3 of 42 histories" in told.stderr
    assert "PASS: 3 histories" in told.stdout

import pytest

from scenarios.bench import has_comparable_twin, without_faults
from scenarios.systems import Systems
from tests.scenarios.benches import (
    ARCHIVE,
    CYCLE,
    REVIVAL,
    UNARCHIVE,
    a_bench,
    a_plan,
    edit,
)
from tests.scenarios.toy import Toy, ToyJudge

MADE = {
    "do": "contact.create", "in": "released", "as": "c1",
    "fields": {"name": "Rowan q7f3k", "email": "q7f3k@example.test"},
}  # fmt: skip


def outcomes(run):
    return [event.outcome for event in run.events if event.index is not None]


def emails(run, system, key):
    rows = {row["id"]: row["after"] for row in run.commits if row["system"] == system}
    return [record.get(key) for record in rows.values()]


def test_a_name_made_in_one_system_reaches_the_copy_in_the_other():
    plan = a_plan(MADE, CYCLE, edit("c1", "xero", EmailAddress="new@example.test"))

    run = a_bench().examine(plan).run

    assert outcomes(run) == ["ok", "ok", "ok"]
    assert "new@example.test" in emails(run, "released", "email")
    assert set(run.names["c1"]) == {"type", "xero", "released"}


def test_a_step_whose_target_does_not_exist_does_nothing():
    plan = a_plan(edit("c1", "xero", EmailAddress="a@b"), MADE, edit("c1", "xero", Name="x"))

    run = a_bench().examine(plan).run

    assert outcomes(run) == ["skipped", "ok", "skipped"]


def test_what_a_product_refuses_is_noted_and_changes_nothing():
    run = a_bench().examine(a_plan(MADE, {**MADE, "as": "c2"})).run

    assert outcomes(run) == ["ok", "refused"]
    assert run.events[1].detail == "the toy knows no namesakes"


def test_each_history_starts_from_the_same_world():
    bench = a_bench()
    first = bench.examine(a_plan(MADE)).run
    again = bench.examine(a_plan(MADE)).run

    assert first.commits == again.commits
    assert first.calls == again.calls


def test_a_race_happens_between_two_calls_of_the_next_cycle():
    race = {"do": "race", "call": 2, "when": "before",
            "step": edit("contact-1", "xero", EmailAddress="late@example.test")}  # fmt: skip
    run = a_bench().examine(a_plan(race, CYCLE)).run

    row = next(row for row in run.commits if row["actor"] == "user")
    assert run.step_of(row["n"]) == 1
    assert emails(run, "released", "email") == ["late@example.test"]


def test_what_a_race_creates_can_be_named_afterwards():
    race = {"do": "race", "call": 1, "when": "after", "step": MADE}
    change = edit("c1", "released", email="later@example.test")
    run = a_bench().examine(a_plan(race, CYCLE, change)).run

    assert outcomes(run) == ["ok", "ok", "ok"]


def test_a_crash_that_a_fault_explains_is_no_finding():
    fault = {"do": "fault", "match": {"nth": 2}, "action": {"kind": "crash", "when": "after"}}
    run = a_bench().examine(a_plan(MADE, fault, CYCLE)).run

    assert outcomes(run) == ["ok", "ok", "crashed"]
    assert run.broken() == ()


def test_a_crash_without_a_cause_is_a_finding():
    again = {**MADE, "as": "c2", "fields": {"name": "Quay w2k9d", "email": "w2k9d@b"}}
    run = a_bench("crashes").examine(a_plan(MADE, again)).run

    assert "crash" in run.broken()
    assert "ValueError: three are too many" in run.findings[0].message


def test_a_world_that_never_rests_is_a_finding():
    run = a_bench("forgets").examine(a_plan()).run

    assert not run.settled
    assert "settles" in run.broken()


def test_a_cycle_that_never_completes_is_a_finding():
    fault = {"do": "fault", "match": {"nth": 1}, "action": {"kind": "drop_before_commit"}}
    run = a_bench().examine(a_plan(fault, CYCLE)).run

    assert run.settled  # the fault strikes once, and is healed before settling


def test_a_broken_rule_is_found():
    assert a_bench("revives").examine(a_plan(*REVIVAL)).run.broken() == ("R55",)
    assert a_bench().examine(a_plan(*REVIVAL)).run.broken() == ()


def test_a_finding_knows_the_step_that_did_the_damage():
    run = a_bench("revives").examine(a_plan(ARCHIVE, CYCLE, UNARCHIVE, CYCLE)).run

    assert [run.step_of(finding.commit) for finding in run.findings] == [3]


PAID = {"do": "payment.create", "in": "released", "as": "p1", "on": "d1"}
EDITED = {"do": "document.edit", "in": "released", "on": "d1"}
REVERSED = {"do": "payment.reverse", "in": "released", "on": "p1"}


def test_a_fault_that_leaves_a_trace_breaks_r60():
    """The toy cannot tell a lost answer from a failure, so it creates twice when it forgets."""
    fault = {"do": "fault", "match": {"method": "PUT", "nth": 1},
             "action": {"kind": "drop_after_commit"}}  # fmt: skip
    plan = a_plan(MADE, fault, CYCLE)

    examined = a_bench().examine(plan)

    assert examined.exercised["R60"] == 1
    assert "R60" not in examined.run.broken()


@pytest.mark.parametrize(
    ("steps", "comparable"),
    [
        ((MADE, CYCLE), False),
        (({"do": "fault"}, MADE), True),
        (({"do": "fault"}, MADE, ARCHIVE), False),
        (({"do": "fault"}, {"do": "race", "step": MADE}, MADE), False),
        (({"do": "fault"}, CYCLE), False),
        (({"do": "fault"}, PAID, {**EDITED, "on": "d2"}), True),
        (({"do": "fault"}, PAID, EDITED), False),
        (({"do": "fault"}, PAID, REVERSED), False),
        (({"do": "fault"}, PAID, {**REVERSED, "on": "p2"}), True),
    ],
)
def test_only_one_sided_plans_without_races_have_a_comparable_twin(steps, comparable):
    assert has_comparable_twin(a_plan(*steps)) is comparable


def test_the_twin_has_the_same_steps_without_the_faults():
    calm = without_faults(a_plan({"do": "fault"}, MADE))

    assert calm.steps == ({"do": "noop"}, MADE)


def test_a_dead_control_plane_gives_an_unknown_run():
    bench = a_bench()
    bench._control = bench._control.__class__(base_url="http://127.0.0.1:9", timeout=0.1)

    run = bench.examine(a_plan()).run

    assert "the control plane gave no answer" in run.unknown


def test_what_a_product_did_by_itself_before_an_edit_is_seen():
    """A repeating charge raises an invoice as the clock passes; the next edit must not hide it."""
    toy = Toy()
    systems = Systems(toy.client(), "w-1")
    systems.skip_journals()
    theirs = toy.raise_one()
    action = {"system": "released", "kind": "contact.create", "fields": {"name": "Rowan q7f3k"}}

    edited = systems.edit(action)
    again = systems.edit({**action, "fields": {"name": "Elm q8f3k"}})

    assert edited.unread == (theirs, *edited.commits)
    assert again.unread == again.commits
    assert systems.commits().rows == []


def test_the_judge_is_told_how_long_settling_took(monkeypatch):
    told = []
    monkeypatch.setattr(ToyJudge, "settled", lambda _self, *said: told.append(said) or [])

    a_bench().examine(a_plan(MADE))

    assert told == [(2, 0)], "a cycle that carries the contact, and one that writes nothing"

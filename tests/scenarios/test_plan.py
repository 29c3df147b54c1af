import json
from pathlib import Path

import pytest

from scenarios.generator import plan_of
from scenarios.plan import (
    FORMAT,
    Plan,
    PlanError,
    World,
    as_json,
    from_json,
    load,
    parse,
    save,
    written,
)
from scenarios.workloads import WORKLOADS


def a_document(**parts: object) -> dict[str, object]:
    return {"format": FORMAT, "steps": [], **parts}


@pytest.mark.parametrize("mix", WORKLOADS, ids=lambda mix: mix.name)
def test_a_drawn_plan_is_a_valid_scenario_and_survives_writing(mix):
    for seed in range(20):
        plan = plan_of(mix, seed)

        assert parse(written(plan)) == plan


def test_any_subset_of_the_steps_is_a_valid_scenario():
    plan = plan_of(WORKLOADS[0], 3)

    for gone in range(len(plan.steps)):
        rest = plan.with_steps([*plan.steps[:gone], *plan.steps[gone + 1 :]])
        assert parse(written(rest)) == rest


def test_a_scenario_may_leave_out_everything_but_format_and_steps():
    assert from_json(a_document()) == Plan(steps=())


COMPLAINTS = (
    ([], "A scenario is a JSON object, and this is a list."),
    ({"steps": []}, f'"format" is null; a scenario says "format": "{FORMAT}".'),
    ({"format": FORMAT}, 'the scenario lacks "steps", which is a list of steps.'),
    (a_document(steps={}), "the scenario.steps is {}; it is a list of steps."),
    (a_document(speed=1), 'the scenario has a key "speed" that means nothing'),
    (a_document(world={"companies": 0}), "world.companies is 0; it is a whole number from 1"),
    (a_document(world=[]), "the scenario.world is []; it is an object."),
    (a_document(steps=["cycle"]), "steps[0] is a text; a step is an object"),
    (
        a_document(steps=[{"do": "contact.exit"}]),
        'steps[0].do is "contact.exit", which is no command; "contact.edit" is.',
    ),
    (a_document(steps=[{"in": "xero"}]), "steps[0].do is null, which is no command"),
    (
        a_document(steps=[{"do": "contact.restore", "in": "released"}]),
        'steps[0]: "contact.restore" is not something a person does in released, only in xero.',
    ),
    (
        a_document(steps=[{"do": "contact.edit"}]),
        'steps[0] lacks "in", which is "released" or "xero".',
    ),
    (
        a_document(steps=[{"do": "contact.edit", "in": "sage"}]),
        'steps[0].in is "sage"; it is "released" or "xero".',
    ),
    (
        a_document(steps=[{"do": "contact.edit", "in": "xero", "filds": {}}]),
        'steps[0] has a key "filds" that means nothing; it may have do, in, at, as, on, fields.',
    ),
    (
        a_document(steps=[{"do": "contact.create", "in": "xero", "as": "C 1"}]),
        'steps[0].as is "C 1"; it is a name of small letters, digits and hyphens.',
    ),
    (
        a_document(
            steps=[
                {"do": "contact.create", "in": "xero", "as": "c1"},
                {"do": "race", "call": 1, "step": {"do": "contact.create", "in": "xero",
                                                   "as": "c1"}},
            ]
        ),
        'steps[1] makes "c1", which steps[0] already makes.',
    ),
    (
        a_document(steps=[{"do": "clock", "advance_s": -1}]),
        "steps[0].advance_s is -1; it is a number of seconds from 0",
    ),
    (a_document(steps=[{"do": "clock"}]), 'steps[0] lacks "advance_s"'),
    (
        a_document(steps=[{"do": "fault", "match": {"nth": 0}, "action": {"kind": "crash"}}]),
        "steps[0].match.nth is 0; it is a whole number above zero.",
    ),
    (
        a_document(steps=[{"do": "fault", "match": {}, "action": {"kind": "burn"}}]),
        'steps[0].action.kind is "burn"; it is one of delay,',
    ),
    (
        a_document(steps=[{"do": "race", "call": 1, "step": {"do": "cycle"}}]),
        "steps[0].step is a cycle; a race places a person's action.",
    ),
    (
        a_document(steps=[{"do": "race", "call": 1, "when": "now", "step": {"do": "contact.edit",
                                                                           "in": "xero"}}]),
        'steps[0].when is "now"; it is "before" or "after".',
    ),
    (a_document(steps=[{"do": "noop"}] * 2_001), "steps holds 2001 steps; at most 2000"),
)  # fmt: skip


@pytest.mark.parametrize(("document", "says"), COMPLAINTS, ids=lambda part: str(part)[:40])
def test_a_broken_scenario_is_answered_with_one_sentence(document, says):
    with pytest.raises(PlanError) as refused:
        parse(json.dumps(document))

    assert says in str(refused.value)


def test_text_that_is_not_json_is_named_with_its_place():
    with pytest.raises(PlanError, match=r"not JSON: .* at line 2, column 1"):
        parse(b'{"format":\n]')


def test_a_saved_plan_loads_again(tmp_path: Path):
    plan = plan_of(WORKLOADS[0], 7)
    save(plan, tmp_path / "a.json")

    assert load(tmp_path / "a.json") == plan


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(PlanError, match=r"none\.json cannot be read: No such file"):
        load(tmp_path / "none.json")


def test_a_broken_file_is_named(tmp_path: Path):
    (tmp_path / "bad.json").write_text("[]")

    with pytest.raises(PlanError, match=r"bad.json: A scenario is a JSON object"):
        load(tmp_path / "bad.json")


def test_a_world_may_say_where_its_books_are_and_when_it_begins():
    recipe = {**World().as_json(), "countries": ["NZ"], "now": "2026-04-04T10:30:00Z"}

    plan = from_json({"format": FORMAT, "world": recipe, "steps": []})

    assert as_json(plan)["world"] == recipe
    assert "countries" not in World().as_json()


def test_countries_that_are_no_list_of_texts_are_refused():
    world = {"countries": "NZ"}

    with pytest.raises(PlanError, match="a list of countries"):
        from_json({"format": FORMAT, "world": world, "steps": []})

from collections import Counter
from dataclasses import replace

import pytest

from scenarios.commands import COMMANDS, FAMILIES, KINDS
from scenarios.generator import NOOP, plan_of
from scenarios.model import MOST, mark
from scenarios.part import stays_of
from scenarios.plan import Plan, World, written
from scenarios.workloads import WORKLOADS, only, workload

SEEDS = range(150)
by_name = pytest.mark.parametrize("mix", WORKLOADS, ids=lambda mix: mix.name)


@by_name
def test_every_family_has_a_weight_in_every_workload(mix):
    assert tuple(mix.weights) == FAMILIES


@by_name
def test_the_same_seed_draws_the_same_plan(mix):
    assert written(plan_of(mix, 11)) == written(plan_of(mix, 11))
    assert written(plan_of(mix, 11)) != written(plan_of(mix, 12))


@by_name
def test_a_plan_is_as_long_as_its_workload_says_and_some_pause_after_each_step(mix):
    lengths = Counter(len(plan_of(mix, seed).steps) for seed in SEEDS)

    assert set(lengths) == {mix.length, 2 * mix.length}
    assert 0.2 * len(SEEDS) < lengths[2 * mix.length] < 0.5 * len(SEEDS)


def test_the_pause_of_a_history_is_always_the_same():
    steps = next(
        plan.steps
        for plan in (plan_of(workload("contacts"), seed) for seed in SEEDS)
        if len(plan.steps) > workload("contacts").length
    )

    assert {step["do"] for step in steps[1::2]} == {"clock"}
    assert len({step["advance_s"] for step in steps[1::2]}) == 1


@by_name
def test_noops_are_rare_and_cycles_are_not(mix):
    plans = (plan_of(mix, seed) for seed in SEEDS)
    hasty = (plan for plan in plans if len(plan.steps) == mix.length)
    drawn = Counter(step["do"] for plan in hasty for step in plan.steps)

    assert drawn["noop"] < 0.06 * drawn.total()
    assert 0.15 * drawn.total() < drawn["cycle"] < 0.45 * drawn.total()


def test_every_command_with_a_weight_is_drawn_by_some_workload():
    drawn = {
        (inner["do"], inner.get("in", ""))
        for mix in WORKLOADS
        for seed in range(400)
        for step in plan_of(mix, seed).steps
        for inner in (step, step.get("step", step))
    }

    wanted = {key for key, command in KINDS.items() if command.weight}
    assert wanted - drawn == {("noop", "")} - drawn


@by_name
def test_few_records_are_made_and_touched_again(mix):
    for seed in SEEDS:
        made = Counter()
        for step in plan_of(mix, seed).steps:
            inner = step.get("step", step)
            if "as" in inner:
                made[KINDS[inner["do"], inner["in"]].makes] += 1
        assert made["contact"] <= MOST["contact"] + 2  # merged ones make room


def test_conflicts_are_drawn_on_purpose():
    """The same record is changed on both sides between two cycles in many histories."""
    mix = workload("contacts")
    conflicts = sum(_has_conflict(plan_of(mix, seed)) for seed in range(1_000))

    assert conflicts > 1_000 / 5


def _has_conflict(plan):
    touched: dict[str, set[str]] = {}
    for step in plan.steps:
        if step["do"] == "cycle":
            touched.clear()
        elif step["do"] == "contact.edit":
            touched.setdefault(step["on"], set()).add(step["in"])
    return any(len(systems) > 1 for systems in touched.values())


def test_every_value_that_an_edit_writes_is_unique():
    for seed in SEEDS:
        written_values = Counter(
            str(value)
            for step in plan_of(workload("contacts"), seed).steps
            if step["do"] == "contact.edit"
            for value in step["fields"].values()
            if value
        )
        assert set(written_values.values()) <= {1}


def test_marks_are_unique_and_differ_in_more_than_case():
    marks = [mark(count) for count in range(5_000)]

    assert len(set(marks)) == len(marks)
    assert all(text.isalnum() and text == text.lower() for text in marks)


def test_an_empty_world_is_given_no_fixture_names():
    names = {
        step["on"]
        for seed in SEEDS
        for step in plan_of(WORKLOADS[0], seed, World(fixture="empty")).steps
        if "on" in step
    }

    assert not {name for name in names if "-" in name}


FIXED = {"invoice-1", "invoice-2", "submitted-1", "settled-1", "draft-1", "credit-1", "paid-1"}


def touched(plan: Plan) -> set[str]:
    return {str(step["on"]) for step in plan.steps if "on" in step}


def test_tracking_is_about_two_categories_and_what_hangs_on_them():
    plans = [plan_of(workload("tracking"), seed) for seed in range(80)]
    done = Counter(step["do"] for plan in plans for step in plan.steps)

    assert not [kind for kind in done if kind.startswith(("account.", "tax_rate.", "currency."))]
    assert done["tracking_option.edit"] > 50
    assert {"category-1", "category-2", "option-3"} <= set().union(*map(touched, plans))
    assert not {"category-2"} & touched(plan_of(workload("default"), 7))


def test_documents_carry_an_option_that_was_just_made_or_renamed():
    plans = [plan_of(workload("tracking"), seed) for seed in range(200)]
    carrying = Counter(
        any(f"'{option}'" in str(step.get("fields")) for option in news)
        for plan in plans
        for step, news in zip(plan.steps, just_named(plan), strict=True)
        if news and step["do"] in ("document.create", "invoice.create")
    )

    assert carrying[True] > carrying[False]


def just_named(plan: Plan) -> list[set[str]]:
    """For each step the options that were made or renamed since the cycle before it."""
    found, news = [], set[str]()
    for step in plan.steps:
        found.append(set(news))
        if step["do"] == "cycle":
            news.clear()
        elif step["do"] in ("tracking_option.create", "tracking_option.edit"):
            news.add(str(step.get("as", step.get("on"))))
        elif step["do"] == "tracking_option.archive":
            news.discard(str(step["on"]))
    return found


def test_a_new_setting_is_kept_out_of_a_cycle_by_three_blows():
    struck = [
        step["match"]
        for seed in range(200)
        for step in plan_of(workload("tracking"), seed).steps
        if step["do"] == "fault" and step["match"].get("path") == "*/options/*"
    ]

    assert len(struck) > 5
    assert {match["times"] for match in struck} == {3}


def test_documents_name_a_setting_that_does_not_get_through():
    """M141 needs all three before one cycle: a new option, a bill with it, the option kept out."""
    plans = [plan_of(workload("tracking"), seed) for seed in range(300)]
    met = [parts for plan in plans for parts in before_each_cycle(plan)]

    assert sum({"option", "named"} <= parts for parts in met) > 40
    assert sum({"option", "named", "kept out"} <= parts for parts in met) > 3


def before_each_cycle(plan: Plan) -> list[set[str]]:
    """What came together before each cycle: new options, Xero's documents with them, failures."""
    found: list[set[str]] = [set()]
    new: set[str] = set()
    for step in plan.steps:
        if step["do"] == "cycle":
            found.append(set())
            new.clear()
        elif step["do"] == "tracking_option.create":
            found[-1].add("option")
            new.add(str(step["as"]))
        elif step["do"] == "invoice.create" and any(f"'{name}'" in str(step) for name in new):
            found[-1].add("named")
        elif step["do"] == "fault" and step["match"].get("path") == "*/options/*":
            failed = step["action"]["kind"] in ("status", "drop_before_commit")
            found[-1] |= {"kept out"} if failed else set()
    return found


FROM_XERO = ("R3", "R16", "R36", "R39")


def drawn_one_way() -> list[Plan]:
    """Histories for a sync that carries Xero's records only."""
    mix = only(workload("default"), ("contacts", "documents", "payments"))
    return [plan_of(replace(mix, stays=stays_of(FROM_XERO)), seed) for seed in range(60)]


def test_one_way_is_claimed_where_the_other_is_not():
    assert stays_of(FROM_XERO) == {
        ("contact", "released"), ("document", "released"), ("payment", "released"),
    }  # fmt: skip
    assert stays_of(("R35", "R41")) == {("payment", "xero")}
    assert not stays_of(())
    assert not stays_of(("R41", "R39"))
    assert not stays_of(("R15", "R16"))


def test_a_one_way_sync_is_examined_with_documents_that_it_carries():
    two_way = [plan_of(workload("default"), seed) for seed in range(60)]
    assert any(FIXED & touched(plan) for plan in two_way)

    plans = drawn_one_way()
    made = [plan for plan in plans if plan.steps[0]["do"] == "invoice.create"]

    assert len(made) > 50  # in the others nobody acts in Xero
    assert {plan.steps[2]["do"] for plan in made} == {"cycle"}
    assert not any(FIXED & touched(plan) for plan in plans)
    paid = [step for plan in plans for step in plan.steps if step["do"] == "payment.create"]
    assert len([step for step in paid if step["in"] == "xero"]) > 20
    assert len([step for step in paid if step["in"] == "released"]) < 10


def test_a_one_sided_history_acts_in_one_system_only():
    sided = [
        {step["in"] for step in plan_of(workload("faults"), seed).steps if "in" in step}
        for seed in SEEDS
    ]

    assert sum(len(systems) == 1 for systems in sided) > len(SEEDS) / 3


def test_nothing_is_the_plainest_step():
    assert COMMANDS[0].kind == NOOP["do"]


def drawn(name, seeds=400):
    """Each history of a workload as the actions in it, those that race among them."""
    for seed in range(seeds):
        yield [step.get("step", step) for step in plan_of(workload(name), seed).steps]


def test_contacts_are_shared_where_there_are_companies_to_share_them_and_never_touched_in_xero():
    shared = [
        (history, action["as"])
        for history in drawn("isolation")
        for action in history
        if "companyIds" in action.get("fields", ())
    ]

    assert len(shared) > 10
    assert not any(
        name in (action.get("on"), action.get("fields", {}).get("ContactID", {}).get("ref"))
        for history, name in shared
        for action in history
        if action.get("in") == "xero"
    )
    assert not any("companyIds" in str(history) for history in drawn("contacts", 100))


def test_one_system_pays_a_document_twice_the_same():
    paid = [
        Counter(
            (action["on"], str(action["fields"]["amount"]), action["fields"]["date"])
            for action in history
            if action["do"] == "payment.create" and action["in"] == "released"
        )
        for history in drawn("payments")
    ]

    doubled = [key for counts in paid for key, count in counts.items() if count > 1]
    assert len([key for key in doubled if "due" not in key[1]]) > 5


def test_old_readings_strike_the_lists_that_show_what_was_just_written():
    struck = Counter(
        action["match"].get("path")
        for history in drawn("faults")
        for action in history
        if action["do"] == "fault" and action["action"]["kind"] == "stale_read"
    )

    assert struck["*/Contacts"] > 3
    assert struck["*/Invoices"] > 3


def test_documents_name_what_was_archived_since_the_last_cycle():
    named = 0
    for history in drawn("documents"):
        gone = set()
        for action in history:
            if action["do"] == "cycle":
                gone.clear()
            elif action["do"] in ("contact.archive", "account.archive"):
                gone.add(action["on"])
            elif action["do"] == "document.edit":
                named += any(f"'ref': '{name}'" in str(action["fields"]) for name in gone)

    assert named > 3

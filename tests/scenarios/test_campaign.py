from dataclasses import replace
from functools import partial
from itertools import chain, count

import pytest

from scenarios.bench import MOST_WORLDS
from scenarios.campaign import OF_PROGRAMS, Campaign, Progress, hunt, run_campaign, trace
from scenarios.report.text import verdict_text
from scenarios.verdict import FAIL, FLAKY, NOT_EXERCISED, PASS, UNKNOWN
from scenarios.workers import Alone, Several
from tests.scenarios.benches import (
    REVIVAL,
    a_bench,
    a_bench_with_a_broken_judge,
    a_deadly_bench,
    a_plan,
    with_bug,
)

CONTACTS = Campaign(scenarios=60, workloads=("contacts",), first_seed=100)


def a_stopwatch(step: float = 0.0):
    seconds = count()
    return lambda: next(seconds) * step


def result_of(verdict, rule):
    return next(row.result for row in verdict.rules if row.id == rule)


def test_a_sound_sync_passes_and_unexercised_rules_say_so():
    verdict = run_campaign(CONTACTS, Alone(a_bench), a_stopwatch())

    assert verdict.result == PASS
    assert verdict.scenarios == 60
    assert result_of(verdict, "R55") == PASS
    assert result_of(verdict, "R35") == NOT_EXERCISED
    assert result_of(verdict, "repeats") == PASS


def test_a_sync_that_does_not_repeat_itself_is_found_by_running_one_history_twice():
    """Everything that it writes is right, and no other rule notices."""
    verdict = run_campaign(CONTACTS, Alone(with_bug("dithers")), a_stopwatch())

    assert verdict.result == FAIL
    assert result_of(verdict, "repeats") == FLAKY
    assert verdict.broken() == ("repeats",)


@pytest.mark.parametrize(("first", "spots"), [(100, 1), (1, 1), (51, 2)])
def test_one_history_in_a_hundred_is_run_twice(first, spots):
    campaign = replace(CONTACTS, first_seed=first, scenarios=100 * spots)

    verdict = run_campaign(campaign, Alone(a_bench), a_stopwatch())

    assert next(row.exercised for row in verdict.rules if row.id == "repeats") == spots


def test_a_spoilt_sync_fails_with_a_shrunk_story():
    verdict = run_campaign(CONTACTS, Alone(with_bug("revives")), a_stopwatch())

    assert verdict.result == FAIL
    story = next(f for f in verdict.findings if f["rule"] == "R55")
    assert len(story["scenario"]["steps"]) <= len(REVIVAL) + 2
    assert story["scenario"]["broke"] == "R55"


def test_the_verdict_does_not_depend_on_how_many_processes_ran_it():
    alone = run_campaign(CONTACTS, Alone(with_bug("revives")), a_stopwatch())
    several = run_campaign(CONTACTS, Several(with_bug("revives"), 2), a_stopwatch())

    assert several == alone
    assert verdict_text(several) == verdict_text(alone)


def test_shards_cover_every_seed_once():
    shards = [list(replace(CONTACTS, shard=(part, 3)).seeds()) for part in (1, 2, 3)]

    assert sorted(chain(*shards)) == list(range(100, 160))


def test_a_budget_of_time_ends_the_campaign():
    campaign = replace(CONTACTS, scenarios=None, budget_s=20.0)

    verdict = run_campaign(campaign, Alone(a_bench), a_stopwatch(step=1.0))

    assert 0 < verdict.scenarios < 40


def test_a_lost_process_is_replaced_and_no_unit_is_lost(tmp_path):
    crew = Several(partial(a_deadly_bench, str(tmp_path)), 1)

    verdict = run_campaign(replace(CONTACTS, scenarios=20), crew, a_stopwatch())

    assert (verdict.result, verdict.scenarios) == (PASS, 20)


def test_a_broken_checker_gives_unknown_never_green():
    crew = Alone(a_bench_with_a_broken_judge)

    verdict = run_campaign(replace(CONTACTS, scenarios=8), crew, a_stopwatch())

    assert verdict.result == UNKNOWN
    assert "the checker itself is broken" in verdict.reasons[0]


def test_an_interrupted_campaign_judges_what_it_knows():
    def interrupt(progress: Progress):
        if progress.done >= 16:
            raise KeyboardInterrupt

    verdict = run_campaign(CONTACTS, Alone(a_bench), a_stopwatch(), interrupt)

    assert verdict.scenarios == 16


def test_progress_says_how_far_it_is():
    told: list[Progress] = []

    run_campaign(CONTACTS, Alone(a_bench), a_stopwatch(step=1.0), told.append)

    assert told[-1].done == told[-1].planned == 60
    assert told[0].left_s is not None
    assert told[0].left_s > 0


def test_given_plans_are_run_instead_of_seeds():
    campaign = Campaign(plans=(a_plan(*REVIVAL),))

    verdict = run_campaign(campaign, Alone(with_bug("revives")), a_stopwatch())

    assert verdict.scenarios == 1
    assert verdict.broken() == ("R55",)


def test_only_the_rules_asked_for_are_judged():
    campaign = replace(CONTACTS, rules=("R6",))

    verdict = run_campaign(campaign, Alone(with_bug("revives")), a_stopwatch())

    assert [row.id for row in verdict.rules] == ["R6", *OF_PROGRAMS[:4]]
    assert all(finding["rule"] == "R6" for finding in verdict.findings)


def test_a_program_is_judged_as_one_whichever_rules_are_named():
    campaign = replace(CONTACTS, rules=("R6",), scenarios=20)

    verdict = run_campaign(campaign, Alone(with_bug("crashes")), a_stopwatch())

    assert "crash" in verdict.broken()
    assert "crash" in [finding["rule"] for finding in verdict.findings]
    assert "R55" in verdict.not_judged()
    assert "R6" not in verdict.not_judged()


def test_more_stories_are_told_of_a_rule_of_which_some_are_accepted():
    several = replace(CONTACTS, first_seed=2)  # where several shapes of one mistake are drawn
    few, many = (
        run_campaign(campaign, Alone(with_bug("forgets")), a_stopwatch()).findings
        for campaign in (several, replace(several, thorough=("R6",)))
    )

    assert sum(f["rule"] == "R6" for f in few) == 2
    assert sum(f["rule"] == "R6" for f in many) > 2


def test_a_hunt_counts_the_histories_to_the_first_catch():
    plans = (CONTACTS.plan(seed) for seed in count())

    catch = hunt(a_bench("revives"), plans, ("R55",), 200)

    assert catch is not None
    assert 0 < catch.histories <= 200


def test_a_hunt_that_finds_nothing_says_so():
    plans = (CONTACTS.plan(seed) for seed in count())

    assert hunt(a_bench(), plans, ("R55",), 5) is None


@pytest.mark.parametrize("seed", range(5))
def test_a_replayed_history_leaves_the_same_trace(seed):
    plan = CONTACTS.plan(seed)

    assert trace(a_bench().examine(plan)) == trace(a_bench().examine(plan))


def test_the_start_worlds_of_the_usual_mix_are_all_kept_ready() -> None:
    """A bench that has to build one again and again spends a third of its time on that."""
    drawn = Campaign(first_seed=1)

    recipes = {repr(drawn.plan(seed).world.as_json()) for seed in range(1, 300)}

    assert len(recipes) < MOST_WORLDS

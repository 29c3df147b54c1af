import pytest
from hypothesis import HealthCheck, Phase, given, settings

from scenarios.suite import assert_held, plans
from scenarios.workloads import workload
from tests.scenarios.benches import REVIVAL, a_bench, a_plan

CONTACTS = workload("contacts")


@pytest.fixture(scope="module")
def bench():
    return a_bench()


@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plan=plans(CONTACTS))
def test_a_sound_toy_holds_its_rules_on_every_drawn_plan(bench, plan):
    assert len(plan.steps) in (CONTACTS.length, 2 * CONTACTS.length)
    assert_held(bench, plan)


def test_a_broken_rule_is_told_as_a_story():
    with pytest.raises(AssertionError, match="R55  no duplicates"):
        assert_held(a_bench("revives"), a_plan(*REVIVAL))

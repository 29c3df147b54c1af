import pytest

from scenarios.plan import written
from scenarios.scenario_pack import scenario_named, scenario_names
from tests.scenarios.benches import a_bench


def test_a_name_that_the_pack_lacks_gives_none():
    assert scenario_named("no-such-scenario") is None


@pytest.mark.parametrize("name", scenario_names())
def test_a_named_scenario_says_what_it_shows_and_runs(name):
    plan = scenario_named(name)

    assert plan.name == name
    assert plan.says
    assert written(plan)
    assert not a_bench().examine(plan).run.unknown

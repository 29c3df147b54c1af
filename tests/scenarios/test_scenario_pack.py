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


PACK = {
    1: ("contacts-edited",),
    2: ("contacts-archived",),
    3: ("contacts-namesakes",),
    4: ("documents-ladder", "documents-edited", "races"),
    5: ("documents-refused",),
    6: ("documents-rounding",),
    7: ("payments-in-parts", "payments-overpaid", "payments-before-push", "batches"),
    8: ("credit-notes", "credit-notes-lost-answer"),
    9: ("files", "files-lost-answer"),
    10: ("bank",),
    11: ("reference-renamed",),
    12: ("many-records",),
    13: (
        "faults-lost-request", "faults-lost-answer", "faults-server-error", "faults-rate-limited",
        "faults-crash-before", "faults-crash-after", "faults-token-expired",
    ),
    14: ("isolation",),
    15: ("reconnected", "access-lost", "access-revoked"),
    16: ("zones", "clock", "clock-skew"),
    17: ("out-of-scope",),
    18: ("webhooks",),
}  # fmt: skip
"""The histories that the rulebook asks for, by number, with the scenarios that hold them."""


def test_every_history_that_the_rulebook_asks_for_has_its_scenarios():
    told = [name for names in PACK.values() for name in names]

    assert sorted(told) == sorted(scenario_names())
    assert sorted(PACK) == list(range(1, 19))

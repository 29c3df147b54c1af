"""The examiner on the real thing: both simulators, the reference sync and the judge in process."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from counterfoil.benches import OpenBench
from counterfoil.inprocess import Simulators, SyncCrash
from scenarios.bench import Bench
from scenarios.campaign import Campaign, run_campaign, trace
from scenarios.driver import ObjectDriver
from scenarios.generator import plan_of
from scenarios.judge import Judge
from scenarios.plan import Plan
from scenarios.scenario_pack import scenario_named, scenario_names
from scenarios.suite import assert_held, plans
from scenarios.workers import Alone, Several
from scenarios.workloads import WORKLOADS
from sync.door import factory

MEANT_TO_BE_REFUSED = {
    ("bank", "overpayment.void"),
    ("contacts-archived", "contact.archive"),
    ("credit-notes", "document.void"),
    ("payments-in-parts", "payment.reverse"),
    ("reconnected", "connection.connect"),
    ("reference-renamed", "document.create"),
}
"""Scenarios that try what a product must refuse."""


def a_real_bench():
    simulators = Simulators()
    driver = ObjectDriver(factory, simulators.http, SyncCrash)
    return Bench(simulators.control, driver, lambda _connection: Judge())


@pytest.fixture(scope="module")
def bench():
    return a_real_bench()


@pytest.mark.parametrize("name", scenario_names())
def test_every_step_of_a_named_scenario_can_be_done(bench, name):
    run = bench.examine(scenario_named(name)).run

    refused = {(name, event.step["do"]) for event in run.events if event.outcome == "refused"}
    assert run.unknown == ""
    assert run.settled
    assert refused <= MEANT_TO_BE_REFUSED
    assert "skipped" not in {event.outcome for event in run.events}


@pytest.mark.parametrize("mix", WORKLOADS, ids=lambda mix: mix.name)
def test_the_same_seed_leaves_the_same_trace_in_another_world(bench, mix):
    other = a_real_bench()

    for seed in (1, 2):
        plan = plan_of(mix, seed)
        assert trace(bench.examine(plan)) == trace(other.examine(plan))


def test_most_drawn_steps_do_something(bench):
    outcomes = Counter(
        event.outcome
        for seed in range(12)
        for event in bench.examine(plan_of(WORKLOADS[0], seed)).run.events
        if event.index is not None
    )

    assert outcomes["ok"] > 0.8 * outcomes.total()


@settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plan=plans(WORKLOADS[0]))
def test_the_reference_sync_holds_on_what_hypothesis_draws(bench, plan):
    """The same plan format with the other source of chance."""
    assert_held(bench, plan)


def test_the_reference_sync_takes_webhooks_in_any_order_and_products_that_change(bench):
    """Rule: R55, R56, R60; a forged one is refused, a replay of them all changes nothing."""
    edited = {"do": "contact.edit", "in": "xero", "on": "contact-1"}
    steps = (
        {"do": "switch", "set": {"rl_total_items": "absent"}},
        {"do": "switch", "set": {"rl_total_items": "gone"}},
        {**edited, "fields": {"FirstName": "Jo"}},
        {**edited, "fields": {"FirstName": "Joe"}},
        *({"do": "webhooks", "way": way} for way in ("reorder", "forge", "again")),
        {"do": "cycle", "calls": 7},
    )

    run = bench.examine(Plan(steps=steps)).run

    outcomes = [event.outcome for event in run.events[: len(steps)]]
    assert outcomes == ["ok", "refused", "ok", "ok", "ok", "ok", "ok", "crashed"]
    assert [event.detail for event in run.events[4:7]] == [
        "2 deliveries", "1 deliveries", "2 deliveries",
    ]  # fmt: skip
    assert run.broken() == ()
    assert run.replayed


TRACE_OF_A_BUG = """
from counterfoil.benches import OpenBench
from scenarios.campaign import Campaign, trace
examined = OpenBench(mutant="M49")().examine(Campaign().plan(330))
print(examined.run.broken(), trace(examined))
"""
"""Two people's dates are right there, and the bug writes a third."""


def test_findings_are_told_alike_whatever_order_python_keeps_sets_in():
    told = {
        subprocess.run(
            [sys.executable, "-c", TRACE_OF_A_BUG],
            env={**os.environ, "PYTHONHASHSEED": order},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for order in ("0", "1")
    }

    assert len(told) == 1
    assert "R22" in told.pop()


@dataclass(frozen=True)
class Traces:
    """A task: the digests of everything that happened in some histories."""

    seeds: tuple[int, ...]

    def __call__(self, bench):
        """Each seed in turn."""
        return [trace(bench.examine(Campaign().plan(seed))) for seed in self.seeds]


def test_traces_and_verdicts_are_the_same_to_the_last_byte_with_any_number_of_processes():
    campaign = Campaign(scenarios=16)
    tasks = [Traces((1, 2, 3)), Traces((4, 5)), Traces((1,))]

    told = []
    for crew in (Alone(OpenBench()), Several(OpenBench(), 2)):
        traces = dict(crew.carry_out(iter(tasks)))
        verdict = run_campaign(campaign, crew, lambda: 0.0)
        told.append((traces, orjson.dumps(verdict.as_json())))

    assert told[0] == told[1]
    assert told[0][0][2] == told[0][0][0][:1]

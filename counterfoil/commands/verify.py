"""`counterfoil verify`: random histories against a sync, judged by the rulebook."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from counterfoil import options
from counterfoil.benches import REFERENCE, OpenBench, load_factory
from counterfoil.outcomes import RESULTS, BadInput
from counterfoil.progress import Teller
from counterfoil.show import show_verdict
from scenarios.campaign import MIX, Campaign, run_campaign
from scenarios.plan import Plan, PlanError, World, load
from scenarios.scenario_pack import scenario_named
from scenarios.verdict import RULES
from scenarios.workers import Alone, Crew, Several
from scenarios.workloads import WORKLOADS
from simulators.kernel.clock import stopwatch

DEFAULT_BUDGET_S = 120.0


@click.command()
@click.option("--scenarios", type=click.IntRange(1), help="How many histories to run.")
@click.option("--budget", type=options.Duration(), help="How long to run (default: 2m).")
@click.option(
    "--workload",
    type=click.Choice([workload.name for workload in WORKLOADS]),
    help="One mix of commands and faults (default: all of them in turn).",
)
@click.option("--scenario", metavar="NAME|FILE", help="Run one named or saved scenario instead.")
@click.option("--profile", default="guide", show_default=True, help="guide, legacy or current.")
@click.option("--rules", metavar="R41,R39", help="Judge by these rules only.")
@click.option("--sync-object", metavar="MODULE:FACTORY", default=REFERENCE, help="Your sync.")
@click.option("--shard", type=options.Shard(), default="1/1", help="This part of the seed range.")
@click.option(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write verdict.json, junit.xml, scenario files and index.html into this folder.",
)
@options.seed
@options.jobs
@options.as_json
def command(
    scenarios: int | None,
    budget: float | None,
    workload: str | None,
    scenario: str | None,
    profile: str,
    rules: str | None,
    sync_object: str,
    shard: tuple[int, int],
    report: Path | None,
    seed: int,
    jobs: int,
    as_json: bool,  # noqa: FBT001 - click calls it
) -> None:
    """
    Draw random histories, run them against a sync, judge them by the rulebook.

    \b
    Each history makes random edits in both systems, strikes with faults and races,
    heals them, lets the sync settle and asks which rules held. What fails is shrunk
    to its smallest story. Without --sync-object the reference sync is examined.

    \b
      counterfoil verify --budget 5m
      counterfoil verify --scenarios 200 --seed 7 --report report
      counterfoil verify --sync-object mysync:open --workload payments
    """
    load_factory(sync_object)
    campaign = Campaign(
        first_seed=seed,
        scenarios=scenarios,
        budget_s=budget if budget or scenarios else DEFAULT_BUDGET_S,
        workloads=(workload,) if workload else MIX,
        world=World(profile=_profile(profile)),
        shard=shard,
        rules=_rules(rules),
        plans=_plans(scenario),
    )
    with Teller(silent=as_json) as teller:
        crew = crew_of(OpenBench(sync_object), 1 if campaign.plans else jobs)
        verdict = run_campaign(campaign, crew, stopwatch, teller)
    show_verdict(verdict, report, as_json=as_json)
    sys.exit(int(RESULTS[verdict.result]))


def crew_of(open_bench: OpenBench, jobs: int) -> Crew:
    """Workers for a campaign: this process alone, or several."""
    return Alone(open_bench) if jobs == 1 else Several(open_bench, jobs)


def _plans(scenario: str | None) -> tuple[Plan, ...]:
    if scenario is None:
        return ()
    named = scenario_named(scenario)
    if named is not None:
        return (named,)
    try:
        return (load(Path(scenario)),)
    except PlanError as error:
        raise BadInput(str(error)) from error


def _rules(text: str | None) -> tuple[str, ...]:
    wanted = tuple(rule.strip() for rule in text.split(",")) if text else ()
    _known(wanted, RULES, "rule")
    return wanted


def _profile(name: str) -> str:
    _known((name,), ("guide", "legacy", "current"), "profile")
    return name


def _known(wanted: Iterable[str], there: Iterable[str], what: str) -> None:
    known = list(there)
    for name in wanted:
        if name not in known:
            raise BadInput(f"{what} {name!r} is unknown: use {', '.join(known)}")

"""`counterfoil verify`: random histories against a sync, judged by the rulebook."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from counterfoil import options, walks
from counterfoil.benches import OpenBench
from counterfoil.doors.choice import Doors, OpenDoor, door_options
from counterfoil.outcomes import RESULTS, BadInput, NothingKnown
from counterfoil.progress import Teller
from counterfoil.show import show_verdict
from counterfoil.waived import read_waivers, waived_today
from scenarios.campaign import MIX, Campaign, run_campaign
from scenarios.one_run import verdict_on
from scenarios.part import ENTITIES, families_of, judged_by, stays_of
from scenarios.plan import Plan, PlanError, World, load
from scenarios.report.text import coverage_table
from scenarios.scenario_pack import scenario_named, scenario_names
from scenarios.verdict import RULES, Verdict
from scenarios.workers import Alone, Crew, Several
from scenarios.workloads import WORKLOADS
from simulators.kernel.clock import stopwatch

DEFAULT_BUDGET_S = 120.0

TELLING_S = 120.0
"""How long findings may be shrunk and replayed where each run takes real time: with the default
budget a verdict is there within five minutes."""


@click.command(cls=options.Lists)
@click.option("--scenarios", type=click.IntRange(1), help="How many histories to run.")
@click.option(
    "--budget",
    type=options.Duration(),
    help="How long to run (default: 2m; a walk: to its end).",
)
@click.option(
    "--workload",
    type=click.Choice([workload.name for workload in WORKLOADS]),
    help="One mix of commands and faults (default: all of them in turn).",
)
@click.option("--scenario", metavar="NAME|FILE", help="Run one named or saved scenario instead.")
@walks.options
@click.option("--coverage", is_flag=True, help="Show which combinations no history met.")
@click.option("--profile", help="guide, legacy or current (default: a scenario's own, or guide).")
@click.option(
    "--rules",
    metavar="R41,R39",
    help="Judge by these rules only. One way of a type without the other (R16 without R15) "
    "makes histories about what goes that way.",
)
@click.option(
    "--only-entities",
    metavar="contacts,invoices",
    help="Edit these only, and judge by the rules that speak of them.",
)
@door_options
@click.option("--shard", type=options.Shard(), default="1/1", help="This part of the seed range.")
@click.option(
    "--dask", metavar="ADDRESS", help="Run on the Dask cluster of this scheduler instead."
)
@click.option(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write verdict, JUnit, SARIF, badge, scenario files and index.html into this folder.",
)
@options.waivers
@options.seed
@options.jobs
@options.as_json
def command(
    scenarios: int | None,
    budget: float | None,
    workload: str | None,
    scenario: str | None,
    walk: walks.Walk,
    coverage: bool,  # noqa: FBT001 - click calls it
    profile: str | None,
    rules: str | None,
    only_entities: str | None,
    doors: Doors,
    shard: tuple[int, int],
    dask: str | None,
    report: Path | None,
    waivers: Path | None,
    seed: int,
    jobs: int,
    as_json: bool,  # noqa: FBT001 - click calls it
) -> None:
    """
    Draw random histories, run them against a sync, judge them by the rulebook.

    \b
    Each history makes random edits in both systems, strikes with faults and races,
    heals them, lets the sync settle and asks which rules held. What fails is shrunk
    to its smallest story. Without a door the reference sync is examined.

    \b
      counterfoil verify --budget 5m
      counterfoil verify --scenarios 200 --seed 7 --report report
      counterfoil verify --sync-object mysync:open --workload payments
      counterfoil verify --scenario payments-in-parts --systematic faults
      counterfoil verify --exhaustive 3 --alphabet documents
      counterfoil verify --sync-command "node sync.js --once"
      counterfoil verify --sync-url http://127.0.0.1:8500 --only-entities contacts,invoices
      counterfoil verify --sync-watch --watch-command "./mysync --poll 1s"
    """
    walk.check(scenario, workload)
    accepted = read_waivers(waivers)
    open_bench = doors.chosen(report)
    entities = _entities(only_entities)
    given = _plans(scenario, profile)
    world = given[0].world if given else World(profile=_profile(profile or "guide"))
    judged = _judged(entities, _rules(rules))
    plans = walk.plans(given, open_bench, world, shard, scenarios)
    campaign = Campaign(
        first_seed=seed,
        scenarios=scenarios,
        budget_s=budget if budget or scenarios or plans else DEFAULT_BUDGET_S,
        workloads=(workload,) if workload else MIX,
        world=world,
        shard=shard,
        rules=judged,
        plans=plans,
        families=families_of(entities),
        stays=stays_of(judged),
        thorough=tuple(dict.fromkeys(each.rule for each in accepted if not each.is_whole)),
    )
    open_bench = replace(open_bench, entities=entities)
    verdict = None
    if isinstance(open_bench, OpenDoor):
        campaign = replace(campaign, batch=1, telling_s=TELLING_S)
        verdict = first_contact(open_bench, campaign.world, campaign.rules)
    if verdict is None:
        with Teller(silent=as_json) as teller:
            jobs = 1 if len(campaign.plans) == 1 else jobs
            with hired(open_bench, jobs, dask) as crew:
                verdict = run_campaign(campaign, crew, stopwatch, teller)
    verdict = waived_today(replace(verdict, sync=doors.said()), accepted)
    show_verdict(verdict, report, as_json=as_json)
    if coverage and not as_json:
        click.echo(f"\n{coverage_table(verdict)}")
    sys.exit(int(RESULTS[verdict.result]))


def first_contact(open_door: OpenDoor, world: World, rules: Sequence[str] = ()) -> Verdict | None:
    """
    The verdict when the sync cannot even settle a world in which nobody does anything.

    None when it can.

    Raises:
        NothingKnown: the sync cannot be started.
    """
    bench = open_door()
    try:
        examined = bench.examine(Plan(name="first-contact", steps=(), world=world))
    finally:
        bench.close()
    if examined.run.unknown:
        raise NothingKnown(examined.run.unknown)
    if not set(examined.run.broken()) & {"settles", "crash"}:
        return None
    return verdict_on(examined.run, examined.exercised, rules=rules)


def crew_of(open_bench: OpenBench | OpenDoor, jobs: int) -> Crew:
    """Workers for a campaign: this process alone, or several."""
    return Alone(open_bench) if jobs == 1 else Several(open_bench, jobs)


@contextmanager
def hired(open_bench: OpenBench | OpenDoor, jobs: int, dask: str | None) -> Iterator[Crew]:
    """
    Workers of this machine, or those of a Dask cluster while the campaign lasts.

    Raises:
        BadInput: the cluster cannot be used.
    """
    if dask is None:
        yield crew_of(open_bench, jobs)
        return
    if isinstance(open_bench, OpenDoor):
        raise BadInput("--dask runs a sync inside its workers: name it with --sync-object")
    from counterfoil.cluster import Cluster

    with closing(Cluster(open_bench, dask)) as cluster:
        yield cluster


def _plans(scenario: str | None, profile: str | None) -> tuple[Plan, ...]:
    """The scenario that was asked for, in its own profile unless another was."""
    if scenario is None:
        return ()
    plan = scenario_named(scenario)
    if plan is None:
        try:
            plan = load(Path(scenario))
        except PlanError as error:
            known = "" if Path(scenario).exists() else f" Names are {', '.join(scenario_names())}."
            raise BadInput(f"{error}{known}") from error
    if profile is None:
        return (plan,)
    return (replace(plan, world=replace(plan.world, profile=_profile(profile))),)


def _judged(entities: tuple[str, ...], rules: tuple[str, ...]) -> tuple[str, ...]:
    """The rules to judge by, none for all."""
    judged = judged_by(entities, rules)
    if rules and not judged:
        raise BadInput(f"of {', '.join(entities)} speaks none of the rules {', '.join(rules)}")
    return judged


def _rules(text: str | None) -> tuple[str, ...]:
    wanted = tuple(rule.strip() for rule in text.split(",")) if text else ()
    options.known(wanted, RULES, "rule")
    return wanted


def _entities(text: str | None) -> tuple[str, ...]:
    wanted = tuple(name.strip() for name in text.split(",")) if text else ()
    options.known(wanted, ENTITIES, "entity")
    return wanted


def _profile(name: str) -> str:
    options.known((name,), options.PROFILES, "profile")
    return name

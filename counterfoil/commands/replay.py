"""`counterfoil replay FILE`: one saved scenario, exactly, step by step."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from counterfoil import options
from counterfoil.benches import REFERENCE, OpenBench
from counterfoil.commands.verify import crew_of
from counterfoil.outcomes import RESULTS, BadInput
from counterfoil.show import show_verdict
from scenarios.campaign import Campaign, run_campaign
from scenarios.plan import PlanError, load
from simulators.kernel.clock import stopwatch


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sync-object", metavar="MODULE:FACTORY", default=REFERENCE, help="Your sync.")
@click.option("--mutant", default="", metavar="ID", help="Plant this bug in the reference sync.")
@options.as_json
def command(file: Path, sync_object: str, mutant: str, as_json: bool) -> None:  # noqa: FBT001
    """
    Run one saved scenario exactly, and tell its story when a rule is broken.

    \b
      counterfoil replay report/scenario-R41-17.json
      counterfoil replay report/scenario-R41-17.json --mutant M79
    """
    try:
        plan = load(file)
    except PlanError as error:
        raise BadInput(str(error)) from error
    crew = crew_of(OpenBench(sync_object, mutant), 1)
    verdict = run_campaign(Campaign(plans=(plan,), world=plan.world), crew, stopwatch)
    show_verdict(verdict, None, as_json=as_json)
    sys.exit(int(RESULTS[verdict.result]))

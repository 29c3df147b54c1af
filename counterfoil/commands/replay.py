"""`counterfoil replay FILE`: one saved scenario, exactly, step by step."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from counterfoil import options
from counterfoil.benches import REFERENCE, OpenBench
from counterfoil.outcomes import RESULTS, BadInput
from counterfoil.show import show_verdict
from scenarios.one_run import verdict_on
from scenarios.plan import PlanError, load
from scenarios.report.text import timeline_text
from scenarios.report.timeline import timeline


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sync-object", metavar="MODULE:FACTORY", default=REFERENCE, help="Your sync.")
@click.option("--mutant", default="", metavar="ID", help="Plant this bug in the reference sync.")
@options.as_json
def command(file: Path, sync_object: str, mutant: str, as_json: bool) -> None:  # noqa: FBT001
    """
    Run one saved scenario exactly: print what happened, step by step, and the verdict.

    \b
      counterfoil replay report/scenario-R41-17.json
      counterfoil replay report/scenario-R41-17.json --mutant M79
    """
    try:
        plan = load(file)
    except PlanError as error:
        raise BadInput(str(error)) from error
    bench = OpenBench(sync_object, mutant)()
    try:
        examined = bench.examine(plan)
    finally:
        bench.close()
    if not as_json:
        click.echo(timeline_text(timeline(examined.run)) + "\n")
    verdict = verdict_on(examined.run, examined.exercised)
    show_verdict(verdict, None, as_json=as_json)
    sys.exit(int(RESULTS[verdict.result]))

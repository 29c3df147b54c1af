"""`counterfoil doctor`: the first contact with a sync, check by check."""

from __future__ import annotations

import sys
from dataclasses import replace

import click
import orjson

from counterfoil import options
from counterfoil.doors.choice import Doors, door_options
from counterfoil.first_contact import DONE, FAILED, Checked, checked, plan
from counterfoil.outcomes import Exit

MARKS = {DONE: "ok", FAILED: "FAILED"}


@click.command()
@click.option("--profile", default="guide", show_default=True, help="guide, legacy or current.")
@door_options
@options.as_json
def command(profile: str, doors: Doors, as_json: bool) -> None:  # noqa: FBT001 - click calls it
    """
    See how far a sync gets, and what to do next. The first half hour of a partner.

    \b
    In order: server reachable, token obtained, tenant listed, first cycle ran,
    a contact crossed, an invoice crossed, a payment crossed, second cycle quiet.
    Exit code 0: all of it. 1: not yet. 3: the sync could not be started.

    \b
      counterfoil doctor --sync-command "node sync.js --once"
      counterfoil doctor --sync-url http://127.0.0.1:8500
      counterfoil doctor --sync-watch --watch-command "./mysync --poll 1s"
    """
    options.known((profile,), options.PROFILES, "profile")
    bench = doors.chosen()()
    try:
        asked = plan()
        run = bench.examine(replace(asked, world=replace(asked.world, profile=profile))).run
    finally:
        bench.close()
    rows = checked(run)
    if as_json:
        document = {"format": "counterfoil/doctor/1", "checks": [row.as_json() for row in rows]}
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    else:
        for row in rows:
            _say(row)
    sys.exit(int(_exit(rows, could_start=not run.unknown)))


def _say(row: Checked) -> None:
    click.echo(f"{MARKS.get(row.result, '-'):<8}{row.title}")
    if row.result == FAILED:
        click.echo(f"        seen  {row.trouble}")
        click.echo(f"        next  {row.advice}")


def _exit(rows: list[Checked], *, could_start: bool) -> Exit:
    if not could_start:
        return Exit.UNKNOWN
    return Exit.HELD if all(row.result == DONE for row in rows) else Exit.BROKEN

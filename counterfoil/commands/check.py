"""`counterfoil check`: judge a world of a running server as it stands."""

from __future__ import annotations

import sys

import click
import httpx

from counterfoil import options
from counterfoil.benches import make_judge
from counterfoil.outcomes import RESULTS, BadInput, NothingKnown
from counterfoil.show import show_verdict
from scenarios.standing_world import judge_standing_world
from scenarios.systems import ControlError


@click.command()
@click.argument("world")
@click.option(
    "--control",
    default="http://127.0.0.1:8400",
    show_default=True,
    help="The control plane of the running server.",
)
@options.as_json
def command(world: str, control: str, as_json: bool) -> None:  # noqa: FBT001 - click calls it
    """
    Judge a world of a running server as it stands.

    \b
    For a world that somebody drove by hand or by their own tests: every commit in its
    history is judged, and then what must agree now, as if the sync had settled.

    \b
      counterfoil serve --world portfolio
      counterfoil check w-01
    """
    with httpx.Client(base_url=f"{control.rstrip('/')}/_control", timeout=60) as http:
        try:
            connection = http.get(f"/worlds/{world}")
        except httpx.HTTPError as error:
            raise NothingKnown(f"no control plane answers at {control}: {error}") from error
        if connection.status_code != httpx.codes.OK:
            raise BadInput(f"world {world!r} is not there: {connection.text}")
        try:
            verdict = judge_standing_world(http, connection.json(), make_judge)
        except ControlError as error:
            raise NothingKnown(str(error)) from error
    show_verdict(verdict, None, as_json=as_json)
    sys.exit(int(RESULTS[verdict.result]))

"""`counterfoil merge DIR…`: one verdict over the shards of a campaign."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson

from counterfoil import options
from counterfoil.outcomes import RESULTS, BadInput
from counterfoil.show import show_verdict
from counterfoil.waived import read_waivers, waived_today
from scenarios.verdict import Verdict, VerdictError, from_json, merge


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--report", type=click.Path(file_okay=False, path_type=Path), help="Write a report folder."
)
@options.waivers
@options.as_json
def command(
    folders: tuple[Path, ...],
    report: Path | None,
    waivers: Path | None,
    as_json: bool,  # noqa: FBT001 - click calls it
) -> None:
    """
    Merge the verdicts of several shards into one.

    \b
    Findings are listed once per rule and shape of story; a rule keeps its gravest state.
    Shards give their --waivers here: one shard alone may not meet what they accept.

    \b
      counterfoil merge shard-1 shard-2 --report report
    """
    accepted = read_waivers(waivers)
    try:
        verdict = merge([_read(folder) for folder in folders])
    except VerdictError as error:
        raise BadInput(str(error)) from error
    verdict = waived_today(verdict, accepted)
    show_verdict(verdict, report, as_json=as_json)
    sys.exit(int(RESULTS[verdict.result]))


def _read(folder: Path) -> Verdict:
    file = folder / "verdict.json" if folder.is_dir() else folder
    try:
        return from_json(orjson.loads(file.read_bytes()))
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error
    except (orjson.JSONDecodeError, VerdictError) as error:
        raise BadInput(f"{file}: {error}") from error

"""`counterfoil merge DIR…`: one verdict over the shards of a campaign."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson

from counterfoil import options
from counterfoil.outcomes import RESULTS, BadInput
from counterfoil.show import show_verdict
from scenarios.verdict import Verdict, VerdictError, from_json, merge


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--report", type=click.Path(file_okay=False, path_type=Path), help="Write a report folder."
)
@options.as_json
def command(folders: tuple[Path, ...], report: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """
    Merge the verdicts of several shards into one.

    \b
    Findings are listed once per rule and shape of story; a rule keeps its gravest state.

    \b
      counterfoil merge shard-1 shard-2 --report report
    """
    try:
        verdict = merge([_read(folder) for folder in folders])
    except VerdictError as error:
        raise BadInput(str(error)) from error
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

"""`counterfoil contracts drift`: our Xero document beside the one that Xero publishes."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from contracts.documents import document
from contracts.upstream import Difference, UnreadableError, drift, read
from contracts.upstream_reasons import EXPLAINED
from counterfoil import options
from counterfoil.outcomes import BadInput, Exit

FORMAT: Final = "counterfoil/drift/1"
KINDS: Final = ("operation", "field", "type", "enum", "beyond")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--all", "show_all", is_flag=True, help="Show what is explained too.")
@options.as_json
def command(
    file: Path,
    show_all: bool,  # noqa: FBT001 - click calls it
    as_json: bool,  # noqa: FBT001 - click calls it
) -> None:
    """
    Compare our Xero document with the Accounting API document that Xero publishes.

    \b
    By resource: operations and fields that theirs has and ours lacks, types and
    enums that differ, and what ours claims beyond theirs. Differences that stay
    have a reason in contracts/upstream_reasons.py; another one ends with 1.

    \b
      counterfoil contracts drift xero_accounting.yaml
      counterfoil contracts drift xero_accounting.yaml --all --json
    """
    try:
        found = drift(document("xero"), read(file), EXPLAINED)
    except UnreadableError as error:
        raise BadInput(str(error)) from None
    unexplained = [each for each in found if not each.reason]
    if as_json:
        said = {"format": FORMAT, "differences": len(found), "unexplained": len(unexplained)}
        rows = [asdict(each) for each in found]
        click.echo(json.dumps({**said, "rows": rows}, indent=2, ensure_ascii=False))
    else:
        for line in _table(found, found if show_all else unexplained):
            click.echo(line)
    sys.exit(int(Exit.BROKEN if unexplained else Exit.HELD))


def _table(found: Sequence[Difference], shown: Sequence[Difference]) -> Iterator[str]:
    counted = Counter((each.resource, each.kind) for each in found)
    yield f"{'resource':<22}" + "".join(f"{kind:>11}" for kind in KINDS)
    for resource in sorted({each.resource for each in found}):
        yield f"{resource:<22}" + "".join(f"{counted[resource, kind]:>11}" for kind in KINDS)
    for each in shown:
        reason = each.reason or "unexplained"
        yield f"{each.resource} {each.kind} {each.name}: {each.theirs} / {each.ours}: {reason}"
    unexplained = sum(not each.reason for each in found)
    yield f"{len(found)} differences, {unexplained} unexplained"

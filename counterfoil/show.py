"""Prints verdicts: text for people, JSON for machines, files for later."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from scenarios.report.files import write_report
from scenarios.report.text import verdict_text
from scenarios.verdict import Verdict


def show_verdict(verdict: Verdict, report: Path | None, *, as_json: bool) -> None:
    """Print the verdict, and write the report folder when one is asked for."""
    if report is not None:
        write_report(verdict, report)
    if as_json:
        click.echo(orjson.dumps(verdict.as_json(), option=orjson.OPT_INDENT_2))
        return
    click.echo(verdict_text(verdict), nl=False)
    rate = verdict.scenarios / verdict.seconds if verdict.seconds else 0
    click.echo(f"{verdict.seconds:.0f} s, {rate:.1f} histories/s", err=True)
    if report is not None:
        click.echo(f"report: {report / 'index.html'}", err=True)

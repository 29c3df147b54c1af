"""Options that several sub-commands share, and the types that read them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import click

from counterfoil.outcomes import BadInput

PROFILES: Final = ("guide", "legacy", "current")
UNITS: Final = {"s": 1, "m": 60, "h": 3600}


class Lists(click.Command):
    """A command without arguments: a word by itself is mostly the end of a list with blanks."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The options."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as wrong:
            if "extra argument" not in wrong.message:
                raise
            right = "lists have commas and no blanks, such as --rules R41,R39"
            raise click.UsageError(f"{wrong.message}: {right}", ctx) from wrong


class Duration(click.ParamType[float]):
    """A length of time such as `90s`, `5m` or `1h`; a bare number is seconds."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The seconds."""
        if isinstance(value, int | float):
            return float(value)
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", str(value).strip())
        if match is None or float(match[1]) <= 0:
            self.fail(f"{value!r} is no duration: write 90s, 5m or 1h", param, ctx)
        return float(match[1]) * UNITS[match[2] or "s"]


class Shard(click.ParamType[tuple[int, int]]):
    """A part of a seed range, such as `2/4`."""

    name = "i/n"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """The part and how many parts there are."""
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d+)/(\d+)", str(value).strip())
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            self.fail(f"{value!r} is no shard: write i/n, such as 2/4", param, ctx)
        return int(match[1]), int(match[2])


def known(wanted: Iterable[str], there: Iterable[str], what: str) -> None:
    """
    See that every name is one of those there are.

    Raises:
        BadInput: with the first that is not, and all that are.
    """
    names = list(there)
    for name in wanted:
        if name not in names:
            raise BadInput(f"{what} {name!r} is unknown: use {', '.join(names)}")


def cores() -> int:
    """How many processes this machine runs at once."""
    return os.cpu_count() or 1


seed = click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="The seed of chance."
)
jobs = click.option(
    "--jobs", type=click.IntRange(1, 64), default=cores, help="Processes (default: one per core)."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document only.")
waivers = click.option(
    "--waivers",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Known failures that do not fail the run, each with a reason and its last day.",
)

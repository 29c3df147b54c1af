"""What `verify` walks instead of drawing: every placement over a scenario, all short histories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

import click

from counterfoil.outcomes import BadInput
from scenarios.exhaustive import ALPHABETS, LONGEST, histories
from scenarios.plan import Plan, World
from scenarios.systematic import KINDS, placements, walkable
from scenarios.workers import OpenBench

DEFAULT_ALPHABET: Final = "contacts"


@dataclass(frozen=True, slots=True)
class Walk:
    """
    What is asked for.

    Args:
        systematic: what is placed over the given scenario; None for nothing.
        exhaustive: the longest history over the alphabet; None for none.
        alphabet: the name of the alphabet; None where none was named.
    """

    systematic: str | None = None
    exhaustive: int | None = None
    alphabet: str | None = None

    def check(self, scenario: str | None, workload: str | None) -> None:
        """
        See that every option that was given has an effect.

        Raises:
            BadInput: one of them would have none; the sentence says which to leave out.
        """
        walks, one = self.exhaustive is not None, "--scenario" if scenario else ""
        if walks and (self.systematic or scenario):
            raise BadInput(
                "--exhaustive walks all short histories over --alphabet, "
                f"{'--systematic' if self.systematic else one} is about one history: "
                "leave out one of them"
            )
        if self.alphabet and not walks:
            raise BadInput("--alphabet is what --exhaustive walks over: say how far")
        fixed = "--exhaustive" if walks else one
        if workload and fixed:
            raise BadInput(
                f"--workload is about histories drawn at random, {fixed} says which to run: "
                "leave out one of them"
            )

    def plans(
        self,
        given: tuple[Plan, ...],
        open_bench: OpenBench,
        world: World,
        shard: tuple[int, int],
        most: int | None,
    ) -> tuple[Plan, ...]:
        """
        This shard of what is walked, counted before it runs; what was given when nothing is.

        Args:
            most: how many histories of the shard are walked at most; None for all.

        Raises:
            BadInput: there is no scenario to walk over, or nothing to walk.
        """
        if self.systematic is not None:
            found = _placed(given, self.systematic, open_bench)
            return _part(found, shard, most, self.systematic)
        if self.exhaustive is not None:
            alphabet = self.alphabet or DEFAULT_ALPHABET
            found = tuple(histories(alphabet, self.exhaustive, world))
            return _part(found, shard, most, f"{alphabet} up to {self.exhaustive}")
        return given


def _placed(given: tuple[Plan, ...], kind: str, open_bench: OpenBench) -> tuple[Plan, ...]:
    """Every placement over the one given scenario."""
    if not given:
        raise BadInput("--systematic walks over a scenario: name one with --scenario")
    plan, bench = walkable(given[0]), open_bench()
    try:
        calm = bench.examine(plan).run
    finally:
        bench.close()
    return tuple(placements(plan, calm, kind))


def _part(
    plans: tuple[Plan, ...], shard: tuple[int, int], most: int | None, what: str
) -> tuple[Plan, ...]:
    part, parts = shard
    mine = plans[part - 1 :: parts][:most]
    of = f" of {len(plans)}" if len(mine) < len(plans) else ""
    click.echo(f"walking {len(mine)}{of} histories: {what}", err=True)
    if not mine:
        raise BadInput("there is nothing to walk: the scenario makes no calls in a cycle")
    return mine


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a walk, handed to a command as `walk`."""

    @click.option(
        "--systematic",
        type=click.Choice(KINDS),
        help="Walk every placement of one fault, or of one of its edits, over --scenario.",
    )
    @click.option(
        "--exhaustive",
        type=click.IntRange(1, LONGEST),
        metavar="LENGTH",
        help=f"Walk all histories up to this length (at most {LONGEST}) over --alphabet.",
    )
    @click.option(
        "--alphabet",
        type=click.Choice(list(ALPHABETS)),
        help=f"The actions of --exhaustive.  [default: {DEFAULT_ALPHABET}]",
    )
    @wraps(command)
    def with_walk(
        *args: Any,
        systematic: str | None,
        exhaustive: int | None,
        alphabet: str | None,
        **rest: Any,
    ) -> Any:
        return command(*args, walk=Walk(systematic, exhaustive, alphabet), **rest)

    return with_walk

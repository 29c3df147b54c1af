"""Chance is handed in: one small door for a seeded `random.Random` and for Hypothesis."""

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

T = TypeVar("T")


class Chance(Protocol):
    """Where draws come from: the first choice is the plainest, so zero is the simplest draw."""

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""


class SeededChance:
    """Chance from a seed: the same seed draws the same plan on every machine."""

    def __init__(self, seed: int | str) -> None:
        self._random = Random(seed)  # noqa: S311 - repeatable chance is the point

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self._random.random() * limit)


def pick(chance: Chance, choices: Sequence[T]) -> T:
    """One of `choices`, all equally likely."""
    return choices[chance.below(len(choices))]


def odds(chance: Chance, hits: int, of: int) -> bool:
    """True in `hits` of `of` draws; the plain answer is False."""
    return chance.below(of) >= of - hits


def weighted(chance: Chance, choices: Sequence[tuple[T, int]]) -> T:
    """One of `choices`, each as likely as its weight; weights add up to more than zero."""
    left = chance.below(sum(weight for _, weight in choices))
    for choice, weight in choices:
        if left < weight:
            return choice
        left -= weight
    raise AssertionError("weights cover every draw")

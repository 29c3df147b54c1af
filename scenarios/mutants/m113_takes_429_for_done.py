"""M113: "too many requests" is taken for an answer."""

from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.clients.transport import Judgement, Retry, judgement
from sync.parts import PARTS, Parts

TOO_MANY: Final = 429


def done(status: int) -> Judgement:
    """What a status means to somebody who never waits."""
    return Judgement.REFUSED if status == TOO_MANY else judgement(status)


def is_worth_keeping(refusal: Any) -> bool:
    """Anything but "too many requests"."""
    return bool(refusal.status != TOO_MANY)


def spoil() -> Parts:
    """A call that Xero did not look at is not made again."""
    return replace(PARTS, retry=Retry(judge=done), keeps_refusal=is_worth_keeping)


MUTANT: Final = Mutant(
    "M113",
    "429 is treated as done",
    spoil,
    caught_by=("R60", "R62"),
    shortest=62,
    unless="fault=status",
)

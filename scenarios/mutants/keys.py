"""Idempotency keys that keep no promise."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Final

from sync.links import Link
from sync.policies import own_key

_LIVES: Final = count()


@dataclass(frozen=True, slots=True)
class Fresh:
    """
    A new key for every call, also for one that is made again after a crash.

    Args:
        type: of records of this type only; all others keep the right key. Empty for all.
    """

    type: str = ""
    life: int = field(default_factory=partial(next, _LIVES))
    numbers: Iterator[int] = field(default_factory=count)

    def __call__(self, link: Link, action: str, attempts: int, body: bytes) -> str:
        """The key of one call."""
        right = own_key(link, action, attempts, body)
        if self.type not in ("", link.type):
            return right
        return f"{right}-{self.life}-{next(self.numbers)}"

"""Idempotency keys that keep no promise."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from sync.links import Link
from sync.policies import own_key


@dataclass(frozen=True, slots=True)
class Fresh:
    """
    A new key for every call.

    Args:
        type: of records of this type only; all others keep the right key. Empty for all.
    """

    type: str = ""
    numbers: Iterator[int] = field(default_factory=count)

    def __call__(self, link: Link, action: str, attempts: int, body: bytes) -> str:
        """The key of one call."""
        right = own_key(link, action, attempts, body)
        return right if self.type not in ("", link.type) else f"{right}-{next(self.numbers)}"

"""Ids drawn from the seed: the n-th id of a kind is the same in every run."""

from hashlib import blake2b
from typing import Final

RANDOM: Final = ~(0xF000 << 64 | 0xC000 << 48)
VERSION_4: Final = 0x4000 << 64 | 0x8000 << 48


class Ids:
    """
    One world's source of ids.

    Method: the n-th id of a kind is a keyed hash of (seed, kind, n), so that drawing one kind
    never shifts another.
    """

    __slots__ = ("_drawn", "_key")

    def __init__(self, seed: int) -> None:
        self._key = blake2b(str(seed).encode(), digest_size=32).digest()
        self._drawn: dict[str, int] = {}

    def number(self, kind: str, first: int = 1) -> int:
        """The next whole number of a kind, counted from `first`; never given twice."""
        count = self._drawn.get(kind, 0)
        self._drawn[kind] = count + 1
        return first + count

    def guid(self, kind: str) -> str:
        """The next GUID of a kind, version 4 by its bits."""
        number = int.from_bytes(self._digest(kind, 16)) & RANDOM | VERSION_4
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def token(self, kind: str, length: int = 43) -> str:
        """The next secret of a kind: hexadecimal text."""
        return self._digest(kind, (length + 1) // 2).hex()[:length]

    def _digest(self, kind: str, size: int) -> bytes:
        text = f"{kind}\0{self.number(kind)}".encode()
        return blake2b(text, digest_size=size, key=self._key).digest()

    def snapshot(self) -> dict[str, int]:
        """How many of each kind were drawn."""
        return dict(self._drawn)

    def restore(self, drawn: dict[str, int]) -> None:
        """Go back to a snapshot."""
        self._drawn = dict(drawn)

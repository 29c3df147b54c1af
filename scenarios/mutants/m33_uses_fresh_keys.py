"""M33: every attempt has an idempotency key of its own."""

from typing import Final

from scenarios.mutants.keys import Fresh
from scenarios.mutants.mutant import Mutant, with_delivery
from sync.parts import Parts


def spoil() -> Parts:
    """No two calls have the same key, so no server recognises a repetition."""
    return with_delivery(key=Fresh())


MUTANT: Final = Mutant(
    "M33",
    "each attempt has a new idempotency key",
    spoil,
    caught_by=("R60", "R41"),
    shortest=4,
    unless="fault=drop_after_commit",
)

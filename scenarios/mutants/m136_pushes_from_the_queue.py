"""M136: a disconnected company is still synced."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts


def always(_connection: Mapping[str, Any]) -> bool:
    """Nobody asks."""
    return True


def spoil() -> Parts:
    """What was queued goes out after the disconnect."""
    return replace(PARTS, is_connected=always)


MUTANT: Final = Mutant(
    "M136",
    "a disconnect does not stop the pushing",
    spoil,
    caught_by=(
        "R51",
        "R63",
    ),
    shortest=3,
)

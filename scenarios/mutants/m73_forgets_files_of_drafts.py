"""M73: a file that was added to a draft is not sent with it."""

from dataclasses import replace
from typing import Final

from scenarios.mutants.mutant import Mutant
from sync.parts import PARTS, Parts


def spoil() -> Parts:
    """Nobody looks at a file again when its document crosses."""
    on_documents = tuple(t for t in PARTS.children["document"] if t != "attachment")
    return replace(PARTS, children={**PARTS.children, "document": on_documents})


MUTANT: Final = Mutant(
    "M73",
    "a file added to a draft is never sent",
    spoil,
    caught_by=("R34", "R30"),
    shortest=4,
)

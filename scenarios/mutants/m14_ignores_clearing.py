"""M14: empty counts as "no change", so clearing a field never travels."""

from typing import Final

from scenarios.mutants.mutant import Mutant, with_verdict
from sync.merge import Verdict
from sync.ownership import Picture
from sync.parts import Parts


def only_filled(verdict: Verdict, released: Picture, xero: Picture) -> Verdict:
    """The verdict without the units that the telling side has cleared."""
    return Verdict(
        to_released=tuple(unit for unit in verdict.to_released if xero.get(unit)),
        to_xero=tuple(unit for unit in verdict.to_xero if released.get(unit)),
        conflicts=verdict.conflicts,
    )


def spoil() -> Parts:
    """What a person cleared on a contact stays on the other side."""
    return with_verdict("contact", only_filled)


MUTANT: Final = Mutant(
    "M14", "a cleared field is not an edit", spoil, caught_by=("R4", "R5"), shortest=3
)

"""Units that are sent when a record is made, and never again."""

from scenarios.mutants.mutant import with_verdict
from sync.merge import Verdict
from sync.ownership import Picture
from sync.parts import Parts


def forgets(type_: str, unit: str) -> Parts:
    """The sync with one unit of a type left out of every update."""

    def without(verdict: Verdict, _released: Picture, _xero: Picture) -> Verdict:
        return Verdict(
            to_released=tuple(each for each in verdict.to_released if each != unit),
            to_xero=tuple(each for each in verdict.to_xero if each != unit),
            conflicts=verdict.conflicts,
        )

    return with_verdict(type_, without)

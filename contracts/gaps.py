"""Known differences between documents and servers: what, why, and where the reason stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from contracts.finding import Finding


@dataclass(frozen=True, slots=True)
class Gap:
    """
    One difference that is known and stays for a reason.

    Args:
        system: whose.
        operations: a regular expression over operations.
        check: the check that notices it, on every run.
        says: a part of the finding's message.
        reason: why it stays.
        source: where the reason comes from.
    """

    system: str
    operations: str
    check: str
    says: str
    reason: str
    source: str

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is this difference."""
        return (
            self.system == finding.system
            and self.check == finding.check
            and self.says in finding.message
            and re.search(self.operations, finding.operation) is not None
        )


GAPS: Final[tuple[Gap, ...]] = ()
"""None today: where a server is lenient by design, its suite says so for a whole check."""


def sorted_out(
    findings: Iterable[Finding], gaps: tuple[Gap, ...] = GAPS
) -> tuple[list[Finding], list[Finding], list[Gap]]:
    """
    What is new, what is known, and which gaps have closed.

    Returns:
        Findings that no gap covers, findings that one does, gaps that covered nothing.
    """
    fresh: list[Finding] = []
    known: list[Finding] = []
    open_gaps: list[Gap] = []
    for finding in findings:
        covering = [gap for gap in gaps if gap.covers(finding)]
        (known if covering else fresh).append(finding)
        open_gaps.extend(covering)
    return fresh, known, [gap for gap in gaps if gap not in open_gaps]

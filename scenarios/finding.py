"""What a judgement is: a rule broken (`Finding`) or a rule seen to hold (`Kept`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

RecordName = tuple[str, str, str]
"""Names one record: system, the vendor's type, id."""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One breach of one rule, with all that a story needs.

    Args:
        rule: the id in the rulebook, such as `R41`.
        message: one sentence in a user's words, record names included.
        evidence: JSON-native facts: per differing unit what each side holds, or counts.
        commit: the number of the commit that did it; None when it shows in a settled state only.
        records: the records concerned.
        unknown: True when the checker itself failed, so that nothing can be said of the rule.
    """

    rule: str
    message: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    commit: int | None = None
    records: tuple[RecordName, ...] = ()
    unknown: bool = False

    def as_json(self) -> dict[str, Any]:
        """The finding as verdicts and reports carry it."""
        return {
            "rule": self.rule,
            "message": self.message,
            "evidence": dict(self.evidence),
            "commit": self.commit,
            "records": [list(name) for name in self.records],
            "unknown": self.unknown,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """One case in which a rule was at stake and held."""

    rule: str


Judgement = Finding | Kept

KEPT: Final[Mapping[str, Kept]] = {f"R{n}": Kept(f"R{n}") for n in range(1, 65)}
"""The case in which a rule held, by rule id."""

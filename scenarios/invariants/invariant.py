"""What an invariant is: a function that judges, and the row that says when it is asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scenarios.canonical import KINDS, RELEASED, XERO, Doc
from scenarios.finding import Judgement
from scenarios.history import Commit, History
from scenarios.settled import Settled


@dataclass(frozen=True, slots=True)
class Options:
    """
    What a run declares; the defaults are the guide's reading, neutral where it allows several.

    Args:
        conflict: who wins when both sides edited one unit: `rl`, `xero`, `last`; None accepts
            either side.
        reversal_in_released: whether a person may reverse a payment in Re-Leased.
        push_awaiting_approval: whether documents that await approval are pushed.
        pull_opp: whether Re-Leased mirrors Xero's over- and prepayments.
        duplicates_at_once: whether a second copy is a breach at once, and not only when settled.
        max_cycles: the cycles within which quiet must be reached.
        writes_per_edit: the writes that one edit may cause, on average.
        idle_calls: the calls that a cycle may make for each pairing when nothing changed.
        calls_per_change: the calls that a cycle may make for each thing that changed.
    """

    conflict: str | None = None
    reversal_in_released: bool = False
    push_awaiting_approval: bool = True
    pull_opp: bool = True
    duplicates_at_once: bool = False
    max_cycles: int = 8
    writes_per_edit: int = 4
    idle_calls: int = 40
    calls_per_change: int = 12

    @classmethod
    def of(cls, profile: str, policy: Mapping[str, Any] | None = None) -> "Options":
        """The options of a profile (`guide`, `legacy`, `current`), strict on a declared policy."""
        return cls(
            conflict=(policy or {}).get("conflict"),
            reversal_in_released=profile == "current",
            push_awaiting_approval=profile != "current",
            pull_opp=profile != "legacy",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """
    One cycle of the sync as it looked from outside.

    Args:
        calls: the vendor calls made meanwhile.
        is_complete: what the sync said of it.
        turns: how often it was called, while it said that it could not finish.
        commits: the commits, of whomever, since the cycle before.
        open_entries: the entries of the sync results that stand.
        pairings: how many companies are paired.
        is_parted: whether a pairing changed since the cycle before, so that what was begun for it
            may rightly be left.
    """

    calls: Sequence[Doc]
    is_complete: bool
    turns: int = 1
    commits: int = 0
    open_entries: int = 0
    pairings: int = 1
    is_parted: bool = False

    @property
    def struck(self) -> int:
        """How many of the calls a fault struck."""
        return sum(bool(call.get("fault")) for call in self.calls)


OnCommit = Callable[[Commit, History, Options], Iterator[Judgement]]
WhenSettled = Callable[[Settled, Options], Iterator[Judgement]]
AfterCycle = Callable[[Cycle, Options], Iterator[Judgement]]

RECORDS: Final = tuple(KINDS)
"""The vendors' types that have copies in both systems."""

CONTACTS: Final = ((XERO, "contact"), (RELEASED, "contact"))
DOCUMENTS: Final = ((XERO, "invoice"), (XERO, "credit_note"), (RELEASED, "document"))
XERO_DOCUMENTS: Final = DOCUMENTS[:2]
ALLOCATIONS: Final = ((XERO, "allocation"), (RELEASED, "allocation"))
ATTACHMENTS: Final = ((XERO, "attachment"), (RELEASED, "attachment"))
PAYMENTS: Final = ((XERO, "payment"), (RELEASED, "payment"))


@dataclass(frozen=True, slots=True)
class Invariant:
    """
    One row of the judge's table.

    Args:
        rules: every rule that the function may judge; the first is the one it is about.
        on_commit: asked after each commit of the types and actors named here.
        types: (system, type) pairs; empty for every type.
        actors: who must have acted; empty for anybody.
        when_settled: asked when the world is settled.
        after_cycle: asked after each cycle that the examiner let the sync run.
    """

    rules: tuple[str, ...]
    on_commit: OnCommit | None = None
    types: tuple[tuple[str, str], ...] = ()
    actors: tuple[str, ...] = ()
    when_settled: WhenSettled | None = None
    after_cycle: AfterCycle | None = None

    def fits(self, commit: Commit) -> bool:
        """Whether the commit is one that `on_commit` judges."""
        if self.on_commit is None or (self.actors and commit.actor not in self.actors):
            return False
        return not self.types or (commit.system, commit.type) in self.types

    @property
    def name(self) -> str:
        """The name of the function."""
        function = self.on_commit or self.when_settled or self.after_cycle
        return getattr(function, "__name__", "?")

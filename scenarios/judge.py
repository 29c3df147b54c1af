"""The judge of one history: asks every invariant when its time has come, and keeps count."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from typing import Any

from scenarios.canonical import RELEASED, Doc
from scenarios.digest import Digest, digest
from scenarios.finding import Finding, Judgement
from scenarios.history import Commit, History, State
from scenarios.invariants import INVARIANTS, Invariant, Options
from scenarios.invariants.invariant import Cycle
from scenarios.settled import Settled, is_open

_Key = tuple[str, str, str]


class Judge:
    """
    Judges one history as it unfolds.

    Commits that a call made are judged once that call is known, since what the sync could know
    decides some rules; at the latest when the world is settled. A checker that fails gives a
    finding marked `unknown` for its rules, and is not asked again.

    Args:
        options: what the run declares.
        invariants: the rows to ask, in order.
    """

    def __init__(
        self, options: Options | None = None, invariants: Sequence[Invariant] = INVARIANTS
    ) -> None:
        self.options = options or Options()
        self.history = History()
        self.exercised: dict[str, int] = {}
        self._when_settled = [row for row in invariants if row.when_settled]
        self._after_cycle = [row for row in invariants if row.after_cycle]
        self._on_commit = [row for row in invariants if row.on_commit]
        self._fitting: dict[_Key, list[Invariant]] = {}
        self._waiting: list[Doc] = []
        self._broken: set[str] = set()
        self._since = 0
        self._last_cycle = 0

    def begin(self, state: State) -> None:
        """The history starts from this state."""
        self.history.begin(state)

    def copy(self) -> "Judge":
        """
        Another judge at the same beginning; which rows fit a commit is worked out for both.

        Raises:
            ValueError: this one has begun to judge.
        """
        judge = copy(self)
        judge.history = self.history.copy()
        judge.exercised, judge._waiting, judge._broken = {}, [], set()
        return judge

    def calls(self, rows: Sequence[Doc]) -> None:
        """Takes note of vendor calls, oldest first."""
        self.history.add_calls(rows)

    def commits(self, rows: Sequence[Doc]) -> list[Finding]:
        """Judges commits as they arrive: the rules that hold at every instant."""
        self._waiting.extend(rows)
        known = self.history.calls.last
        ready = 0
        for line in self._waiting:
            call = line.get("call")
            if call is not None and call > known:
                break
            ready += 1
        return self._judge_commits(ready)

    def _judge_commits(self, count: int) -> list[Finding]:
        lines, self._waiting = self._waiting[:count], self._waiting[count:]
        findings: list[Finding] = []
        for line in lines:
            commit = self.history.apply(line)
            for row in self._fitting_rows(commit):
                findings += self._ask(row, row.on_commit, commit, self.history, self.options)
        return findings

    def _fitting_rows(self, commit: Commit) -> list[Invariant]:
        key = (commit.actor, commit.system, commit.type)
        rows = self._fitting.get(key)
        if rows is None:
            rows = self._fitting[key] = [row for row in self._on_commit if row.fits(commit)]
        return rows

    def cycle(self, calls: Sequence[Doc], turns: int, *, is_complete: bool) -> list[Finding]:
        """Judges one cycle by its calls, and by what the sync said of it."""
        history = self.history
        commits = len(history.commits) + len(self._waiting)
        seen = Cycle(
            calls=calls,
            is_complete=is_complete,
            turns=turns,
            commits=commits - self._last_cycle,
            open_entries=sum(is_open(row.doc) for row in history.of(RELEASED, "sync_record")),
            pairings=len(history.pairings()),
            is_parted=any(row.type == "connection" for row in history.commits[self._last_cycle :]),
        )
        self._last_cycle = commits
        return [
            finding
            for row in self._after_cycle
            for finding in self._ask(row, row.after_cycle, seen, self.options)
        ]

    def settled(self, cycles: int = 1, writes_last_cycle: int = 0) -> list[Finding]:
        """
        Judges what must agree.

        Args:
            cycles: how many cycles it took to settle; beyond the allowed number it never did.
            writes_last_cycle: how many writes the last cycle made.
        """
        findings = self._judge_commits(len(self._waiting))
        history = self.history
        settled = Settled(
            history,
            cycles,
            writes_last_cycle,
            list(history.touched.values()),
            self._since,
            keeps_credits=self.options.pull_opp,
        )
        for row in self._when_settled:
            for finding in self._ask(row, row.when_settled, settled, self.options):
                findings.append(finding)
                self._note_apart(settled, finding)
        self._go_on(settled)
        return findings

    def _note_apart(self, settled: Settled, finding: Finding) -> None:
        """A finding that names no commit speaks of the present: its records differ now."""
        for name in finding.records if finding.commit is None and not finding.unknown else ():
            record = self.history.records.get(name)
            if record is not None:
                settled.apart[record.root.name] = record.root

    def _go_on(self, settled: Settled) -> None:
        """Take what agrees as agreed; what does not stays in view for the next settled point."""
        history = self.history
        history.settle(settled.roots)
        history.landed.clear()
        history.touched = {
            root.name: root
            for root in settled.roots
            if root.name in settled.apart
            or settled.is_excused(*root.copies)
            or not settled.sides_exist(root)
        }
        self._since = history.commits[-1].n if history.commits else 0

    def digest(self, state: State) -> Digest:
        """A settled state without ids and times, for comparing with a twin run."""
        return digest(state)

    def _ask(
        self, row: Invariant, check: Callable[..., Iterator[Judgement]] | None, *about: Any
    ) -> list[Finding]:
        findings: list[Finding] = []
        if check is None or row.name in self._broken:
            return findings
        exercised = self.exercised
        try:
            for judgement in check(*about):
                exercised[judgement.rule] = exercised.get(judgement.rule, 0) + 1
                if isinstance(judgement, Finding):
                    findings.append(judgement)
        except Exception as error:  # noqa: BLE001 - a broken checker is our bug: never green
            self._broken.add(row.name)
            findings += [_failed_checker(rule, row, error) for rule in row.rules]
        return findings


def _failed_checker(rule: str, row: Invariant, error: Exception) -> Finding:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return Finding(
        rule,
        f"The checker {row.name} failed, so nothing can be said: {type(error).__name__}: {error}",
        {"at": f"{where.name}, line {where.lineno}"},
        unknown=True,
    )

"""The page of planted bugs: what caught each, how soon, and which rules a bug needs."""

from collections.abc import Iterator, Sequence
from statistics import median_low
from typing import Final

from scenarios.mutants import CANNOT, MUTANTS
from scenarios.mutants.chapters import CHAPTERS, chapter_of, workloads_for
from scenarios.mutants.trial import Broken, Outcome, Row
from scenarios.rulebook import RULES

LONGER: Final = 2
"""A story that is longer than the catalogue's by more steps than this is a weakness to explain."""

COLUMNS: Final = (
    "id", "noticed by", "histories", "steps", "shortest", "runs", "hunted in", "needs",
    "planted bug",
)  # fmt: skip

_INTRODUCTION: Final = (
    "*Histories*: random histories until the first catch, the median over the hunts.",
    "*Steps*: the length of the shrunk story, beside the *shortest* one of the catalogue;",
    "0 means that settling the start world is story enough; nothing, that it was not shrunk.",
    "*Runs*: what shrinking cost. *Hunted in*: the workload that suits the bug; one history in",
    "three is of the usual one. *Needs*: the switch or fault without which nobody could tell.",
)

Entry = tuple[str, str, str]
"""An id, what it is, and why; the last may be empty."""


def page(rows: Sequence[Row], asked: str, broken: Sequence[Broken] = ()) -> str:
    """The table as a page of the documents, with the command that makes it again."""
    caught = sum(row.is_caught for row in rows)
    lines = [
        "# Planted bugs",
        "",
        "Each is the reference sync with one part spoilt.",
        f"{caught} of {len(rows)} are caught by a rule that their row names.",
        *_INTRODUCTION,
        "",
        f"Made by `counterfoil mutants {asked} --page docs/mutants.md`.",
        *_chapters(rows),
        *_shrinking(rows),
        *_lists(rows, broken),
        *_rules(rows),
    ]
    return "\n".join(lines) + "\n"


def _chapters(rows: Sequence[Row]) -> Iterator[str]:
    """A table for each chapter of the catalogue."""
    for chapter in CHAPTERS:
        known = [row for row in rows if chapter_of(row.mutant.id) is chapter]
        if known:
            yield from ("", f"## {chapter.title}", "")
            yield from _table(COLUMNS, map(_cells, known))


def _table(columns: Sequence[str], cells: Iterator[tuple[str, ...]]) -> Iterator[str]:
    for line in (columns, ("---",) * len(columns), *cells):
        yield f"| {' | '.join(line)} |"


def _cells(row: Row) -> tuple[str, ...]:
    mutant = row.mutant
    noticed = ", ".join(row.noticed_by) if row.is_caught else "survived"
    numbers = (row.histories, row.steps, mutant.shortest, row.runs)
    shown = ["" if number is None else str(number) for number in numbers]
    needs = [mutant.unless, *(f"{name}={value}" for name, value in mutant.switches.items())]
    needed = ", ".join(dict.fromkeys(filter(None, needs)))
    return (mutant.id, noticed, *shown, workloads_for(mutant)[0], needed, mutant.title)


def _shrinking(rows: Sequence[Row]) -> Iterator[str]:
    """How good the shrinking was, over all trials that were shrunk."""
    told = shrinking(rows)
    if told is None:
        return
    trials, reached, runs, most = told
    yield from ("", "## Shrinking", "")
    yield (
        f"Of {trials} catches that were shrunk, {reached} ({100 * reached // trials} %) reached "
        f"the shortest known story, in {runs} runs in the median and {most} at most."
    )


def shrinking(rows: Sequence[Row]) -> tuple[int, int, int, int] | None:
    """Catches shrunk, those as short as the shortest known story, median and most runs."""
    pairs = [(row.mutant.shortest, each) for row in rows for each in row.outcomes]
    shrunk = [(shortest, each) for shortest, each in pairs if each.steps is not None]
    if not shrunk:
        return None
    runs = [each.runs or 0 for _, each in shrunk]
    reached = sum((each.steps or 0) <= shortest for shortest, each in shrunk)
    return len(shrunk), reached, median_low(runs), max(runs)


def _lists(rows: Sequence[Row], broken: Sequence[Broken]) -> Iterator[str]:
    hunted = {row.mutant.id for row in rows}
    yield from _listed(
        "Longer than the catalogue's",
        f"The shrunk story has over {LONGER} steps more than the shortest known one:",
        [_longer(row) for row in rows if (row.steps or 0) > row.mutant.shortest + LONGER],
    )
    yield from _listed(
        "Hunted in vain",
        "Each is caught in its story, which a test tells; random histories rarely get there:",
        [(row.mutant.id, row.mutant.title, "") for row in rows if not row.is_caught],
    )
    yield from _listed(
        "Not hunted",
        "Random histories cannot get there; a story in the tests does:",
        [(m.id, m.title, m.not_hunted) for m in MUTANTS if m.not_hunted and m.id not in hunted],
    )
    yield from _listed(
        "Not hunted this time",
        "The run was ended before their turn came; a story in the tests catches each:",
        [(m.id, m.title, "") for m in MUTANTS if m.id not in hunted and not m.not_hunted],
    )
    yield from _listed(
        "Broken off",
        "These hunts ended in an error, so they say nothing:",
        [(each.id, f"from seed {each.first_seed}", each.why) for each in broken],
    )
    yield from _listed("Not planted", "", [(each.id, each.title, each.why) for each in CANNOT])


def _longer(row: Row) -> Entry:
    return (row.mutant.id, row.mutant.title, f"{row.steps} steps instead of {row.mutant.shortest}")


def _listed(title: str, says: str, entries: Sequence[Entry]) -> Iterator[str]:
    """A chapter that is a list, if there is anything in it."""
    if entries:
        yield from ("", f"## {title}", "", *((says, "") if says else ()))
        for id_, words, why in entries:
            yield f"* {id_}, {words}: {why}." if why else f"* {id_}, {words}."


RULE_COLUMNS: Final = ("rule", "bugs noticed", "bugs that no other noticed", "what it says")


def _rules(rows: Sequence[Row]) -> Iterator[str]:
    """Every rule of the book: how many bugs it noticed, and which would pass without it."""
    noticed: dict[str, list[str]] = {rule: [] for rule in RULES}
    alone: dict[str, list[str]] = {rule: [] for rule in RULES}
    for row in rows:
        for rule in row.broken:
            noticed.setdefault(rule, []).append(row.mutant.id)
        for rule in _only(row.outcomes):
            alone.setdefault(rule, []).append(row.mutant.id)
    yield from ("", "## Rules", "", "In some shrunk story of each bug, by any rule at all.", "")
    cells = (
        (rule, str(len(noticed[rule])), ", ".join(alone[rule]) or "no bug needs it", entry.title)
        for rule, entry in RULES.items()
    )
    yield from _table(RULE_COLUMNS, cells)


def _only(outcomes: Sequence[Outcome]) -> list[str]:
    """The rules that were the only one to notice in some story of a bug."""
    alone = [each.broken[0] for each in outcomes if len(each.broken) == 1]
    return list(dict.fromkeys(alone))

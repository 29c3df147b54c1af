"""`counterfoil mutants`: can the examiner see? Planted bugs, and the rules that catch them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click
import orjson

from counterfoil import options
from counterfoil.benches import OpenBench
from counterfoil.commands.verify import crew_of
from counterfoil.outcomes import BadInput, Exit, NothingKnown
from counterfoil.progress import Teller
from scenarios.mutants import MUTANTS, Mutant, find_mutant
from scenarios.mutants.trial import FORMAT, Outcome, Row, Trial, rows_of, trials
from scenarios.workers import Failed
from simulators.kernel.clock import stopwatch

SEEDS: Final = 3
MOST: Final = 1000


@click.command()
@click.option("--only", metavar="M79,M80", help="These planted bugs only (default: all).")
@click.option(
    "--seeds",
    type=click.IntRange(1, 99),
    default=SEEDS,
    show_default=True,
    help="How often each bug is hunted, each time in other histories.",
)
@click.option(
    "--most",
    type=click.IntRange(1),
    default=MOST,
    show_default=True,
    help="After how many histories without a catch a hunt is given up.",
)
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the table as a Markdown page, such as docs/mutants.md.",
)
@options.seed
@options.jobs
@options.as_json
def command(
    only: str | None,
    seeds: int,
    most: int,
    page: Path | None,
    seed: int,
    jobs: int,
    as_json: bool,  # noqa: FBT001 - click calls it
) -> None:
    """
    Plant known bugs in the reference sync and see which rule catches each, and how soon.

    \b
    Each bug is hunted with random histories until a rule that its row names is broken;
    the history is then shrunk. The table shows the rule, the histories to the first
    catch (the median over the hunts) and the steps of the shrunk story beside the
    shortest one known.

    \b
      counterfoil mutants
      counterfoil mutants --only M79,M80 --seeds 5
      counterfoil mutants --json --seed 7
    """
    mutants = _wanted(only)
    hunts = [
        trial
        for mutant in mutants
        for trial in trials(
            mutant, OpenBench(mutant=mutant.id), first_seed=seed, seeds=seeds, most=most
        )
    ]
    outcomes, finished = _carried_out(hunts, jobs, silent=as_json)
    rows = rows_of(mutants, outcomes)
    if page is not None:
        page.write_text(markdown(rows, seed, seeds, most), encoding="utf-8")
    if as_json:
        click.echo(orjson.dumps(_document(rows, seed, seeds, most), option=orjson.OPT_INDENT_2))
    else:
        click.echo(table(rows))
        click.echo(f"seed {seed}, {seeds} hunts for each bug, {most} histories at most")
        for mutant in MUTANTS:
            if mutant.not_hunted and mutant not in mutants:
                click.echo(f"not hunted: {mutant.id} {mutant.title}: {mutant.not_hunted}")
    if not finished:
        raise NothingKnown("ended early: bugs without a row, or with fewer hunts, are open")
    is_held = all(row.is_caught for row in rows)
    sys.exit(int(Exit.HELD if is_held else Exit.BROKEN))


def _wanted(only: str | None) -> Sequence[Mutant]:
    if only is None:
        return [mutant for mutant in MUTANTS if not mutant.not_hunted]
    try:
        wanted = {find_mutant(name.strip()) for name in only.split(",")}
    except KeyError as error:
        raise BadInput(str(error.args[0])) from error
    return [mutant for mutant in MUTANTS if mutant in wanted]


def _carried_out(hunts: Sequence[Trial], jobs: int, *, silent: bool) -> tuple[list[Outcome], bool]:
    """What the hunts found, in their order, and whether all of them ended."""
    started, found = stopwatch(), dict[int, Outcome]()
    crew = crew_of(OpenBench(), min(jobs, len(hunts)))
    try:
        with Teller(silent=silent) as teller:
            for number, answer in crew.carry_out(hunts):
                if isinstance(answer, Failed):
                    raise NothingKnown(f"{hunts[number].id}: {answer.reason}")
                found[number] = answer
                done = f"{len(found)} of {len(hunts)} hunts done, last: {_ending(answer)}"
                teller.tell(done, stopwatch() - started)
    except KeyboardInterrupt:
        pass
    return [found[number] for number in sorted(found)], len(found) == len(hunts)


def _ending(outcome: Outcome) -> str:
    if outcome.rule is None:
        return f"{outcome.id} survived"
    return f"{outcome.id} caught by {outcome.rule} after {outcome.histories} histories"


def _document(rows: Sequence[Row], seed: int, seeds: int, most: int) -> dict[str, Any]:
    mutants = [row.as_json() for row in rows]
    return {"format": FORMAT, "seed": seed, "seeds": seeds, "most": most, "mutants": mutants}


COLUMNS: Final = ("id", "caught by", "histories", "steps", "shortest", "planted bug")


def table(rows: Sequence[Row]) -> str:
    """The table that people read, with how many were caught below it."""
    cells = [COLUMNS, *map(_cells, rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(COLUMNS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]
    caught = sum(row.is_caught for row in rows)
    return "\n".join([*lines, "", f"{caught} of {len(rows)} planted bugs caught"])


def markdown(rows: Sequence[Row], seed: int, seeds: int, most: int) -> str:
    """The table as a page of the documents, with the command that makes it again."""
    cells = [COLUMNS, ("---",) * len(COLUMNS), *map(_cells, rows)]
    caught = sum(row.is_caught for row in rows)
    asked = f"--seed {seed} --seeds {seeds} --most {most}"
    left = [f"* {m.id}, {m.title}: {m.not_hunted}." for m in MUTANTS if m.not_hunted]
    lines = [
        "# Planted bugs",
        "",
        "Each is the reference sync with one part spoilt.",
        f"{caught} of {len(rows)} are caught by a rule that their row names.",
        "*Histories*: random histories until the first catch, the median over the hunts.",
        "*Steps*: the length of the shrunk story, beside the *shortest* one of the catalogue;",
        "0 means that settling the start world is story enough.",
        "",
        f"Made by `counterfoil mutants {asked} --page docs/mutants.md`.",
        "",
        *(f"| {' | '.join(line)} |" for line in cells),
        "",
        "Not hunted yet, because random histories rarely get there (a story in the tests does):",
        "",
        *left,
    ]
    return "\n".join(lines) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (row.histories, row.steps, row.mutant.shortest)
    shown = ["" if number is None else str(number) for number in numbers]
    unless = f" (unless {row.mutant.unless})" if row.mutant.unless else ""
    return (row.mutant.id, row.caught_by or "survived", *shown, row.mutant.title + unless)

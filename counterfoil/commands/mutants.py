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
from scenarios.mutants.kept import Kept
from scenarios.mutants.page import page as as_page
from scenarios.mutants.page import shrinking
from scenarios.mutants.trial import FORMAT, Broken, Outcome, Row, Trial, rows_of, trials
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
@click.option(
    "--keep",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep how each hunt ended; asked again, hunts that the file holds are not repeated.",
)
@click.option(
    "--quick",
    is_flag=True,
    help="Shrink no catch to its story: no steps are told, in a fraction of the time.",
)
@options.seed
@options.jobs
@options.as_json
def command(
    only: str | None,
    seeds: int,
    most: int,
    page: Path | None,
    keep: Path | None,
    quick: bool,  # noqa: FBT001 - click calls it
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
            mutant,
            OpenBench(mutant=mutant.id),
            first_seed=seed,
            seeds=seeds,
            most=most,
            quick=quick,
        )
    ]
    hunts.sort(key=lambda hunt: hunt.first_seed)  # every bug once, before any a second time
    outcomes, broken = _carried_out(hunts, Kept(keep), jobs, silent=as_json)
    rows = rows_of(mutants, outcomes)
    if page is not None:
        asked = f"--seed {seed} --seeds {seeds} --most {most}{' --quick' if quick else ''}"
        page.write_text(as_page(rows, asked, broken), encoding="utf-8")
    if as_json:
        click.echo(orjson.dumps(_document(rows, seed, seeds, most), option=orjson.OPT_INDENT_2))
    else:
        click.echo(table(rows))
        _tell_shrinking(rows)
        click.echo(f"seed {seed}, {seeds} hunts for each bug, {most} histories at most")
        for mutant in MUTANTS:
            if mutant.not_hunted and mutant not in mutants:
                click.echo(f"not hunted: {mutant.id} {mutant.title}: {mutant.not_hunted}")
    for each in broken:
        click.echo(f"{each.id} from seed {each.first_seed}: {each.why}", err=True)
    if len(outcomes) < len(hunts):
        raise NothingKnown(
            "bugs without a row, or with fewer hunts, are open: not all hunts ended"
        )
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


def _carried_out(
    hunts: Sequence[Trial], kept: Kept, jobs: int, *, silent: bool
) -> tuple[list[Outcome], list[Broken]]:
    """What the hunts found, in their order, and those that ended in an error."""
    found, broken = dict[int, Outcome](kept.known(hunts)), list[Broken]()
    open_numbers = [number for number in range(len(hunts)) if number not in found]
    started, crew = stopwatch(), crew_of(OpenBench(), max(1, min(jobs, len(open_numbers))))
    try:
        with Teller(silent=silent) as teller:
            for place, answer in crew.carry_out(hunts[number] for number in open_numbers):
                number = open_numbers[place]
                if isinstance(answer, Failed):
                    broken.append(Broken(hunts[number].id, hunts[number].first_seed, _why(answer)))
                    continue
                found[number] = answer
                kept.add(hunts[number], answer)
                done = f"{len(found)} of {len(hunts)} hunts done, last: {_ending(answer)}"
                teller.tell(done, stopwatch() - started)
    except KeyboardInterrupt:
        pass
    return [found[number] for number in sorted(found)], broken


def _why(failed: Failed) -> str:
    """The last line of what went wrong."""
    return failed.reason.strip().splitlines()[-1].rstrip(".")


def _tell_shrinking(rows: Sequence[Row]) -> None:
    told = shrinking(rows)
    if told is not None:
        trials_, reached, runs, most = told
        click.echo(
            f"{reached} of {trials_} shrunk stories are as short as the shortest known one; "
            f"{runs} runs each in the median, {most} at most"
        )


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


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (row.histories, row.steps, row.mutant.shortest)
    shown = ["" if number is None else str(number) for number in numbers]
    unless = f" (unless {row.mutant.unless})" if row.mutant.unless else ""
    return (row.mutant.id, row.caught_by or "survived", *shown, row.mutant.title + unless)

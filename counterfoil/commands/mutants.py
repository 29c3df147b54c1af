"""`counterfoil mutants`: can the examiner see? Planted bugs, and the rules that catch them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click
import orjson

from counterfoil import options
from counterfoil.benches import OpenBench
from counterfoil.commands.verify import crew_of
from counterfoil.outcomes import BadInput, Exit, NothingKnown
from counterfoil.progress import Teller
from scenarios.mutants import CANNOT, MUTANTS, Mutant, find_mutant
from scenarios.mutants.chapters import CHAPTERS, chapter_of
from scenarios.mutants.trial import FORMAT, Outcome, Row, Trial, rows_of, trials
from scenarios.rulebook import RULES
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
    outcomes, finished = _carried_out(hunts, jobs, silent=as_json)
    rows = rows_of(mutants, outcomes)
    if page is not None:
        asked = f"--seed {seed} --seeds {seeds} --most {most}{' --quick' if quick else ''}"
        page.write_text(markdown(rows, asked), encoding="utf-8")
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


PAGE_COLUMNS: Final = ("id", "noticed by", "histories", "steps", "shortest", "planted bug")


def markdown(rows: Sequence[Row], asked: str) -> str:
    """The table as a page of the documents, with the command that makes it again."""
    caught = sum(row.is_caught for row in rows)
    hunted = {row.mutant.id for row in rows}
    lines = [
        "# Planted bugs",
        "",
        "Each is the reference sync with one part spoilt.",
        f"{caught} of {len(rows)} are caught by a rule that their row names.",
        "*Histories*: random histories until the first catch, the median over the hunts.",
        "*Steps*: the length of the shrunk story, beside the *shortest* one of the catalogue;",
        "0 means that settling the start world is story enough; nothing, that it was not shrunk.",
        "",
        f"Made by `counterfoil mutants {asked} --page docs/mutants.md`.",
        *_chapters(rows),
        *_listed(
            "Hunted in vain",
            "Each is caught in its story, which a test tells; random histories rarely get there:",
            [(row.mutant.id, row.mutant.title, "") for row in rows if not row.is_caught],
        ),
        *_listed(
            "Not hunted",
            "Random histories cannot get there; a story in the tests does:",
            [(m.id, m.title, m.not_hunted) for m in MUTANTS if m.not_hunted],
        ),
        *_listed(
            "Not hunted this time",
            "The run was ended before their turn came; a story in the tests catches each:",
            [(m.id, m.title, "") for m in MUTANTS if m.id not in hunted and not m.not_hunted],
        ),
        *_listed("Not planted", "", [(each.id, each.title, each.why) for each in CANNOT]),
        *_listed("Rules that noticed none of these", "", _idle_rules(rows)),
    ]
    return "\n".join(lines) + "\n"


def _chapters(rows: Sequence[Row]) -> Iterator[str]:
    """A table for each chapter of the catalogue."""
    for chapter in CHAPTERS:
        known = [row for row in rows if chapter_of(row.mutant.id) is chapter]
        if known:
            cells = [PAGE_COLUMNS, ("---",) * len(PAGE_COLUMNS), *map(_page_cells, known)]
            yield from ("", f"## {chapter.title}", "")
            yield from (f"| {' | '.join(line)} |" for line in cells)


def _page_cells(row: Row) -> tuple[str, ...]:
    id_, _, *others = _cells(row)
    return (id_, ", ".join(row.noticed_by) if row.is_caught else "survived", *others)


def _listed(title: str, says: str, entries: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """A chapter that is a list, if there is anything in it."""
    if entries:
        yield from ("", f"## {title}", "", *((says, "") if says else ()))
        for id_, words, why in entries:
            yield f"* {id_}, {words}: {why}." if why else f"* {id_}, {words}."


def _idle_rules(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    noticed = {rule for row in rows for rule in row.noticed_by}
    return [(rule, RULES[rule].title, "") for rule in RULES if rule not in noticed]


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (row.histories, row.steps, row.mutant.shortest)
    shown = ["" if number is None else str(number) for number in numbers]
    unless = f" (unless {row.mutant.unless})" if row.mutant.unless else ""
    return (row.mutant.id, row.caught_by or "survived", *shown, row.mutant.title + unless)

"""The verdict on a single run, told as it happened: nothing is drawn and nothing is shrunk."""

from collections.abc import Mapping, Sequence

from scenarios.interpreter import Run
from scenarios.report.story import story_of
from scenarios.verdict import FAIL, PROCESS_RULES, Tally, Verdict, distinct, overall


def verdict_on(
    run: Run,
    exercised: Mapping[str, int],
    reasons: tuple[str, ...] = (),
    *,
    is_whole: bool = True,
    rules: Sequence[str] = (),
) -> Verdict:
    """
    The verdict on one run.

    Args:
        run: what happened, with its findings.
        exercised: how often each rule was at stake.
        reasons: why something is unknown.
        is_whole: whether the examiner itself drove the sync, so that its behaviour as a program is
            judged beside the rulebook; otherwise only what was at stake of it is.
        rules: what is judged beside that behaviour; everything when there are none.
    """
    of_programs = (row[0] for row in PROCESS_RULES if row[0] in {*exercised, *run.broken()})
    asked = (*rules, *of_programs) if rules else ()
    broken = [rule for rule in run.broken() if not asked or rule in asked]
    tally = Tally()
    tally.add(exercised, run.cycles, len(run.calls))
    for rule in broken:
        tally.fail(rule, FAIL)
    rows = tuple(
        row for row in tally.rows(asked) if is_whole or row.id.startswith("R") or row.exercised
    )
    reasons += tuple(f"{f.rule}: {f.message}" for f in run.findings if f.unknown)
    reasons += (run.unknown,) if run.unknown else ()
    stories = (story_of(run.plan, run, rule).as_json() for rule in broken)
    return Verdict(
        result=overall(rows, reasons, 1),
        profile=run.plan.world.profile,
        seed=run.plan.world.seed,
        scenarios=1,
        cycles=run.cycles,
        calls=len(run.calls),
        rules=rows,
        findings=distinct(stories),
        reasons=reasons,
    )

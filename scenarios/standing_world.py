"""Judges a world as it stands, after somebody drove it by hand or by their own tests."""

from collections.abc import Mapping
from typing import Any

import httpx

from scenarios.bench import MakeJudge
from scenarios.interpreter import Run
from scenarios.plan import Plan, World
from scenarios.report.story import story_of
from scenarios.systems import Systems
from scenarios.verdict import FAIL, Tally, Verdict, distinct, overall

CUT: str = "the journal no longer holds the whole history of this world"


def judge_standing_world(
    control: httpx.Client, connection: Mapping[str, Any], make_judge: MakeJudge
) -> Verdict:
    """
    The verdict on one world of a server: every commit of its history, then what must agree.

    Args:
        control: bound to the server's `/_control`.
        connection: the world's connection document.
        make_judge: makes the judge for it.

    Raises:
        ControlError: the control plane did not answer as it promises.
    """
    systems, judge = Systems(control, connection["world"]), make_judge(connection)
    calls, commits = systems.calls(), systems.commits()
    state = systems.state()
    judge.begin({"xero": {}, "released": {}})
    judge.calls(calls.rows)
    plan = Plan(name=connection["world"], steps=(), world=World(profile=connection["profile"]))
    run = Run(plan, commits=commits.rows, calls=calls.rows, state=state)
    run.findings += judge.commits(commits.rows)
    run.findings += judge.settled(state, 1, 0)
    return _verdict(run, judge.exercised, (CUT,) if calls.cut or commits.cut else ())


def _verdict(run: Run, exercised: Mapping[str, int], reasons: tuple[str, ...]) -> Verdict:
    tally = Tally()
    tally.add(exercised, run.cycles, len(run.calls))
    for rule in run.broken():
        tally.fail(rule, FAIL)
    rows = tuple(row for row in tally.rows() if row.id.startswith("R"))
    reasons += tuple(f"{f.rule}: {f.message}" for f in run.findings if f.unknown)
    stories = (story_of(run.plan, run, rule).as_json() for rule in run.broken())
    return Verdict(
        result=overall(rows, reasons, 1),
        profile=run.plan.world.profile,
        seed=run.plan.world.seed,
        scenarios=1,
        calls=len(run.calls),
        rules=rows,
        findings=distinct(stories),
        reasons=reasons,
    )

"""Judges a world as it stands, after somebody drove it by hand or by their own tests."""

from collections.abc import Mapping
from typing import Any

import httpx

from scenarios.bench import MakeJudge
from scenarios.interpreter import Run
from scenarios.one_run import verdict_on
from scenarios.plan import Plan, World
from scenarios.systems import Systems
from scenarios.verdict import Verdict

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
    run.findings += judge.settled(1, 0)
    reasons = (CUT,) if calls.cut or commits.cut else ()
    return verdict_on(run, judge.exercised, reasons, is_whole=False)

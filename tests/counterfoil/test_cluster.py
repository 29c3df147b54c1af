"""A Dask cluster carries out a campaign like this process does, also when it loses a worker."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from counterfoil.benches import OpenBench
from counterfoil.cluster import Cluster
from counterfoil.main import cli
from scenarios.campaign import Campaign, Progress, run_campaign
from scenarios.workers import Alone

CAMPAIGN = Campaign(first_seed=1, scenarios=24, batch=4)


def still() -> float:
    return 0.0


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


def test_a_lost_worker_loses_no_history(local: Any) -> None:
    """Rule: none; source: the protocol's `--dask`."""
    lost: list[int] = []

    def lose_one(progress: Progress) -> None:
        if not lost and progress.done < CAMPAIGN.scenarios:
            lost.append(next(iter(local.workers.values())).pid)
            os.kill(lost[0], signal.SIGKILL)

    cluster = Cluster(OpenBench(), local.scheduler_address)
    try:
        verdict = run_campaign(CAMPAIGN, cluster, still, lose_one)
    finally:
        cluster.close()

    assert lost
    assert verdict == run_campaign(CAMPAIGN, Alone(OpenBench()), still)
    assert verdict.scenarios == CAMPAIGN.scenarios


def test_the_command_takes_a_cluster(local: Any) -> None:
    asked = ["verify", "--scenarios", "8", "--dask", local.scheduler_address, "--json"]

    shown = CliRunner().invoke(cli, asked)

    assert shown.exit_code == 0, shown.output
    assert '"scenarios": 8' in shown.output or '"scenarios":8' in shown.output


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--dask", "tcp://127.0.0.1:9"], "no Dask scheduler answers at tcp://127.0.0.1:9"),
        (["--dask", "nowhere:no"], "no Dask scheduler answers at nowhere:no"),
        (["--dask", "tcp://127.0.0.1:9", "--sync-command", "true"], "name it with --sync-object"),
    ],
)
def test_what_cannot_be_used_is_said_plainly(asked: list[str], said: str) -> None:
    shown = CliRunner().invoke(cli, ["verify", "--scenarios", "8", *asked])

    assert shown.exit_code == 2
    assert said in shown.output
    assert "Traceback" not in shown.output

"""What once failed holds now: kept scenarios and the named pack, on the reference sync."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counterfoil.benches import OpenBench
from scenarios.bench import Bench
from scenarios.plan import load
from scenarios.scenario_pack import scenario_named, scenario_names

KEPT = sorted((Path(__file__).parents[2] / "scenarios" / "regressions").glob("*.json"))


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    opened = OpenBench()()
    yield opened
    opened.close()


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_a_kept_failure_does_not_come_back(bench: Bench, file: Path) -> None:
    """Each file says what it caught; `replay` tells its story."""
    plan = load(file)

    run = bench.examine(plan).run

    assert plan.says, "a kept failure says what it caught"
    assert (run.unknown, [str(finding.message) for finding in run.findings]) == ("", [])


@pytest.mark.parametrize("name", scenario_names())
def test_the_reference_sync_holds_in_every_named_scenario(bench: Bench, name: str) -> None:
    """Rule: all that the pack exercises; source: the rulebook's scenario pack."""
    plan = scenario_named(name)
    assert plan is not None

    run = bench.examine(plan).run

    assert (run.unknown, [str(finding.message) for finding in run.findings]) == ("", [])

"""The job files that people copy are well formed, and their commands are ones that there are."""

import shlex
from pathlib import Path

import click
import pytest
import yaml

from counterfoil.main import cli

FOLDER = Path(__file__).parents[2] / "examples" / "ci"
GITHUB = yaml.safe_load((FOLDER / "github-actions.yml").read_text())
GITLAB = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text())
KEYWORDS = {
    "extends",
    "stage",
    "image",
    "before_script",
    "script",
    "rules",
    "artifacts",
    "timeout",
}


def commands():
    for job in GITHUB["jobs"].values():
        yield from (step["run"] for step in job["steps"] if "run" in step)
    for name, job in GITLAB.items():
        if name != "stages":
            yield from (*job.get("before_script", ()), *job.get("script", ()))


def test_github_s_jobs_have_what_the_service_asks_for():
    assert set(GITHUB) == {"name", True, "jobs"}, "YAML reads the key `on` as true"
    assert set(GITHUB[True]) == {"push", "schedule"}
    for job in GITHUB["jobs"].values():
        assert job["runs-on"] == "ubuntu-latest"
        assert job["timeout-minutes"] <= 360
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step)
            assert "run" in step or step["uses"].rpartition("@")[2].startswith("v")


def test_gitlab_s_jobs_have_what_the_service_asks_for():
    for name, job in GITLAB.items():
        if name == "stages":
            continue
        assert set(job) <= KEYWORDS
        whole = {**GITLAB.get(job.get("extends"), {}), **job}
        assert whole["stage"] in GITLAB["stages"]
        assert name.startswith(".") or whole["script"]


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_every_command_of_a_job_exists_with_its_options(line):
    words = shlex.split(
        line.replace("${{ github.run_number }}", "1").replace("$CI_PIPELINE_IID", "1")
    )
    if words[0] == "pip":
        assert words == ["pip", "install", "counterfoil"]
        return
    assert words[0] == "counterfoil"
    name, rest = words[1], words[2:]
    command = cli.get_command(click.Context(cli), name)

    context = command.make_context(name, rest)

    assert context.params

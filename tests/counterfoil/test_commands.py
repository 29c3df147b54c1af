"""The command line as a user meets it: what it prints, how it ends, what it says of bad input."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from counterfoil.main import COMMANDS, cli
from counterfoil.url_door import Worlds, create_url_door
from simulators.assembly import create_registry
from sync.log import SILENT
from tests.simulators.servers import Served, a_server

DOUBLED = {
    "format": "counterfoil/scenario/1",
    "steps": [
        {"do": "cycle"},
        {
            "do": "payment.create",
            "in": "released",
            "as": "p1",
            "on": "invoice-1",
            "fields": {"amount": "40.01", "date": "2026-03-02", "accountCode": {"ref": "bank-1"}},
        },
    ],
}


def ran(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture
def server(tmp_path: Path):
    with a_server(tmp_path, create=create_registry) as served:
        served.new_world(fixture="portfolio", switches={"limits": "off"})
        yield served


def saved(folder: Path, document: object) -> str:
    file = folder / "file.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_sub_command_has_a_page_of_help(name: str) -> None:
    told = ran(name, "--help")

    assert told.exit_code == 0
    assert len(told.output.splitlines()) > 10


def test_the_same_seed_gives_the_same_verdict_text_with_any_number_of_jobs() -> None:
    """Source: issue of the first circle; determinism."""
    asked = ("verify", "--scenarios", "10", "--seed", "7")

    alone, both = ran(*asked, "--jobs", "1"), ran(*asked, "--jobs", "2")

    assert (alone.exit_code, alone.stdout) == (both.exit_code, both.stdout)


def test_a_finding_is_saved_and_the_saved_scenario_breaks_the_same_rule(tmp_path: Path) -> None:
    """A planted bug is replayed twice: same rule, same text; the right sync breaks nothing."""
    file = saved(tmp_path, DOUBLED)

    first, second = (ran("replay", file, "--mutant", "M79") for _ in range(2))
    right = ran("replay", file)

    assert first.exit_code == 1
    assert "R41  each payment exactly once" in first.stdout
    assert first.stdout == second.stdout
    assert right.exit_code == 0


def test_json_is_one_document_and_nothing_else(tmp_path: Path) -> None:
    """Source: protocol, section 1."""
    told = ran("replay", saved(tmp_path, DOUBLED), "--json")

    assert json.loads(told.stdout)["format"] == "counterfoil/verdict/1"


def test_verify_writes_a_report_and_shards_of_it_merge(tmp_path: Path) -> None:
    for part in ("1/2", "2/2"):
        folder = tmp_path / part.replace("/", "-")
        ran("verify", "--scenarios", "4", "--jobs", "1", "--shard", part, "--report", str(folder))

    merged = ran("merge", str(tmp_path / "1-2"), str(tmp_path / "2-2"), "--json")

    assert merged.exit_code == 0
    assert json.loads(merged.stdout)["scenarios"] == 4
    assert {"verdict.json", "junit.xml", "index.html"} <= {
        file.name for file in (tmp_path / "1-2").iterdir()
    }


BAD_INPUT = (
    (("replay", "nowhere.json"), "nowhere.json cannot be read"),
    (("verify", "--scenario", "no-such"), "no-such"),
    (("verify", "--rules", "R41,R99"), "'R99' is unknown"),
    (("verify", "--profile", "other"), "'other' is unknown"),
    (("verify", "--budget", "soon"), "is no duration"),
    (("verify", "--shard", "3/2"), "is no shard"),
    (("verify", "--sync-object", "nothing"), "module:factory"),
    (("verify", "--sync-object", "no.such:thing"), "cannot be imported"),
    (("verify", "--workload", "none"), "'none'"),
    (("verify", "--exhaustive", "2", "--scenario", "files"), "leave out one of them"),
    (("verify", "--exhaustive", "2", "--systematic", "both"), "--systematic is about one history"),
    (("verify", "--exhaustive", "2", "--workload", "files"), "--exhaustive says which to run"),
    (("verify", "--scenario", "files", "--workload", "files"), "--scenario says which to run"),
    (("verify", "--alphabet", "payments"), "say how far"),
    (("mutants", "--only", "M0"), "'M0'"),
    (("merge", "nowhere"), "cannot be read"),
    (("sync",), "--connection"),
    (("sync", "--connection", "nowhere.json"), "cannot be read"),
    (("serve", "--world", "atlantis", "--port-base", "0"), "atlantis"),
)


@pytest.mark.parametrize(("words", "said"), BAD_INPUT, ids=lambda value: " ".join(value)[:40])
def test_bad_input_is_one_clear_sentence(words: tuple[str, ...], said: str) -> None:
    """Source: protocol, section 1: exit code 2, no traceback."""
    told = ran(*words)

    assert told.exit_code == 2
    assert said in told.stderr
    assert "Traceback" not in told.output


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"format": "other"}', '{"format": "counterfoil/scenario/1", "steps": [1]}'],
)
def test_a_broken_scenario_file_is_one_clear_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(text, encoding="utf-8")

    told = ran("replay", str(file))

    assert told.exit_code == 2
    assert str(file) in told.stderr


def test_a_sync_that_cannot_be_made_leaves_nothing_to_say(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "unwell.py").write_text("def start(connection, http):\n    return 1 / 0\n")
    monkeypatch.chdir(tmp_path)

    told = ran("verify", "--sync-object", "unwell:start", "--scenarios", "1", "--jobs", "1")

    assert told.exit_code == 3
    assert "ZeroDivisionError" in told.stdout
    assert "Traceback" not in told.output


def test_sync_runs_a_cycle_over_sockets_and_check_agrees(server: Served, tmp_path: Path) -> None:
    """Before the cycle the judge names what is missing; after it everything holds."""
    document = saved(tmp_path, server.connection)
    check = ("check", server.connection["world"], "--control", server.urls["control"])

    before = ran(*check)
    cycles = [
        ran("sync", "--connection", document, "--state", str(tmp_path / "links")).exit_code
        for _ in range(2)
    ]
    after = ran(*check)

    assert (before.exit_code, cycles, after.exit_code) == (1, [0, 0], 0), after.output
    assert "R2  " in before.stdout


def test_a_world_whose_history_was_cut_is_not_judged(tmp_path: Path) -> None:
    """Source: decisions, D8: unknown beats silent half-truth."""
    with a_server(tmp_path, create=create_registry, journal=100) as served:
        world = served.new_world(fixture="portfolio", switches={"limits": "off"})
        told = ran("check", world, "--control", served.urls["control"], "--json")

    verdict = json.loads(told.stdout)
    assert any("no longer holds the whole history" in reason for reason in verdict["reasons"])
    assert told.exit_code != 0


def test_check_says_when_a_world_or_a_server_is_not_there(server: Served) -> None:
    missing = ran("check", "w-99", "--control", server.urls["control"])
    silent = ran("check", "w-01", "--control", "http://127.0.0.1:9")

    assert (missing.exit_code, silent.exit_code) == (2, 3)
    assert "w-99" in missing.stderr
    assert "no control plane answers" in silent.stderr


def test_the_url_door_begins_runs_and_ends_a_world(server: Served, tmp_path: Path) -> None:
    """Source: protocol, section 5."""
    door = create_url_door(Worlds(tmp_path / "door", SILENT)).test_client()
    world = server.connection["world"]

    begun = door.post("/worlds", json=server.connection)
    cycle = door.post(f"/worlds/{world}/cycle")
    ended = door.delete(f"/worlds/{world}")
    gone = door.post(f"/worlds/{world}/cycle")
    wrong = door.post("/worlds", json={"world": "w-01"})

    assert [r.status_code for r in (begun, cycle, ended, gone, wrong)] == [201, 200, 200, 404, 400]
    assert cycle.get_json() == {"complete": True}
    assert "lacks" in wrong.get_json()["error"]


def test_a_sync_told_of_a_dead_server_will_be_called_again(tmp_path: Path) -> None:
    """Source: protocol, section 5: 75 means call me again later."""
    dead = {"api_url": "http://127.0.0.1:9", "identity_url": "http://127.0.0.1:9"}
    keys = {"client_id": "w-01.a", "client_secret": "b", "access_token": "w-01.c"}
    document = {
        "world": "w-01",
        "xero": {**dead, **keys, "refresh_token": "w-01.d"},
        "released": {**dead, **keys},
        "pairings": [{"company_id": 1, "tenant_id": "t", "sync_from": "2026-01-01"}],
    }

    told = ran(
        "sync", "--connection", saved(tmp_path, document), "--state", str(tmp_path / "links")
    )

    assert told.exit_code == 75

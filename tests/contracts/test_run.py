"""The command: what it says, how it ends, and that a server elsewhere is tested like our own."""

import json
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

import httpx
import pytest
from click.testing import CliRunner

from contracts import run
from contracts.documents import document
from contracts.finding import Finding
from contracts.gaps import Gap, sorted_out
from contracts.report import as_junit
from contracts.run import Outcome
from contracts.suites.control import CONTROL
from contracts.suites.fuzz import NO_OPERATION, drawn
from contracts.suites.released import RELEASED
from contracts.suites.rounds import fuzz_in_rounds
from contracts.suites.suite import Depth
from contracts.suites.work import Work
from counterfoil.commands import contracts as module
from counterfoil.contract_worlds import RECIPE, in_process
from counterfoil.outcomes import Exit
from simulators.assembly import create_apps, create_registry
from simulators.kernel.listener import Listener

SHORT = Depth(examples=1, phases=("examples",))
FEW = ("GET /_control/health", "GET /_control/worlds")
FINDING = Finding("control", "GET /_control/health", "status_code_conformance", "418 is not 200")


def command(*arguments):
    return CliRunner().invoke(module.command, [*arguments, "--jobs", "1"])


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(module, "USUAL", SHORT)


@pytest.fixture
def servers():
    registry = create_registry()
    listeners = {
        name: Listener("127.0.0.1", 0, app) for name, app in create_apps(registry).items()
    }
    for listener in listeners.values():
        listener.open()
    yield {name: f"http://127.0.0.1:{each.port}" for name, each in listeners.items()}
    for listener in listeners.values():
        listener.close()


def test_walks_along_links_stand_in_the_junit_file():
    """Schemathesis gives the events of walks no label, and XML no way to write some characters."""
    target = in_process("released", RECIPE)
    depth = Depth(examples=1, phases=("examples",), walks=2)
    fuzzed = fuzz_in_rounds(Work(document("released"), RELEASED, target, 1, depth))
    odd = replace(FINDING, message="a body of \x00 and \ud800 is not JSON")

    text = as_junit([Outcome("control", {}, fuzzed, findings=[odd])], 1.0)

    names = [case.get("name") for case in ElementTree.fromstring(text).iter("testcase")]
    assert NO_OPERATION in names
    assert "a body of � and � is not JSON" in text


def test_a_junit_file_that_cannot_be_written_is_refused_before_the_run(tmp_path):
    (tmp_path / "file").write_text("")

    done = command("--junit", str(tmp_path / "file" / "contracts.xml"))

    assert done.exit_code == Exit.USAGE
    assert "cannot be written: " in done.output


def test_the_folder_of_the_junit_file_is_made(short, tmp_path):
    done = command("--seed", "7", "--junit", str(tmp_path / "new" / "contracts.xml"))

    assert done.exit_code == Exit.HELD, done.output
    assert (tmp_path / "new" / "contracts.xml").read_text().startswith("<?xml")


def test_our_own_servers_keep_their_contracts(short, tmp_path):
    junit = tmp_path / "contracts.xml"

    done = command("--json", "--seed", "7", "--junit", str(junit))

    assert done.exit_code == Exit.HELD, done.output
    report = json.loads(done.output)
    assert (report["format"], report["result"], report["seed"]) == (
        "counterfoil/contracts/1",
        "pass",
        7,
    )
    assert report["cases"] == sum(sum(suite["cases"].values()) for suite in report["suites"]) > 0
    for suite in report["suites"]:
        assert suite["operations"] == len(document(suite["system"]).operations)
        assert {each["result"] for each in suite["promises"]} == {"pass"}
    cases = ElementTree.parse(junit).getroot().findall("testsuite/testcase")
    assert len(cases) > 100
    assert ElementTree.parse(junit).getroot().findall(".//failure") == []


def test_servers_elsewhere_are_held_to_the_same(short, servers):
    done = command(
        *("--xero-url", servers["xero"]),
        *("--released-url", servers["released"]),
        *("--control-url", servers["control"]),
    )

    assert done.exit_code == Exit.HELD, done.output
    assert "14 of 14 promises held" in done.output
    assert "seed 1 (repeat with --seed 1)" in done.output


def test_with_a_connection_document_alone_nothing_is_said_of_time(short, servers, tmp_path):
    made = httpx.post(f"{servers['control']}/_control/worlds", json={"fixture": "portfolio"})
    document_file = tmp_path / "connection.json"
    document_file.write_text(made.text)

    done = command("--xero-url", servers["xero"], "--connection", str(document_file))

    assert done.exit_code in (Exit.UNKNOWN, Exit.BROKEN)
    assert "the server's clock cannot be moved: give --control-url" in done.output


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--xero-url", "http://127.0.0.1:9"), Exit.USAGE, "give --control-url or --connection"),
        (("--control-url", "http://127.0.0.1:9"), Exit.UNKNOWN, "does not answer"),
        (("--control-url", "nowhere"), Exit.UNKNOWN, "does not answer"),
        (("--connection", "no-such-file"), Exit.USAGE, "does not exist"),
        (("--connection", __file__), Exit.USAGE, "cannot be read as a connection document"),
        (("--seed", "many"), Exit.USAGE, "'many' is not a valid integer"),
    ],
)
def test_wrong_usage_ends_with_a_sentence(arguments, code, sentence):
    done = command(*arguments)

    assert done.exit_code == code, done.output
    assert sentence in done.output
    assert "Traceback" not in done.output


def test_a_broken_promise_ends_in_failure_and_is_told(short, monkeypatch):
    def fuzz(*_):
        ran = run.Fuzzed()
        ran.findings.append(FINDING)
        return ran

    monkeypatch.setattr(run, "fuzz_in_rounds", fuzz)

    done = command()

    assert done.exit_code == Exit.BROKEN
    assert "status_code_conformance: GET /_control/health" in done.output
    assert "418 is not 200" in done.output


def a_gap(says="418"):
    return Gap("control", "health$", "status_code_conformance", says, "it is a teapot", "RFC 2324")


def test_a_known_gap_is_set_apart():
    assert sorted_out([FINDING], (a_gap(),)) == ([], [FINDING], [])


def test_a_gap_that_covers_nothing_has_closed():
    assert sorted_out([FINDING], (a_gap("419"),)) == ([FINDING], [], [a_gap("419")])


def test_a_closed_gap_fails_the_run(short, monkeypatch):
    monkeypatch.setattr(run, "GAPS", (a_gap(),))

    done = command()

    assert done.exit_code == Exit.BROKEN
    assert "a known gap has closed: status_code_conformance on health$" in done.output


def test_rounds_go_on_until_there_were_enough_cases():
    suite, target = CONTROL, in_process("control", RECIPE)
    depth = Depth(examples=1, cases=100, only=FEW)

    ran = fuzz_in_rounds(Work(document("control"), suite, target, 1, depth))

    assert 100 <= sum(ran.cases.values()) < 200
    assert len(ran.memory_mb) > 2
    assert ran.findings == []


def test_a_part_of_the_edges_is_drawn_by_the_seed_and_no_operation_is_left_out():
    suite, target = CONTROL, in_process("control", RECIPE)
    few = Depth(examples=1, edges=6, phases=("coverage",))

    ran = fuzz_in_rounds(Work(document("control"), suite, target, 1, few))

    assert set(ran.operations) == {each.label for each in document("control").operations}
    assert max(ran.operations.values()) <= 6


def test_edges_are_drawn_otherwise_by_another_seed():
    made = list(drawn(lambda operation: iter(range(30)), 4, 1)(SimpleNamespace(label="GET /")))

    assert made[:2] == [0, 1]
    assert len(made) == 4
    assert made != list(
        drawn(lambda operation: iter(range(30)), 4, 2)(SimpleNamespace(label="GET /"))
    )

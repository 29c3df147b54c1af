"""`counterfoil verify` at the partner's doors: real processes, real sockets, a verdict."""

import json
import sys
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.counterfoil.doors.partners import Reference, a_script, a_service
from tests.counterfoil.test_commands import DOUBLED, ran, saved

ROOT = Path(__file__).parents[3]
COMMAND = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
import json, pathlib
from counterfoil.sockets import SocketHttp
from sync.door import factory
document = json.loads(pathlib.Path(os.environ["COUNTERFOIL_CONNECTION"]).read_text())
links = pathlib.Path(os.environ["COUNTERFOIL_STATE"]) / "links.sqlite"
sys.exit(0 if factory(document, SocketHttp(), path=links).cycle() else 75)
"""
"""The reference sync as a ten-line command."""

UNTOLD = {
    "format": "counterfoil/scenario/1",
    "world": {"seed": 7, "fixture": "portfolio"},
    "steps": [
        {"do": "cycle"},
        {"do": "attachment.add", "in": "xero", "on": "invoice-1", "as": "f1",
         "fields": {"FileName": "meter.txt", "content": "RmlsZSBoNXkyYm4K"}},
        {"do": "cycle"},
    ],
}  # fmt: skip
"""No increment tells of a file: it is looked for once a minute, by the clock."""

WATCH = COMMAND.replace(
    "sys.exit(0 if factory(document, SocketHttp(), path=links).cycle() else 75)",
    "sync = factory(document, SocketHttp(), path=links)\n"
    "import time\n"
    "while True: sync.cycle(); time.sleep(0.3)",
)


def a_python(folder: Path, text: str) -> str:
    """A program that may import what is installed."""
    path = folder / "partner.py"
    path.write_text(text)
    return f"{sys.executable} {path}"


def test_the_reference_sync_behind_the_url_door_holds_all_rules() -> None:
    partner = Reference()

    with a_service(partner) as url:
        told = ran("verify", "--sync-url", url, "--scenarios", "3", "--jobs", "1", "--json")

    verdict = json.loads(told.stdout)
    assert (told.exit_code, verdict["result"], verdict["scenarios"]) == (0, "pass", 3)
    results = {row["id"]: row["result"] for row in verdict["rules"]}
    assert results["doors"] == results["crash"] == results["settles"] == "pass"
    assert partner.open_worlds == []
    assert len(set(partner.worlds)) == len(partner.worlds) >= 4


def test_what_is_due_by_the_clock_is_due_by_the_worlds_clock(tmp_path: Path) -> None:
    """Rule: R31. With the real clock the minute never passes, and seven rules are broken."""
    with a_service(Reference()) as url:
        told = ran("verify", "--sync-url", url, "--scenario", saved(tmp_path, UNTOLD),
                   "--rules", "R31,R53,R61")  # fmt: skip

    assert told.exit_code == 0, told.output


def test_several_processes_use_one_service_at_once() -> None:
    partner = Reference()

    with a_service(partner) as url:
        told = ran("verify", "--sync-url", url, "--scenarios", "2", "--jobs", "2")

    assert told.exit_code == 0, told.output
    assert partner.open_worlds == []
    assert len({name.partition("-")[0] for name in partner.worlds}) == 3


def test_the_reference_sync_as_a_command_holds_all_rules(tmp_path: Path) -> None:
    told = ran(
        "verify", "--sync-command", a_python(tmp_path, COMMAND), "--scenario", "contacts-edited",
        "--data", str(tmp_path / "worlds"),
    )  # fmt: skip

    assert told.exit_code == 0, told.output
    assert list((tmp_path / "worlds").iterdir()) == []


def test_the_reference_sync_as_a_watched_process_holds_all_rules(tmp_path: Path) -> None:
    told = ran(
        "verify", "--sync-watch", "--watch-command", a_python(tmp_path, WATCH), "--quiet", "0.2s",
        "--scenario", "contacts-edited",
    )  # fmt: skip

    assert told.exit_code == 0, told.output


def test_a_partner_that_doubles_payments_is_caught_through_the_url_door(tmp_path: Path) -> None:
    """M79 behind the door: replayed three times, came back each time, told in one file."""
    with a_service(Reference("M79")) as url:
        told = ran("verify", "--sync-url", url, "--scenario", saved(tmp_path, DOUBLED),
                   "--rules", "R41,R39", "--report", str(tmp_path / "report"))  # fmt: skip

    assert told.exit_code == 1
    assert "R41  each payment exactly once" in told.stdout
    assert "came back 3 of 3 times" in told.stdout
    finding = json.loads((tmp_path / "report" / "verdict.json").read_text())["findings"][0]
    assert (finding["replays"], finding["came_back"], finding["flaky"]) == (3, 3, False)


def test_a_sync_that_breaks_only_sometimes_is_flaky_with_its_rate(tmp_path: Path) -> None:
    """Every other world has the bug."""
    good, bad, number = Reference(), Reference("M79"), count()
    of: dict[str, Reference] = {}

    def answers(method, path, body):
        if path == "/worlds":
            of[body["world"]] = bad if next(number) % 2 else good
            return of[body["world"]](method, path, body)
        return of[path.split("/")[2]](method, path, body)

    with a_service(answers) as url:
        told = ran("verify", "--sync-url", url, "--scenario", saved(tmp_path, DOUBLED),
                   "--rules", "R41", "--json")  # fmt: skip

    verdict = json.loads(told.stdout)
    assert told.exit_code == 1
    assert [row["result"] for row in verdict["rules"] if row["id"] == "R41"] == ["flaky"]
    finding = verdict["findings"][0]
    assert finding["flaky"]
    assert 0 < finding["came_back"] < finding["replays"] == 3
    assert len(finding["scenario"]["steps"]) <= len(DOUBLED["steps"])


def test_a_finding_that_never_comes_back_is_still_told() -> None:
    """One single crash in the life of the service, after the first contact."""
    partner, cycles = Reference(), count()

    def answers(method, path, body):
        if path.endswith("/cycle") and next(cycles) == 5:
            return 500, {}
        return partner(method, path, body)

    with a_service(answers) as url:
        told = ran("verify", "--sync-url", url, "--scenario", "contacts-edited", "--json")

    verdict = json.loads(told.stdout)
    finding = next(f for f in verdict["findings"] if f["rule"] == "crash")
    assert told.exit_code == 1
    assert (finding["came_back"], finding["flaky"]) == (0, True)


TRESPASS = "/_control/worlds/{world}/state"
TOLD = "doors   the vendors' doors only"


def test_a_service_that_calls_the_control_plane_is_flagged(tmp_path: Path) -> None:
    partner, connections = Reference(), {}

    def answers(method, path, body):
        if path == "/worlds":
            connections[body["world"]] = body
        if path.endswith("/cycle"):
            given = connections[path.split("/")[2]]
            httpx.get(given["control_url"] + TRESPASS.format(world=given["world"]))
        return partner(method, path, body)

    with a_service(answers) as url:
        told = ran("verify", "--sync-url", url, "--scenario", saved(tmp_path, DOUBLED))

    assert told.exit_code == 1
    assert "The sync called the control plane 1 times: GET /_control/worlds/" in told.stdout


PRYING = """
import json, os, pathlib, urllib.request
given = json.loads(pathlib.Path(os.environ["COUNTERFOIL_CONNECTION"]).read_text())
urllib.request.urlopen(given["control_url"] + "/_control/worlds").read()
"""


@pytest.mark.parametrize("door", ["--sync-command", "--watch-command"])
def test_a_program_that_calls_the_control_plane_is_flagged(tmp_path: Path, door: str) -> None:
    words = [door, a_script(tmp_path, PRYING)]
    if door == "--watch-command":
        words += ["--sync-watch", "--quiet", "0.2s", "--cycle-timeout", "2s"]
    told = ran("verify", *words, "--scenario", saved(tmp_path, DOUBLED))

    assert told.exit_code == 1
    assert TOLD in told.stdout
    assert "The sync called the control plane" in told.stdout


class Prying:
    """A sync in process that looks where only tests may look."""

    def __init__(self, connection, http) -> None:
        self.control = http.client(connection["control_url"])

    def cycle(self) -> bool:
        return self.control.get("/_control/worlds").status_code != 200


def test_an_object_that_calls_the_control_plane_is_flagged(tmp_path: Path) -> None:
    name = f"{__name__}:Prying"
    told = ran("verify", "--sync-object", name, "--scenario", saved(tmp_path, DOUBLED))

    assert told.exit_code == 1
    assert "The sync called the control plane" in told.stdout


def test_an_object_that_keeps_to_the_vendors_doors_passes_that_rule(tmp_path: Path) -> None:
    told = ran("verify", "--scenario", saved(tmp_path, DOUBLED), "--json")

    results = {row["id"]: row["result"] for row in json.loads(told.stdout)["rules"]}
    assert results["doors"] == "pass"


FIRST = (
    ("raise SystemExit(75)", "settles", "never made a vendor call"),
    ("raise SystemExit('no password')", "crash", "exit code 1; the last it printed: no password"),
    ("import time; time.sleep(60)", "crash", "did not end within 0.5 s"),
)


@pytest.mark.parametrize(("text", "rule", "says"), FIRST)
def test_a_command_that_cannot_do_its_first_cycle_is_told_so_at_once(
    tmp_path: Path, text: str, rule: str, says: str
) -> None:
    told = ran("verify", "--sync-command", a_script(tmp_path, text), "--cycle-timeout", "0.5s")

    assert told.exit_code == 1
    assert f"{rule}  " in told.stdout
    assert says in told.stdout


def test_a_first_cycle_that_fails_is_judged_by_the_rules_that_were_named(tmp_path: Path) -> None:
    words = ("--sync-command", a_script(tmp_path, "raise SystemExit(75)"), "--rules", "R54")
    told = ran("verify", *words, "--json")

    rows = {row["id"] for row in json.loads(told.stdout)["rules"] if row["id"].startswith("R")}
    assert (told.exit_code, rows) == (1, {"R54"})


def test_a_service_that_answers_500_gives_code_3_and_a_sentence() -> None:
    with a_service(lambda *_: (500, {"error": "out of order"})) as url:
        told = ran("verify", "--sync-url", url)

    assert told.exit_code == 3
    assert (
        f'POST {url}/worlds was answered 500, not 2xx: {{"error": "out of order"}}' in told.stderr
    )


WRONG = (
    (("--sync-url", "http://x", "--sync-watch"), "choose one door: --sync-url and --sync-watch"),
    (("--sync-object", "a:b", "--sync-command", "true"), "choose one door"),
    (("--sync-url", "localhost:80"), "is no URL of a service"),
    (("--sync-url", "http://[:80"), "is no URL of a service"),
    (("--sync-command", "no-such-thing"), "there is no program 'no-such-thing' here"),
    (("--sync-command", ""), "the command is empty"),
    (("--sync-watch",), "--sync-watch needs --data DIR"),
    (("--watch-command", "true"), "--watch-command goes with --sync-watch"),
    (("--only-entities", "contacts,cats"), "entity 'cats' is unknown: use contacts, invoices"),
    (("--rules", "R99"), "rule 'R99' is unknown"),
    (("--rules", "R41", "R39"), "lists have commas and no blanks, such as --rules R41,R39"),
    (("--scenario", "no-such-story"), "Names are access-lost,"),
    (("--sync-command", "true", "--cycle-timeout", "soon"), "no duration"),
)


@pytest.mark.parametrize(("words", "says"), WRONG)
def test_wrong_usage_is_one_sentence_and_code_2(words: tuple[str, ...], says: str) -> None:
    told = ran("verify", *words)

    assert told.exit_code == 2
    assert says in told.stderr
    assert "Traceback" not in told.stderr


def test_a_sync_of_contacts_only_is_judged_by_contacts_only(tmp_path: Path) -> None:
    """Only contacts are edited; rules and records of documents are not held against it."""
    asked = ("--only-entities", "contacts", "--scenarios", "8", "--jobs", "1")

    told = ran("verify", *asked, "--json")

    verdict = json.loads(told.stdout)
    assert told.exit_code == 0
    listed = {row["id"] for row in verdict["rules"]}
    assert {"R2", "R7", "R53"} <= listed
    assert not listed & {"R15", "R35", "R41"}

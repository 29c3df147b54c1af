"""The reference sync as an operated program: plan, explain, relink, watch, stop, trouble."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from hmac import new as hmac
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from counterfoil.main import cli
from counterfoil.sync_program import complaint
from counterfoil.url_door import Worlds, create_url_door
from simulators.assembly import create_registry
from simulators.kernel.clock import real_sleep, stopwatch
from simulators.kernel.listener import Listener
from sync.log import SILENT
from tests.simulators.servers import Served, a_server, wait_for

PATIENCE_S = 60
SCRIPT = "import sys; sys.argv[0] = 'counterfoil'; from counterfoil.main import main; main()"


def ran(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


class Office:
    """A server with a world, and the sync's folder beside it."""

    def __init__(self, served: Served, folder: Path) -> None:
        self.served = served
        self.state = folder / "links"
        self.database = self.state / "sync.sqlite"
        self.document = folder / "connection.json"
        self.world = str(served.connection["world"])
        self.write(served.connection)

    def write(self, connection: dict[str, Any]) -> None:
        self.document.write_text(json.dumps(connection), encoding="utf-8")

    def sync(self, *words: str) -> Result:
        where = ("--connection", str(self.document), "--state", str(self.state))
        if words and not words[0].startswith("-"):
            return ran("sync", words[0], *words[1:], *where)
        return ran("sync", *where, *words)

    def edit(self, system: str, kind: str, record: Any = None, /, **fields: Any) -> Any:
        body = {"system": system, "kind": kind, "fields": fields}
        body |= {"id": str(record)} if record is not None else {}
        body["owner"] = "1" if system == "released" else self.tenant
        made = self.served.control("POST", f"/worlds/{self.world}/edits", body)
        return made["commits"][0]["after"]

    @property
    def tenant(self) -> str:
        return str(self.served.connection["xero"]["organisations"][0]["tenant_id"])

    def records(self, system: str, kind: str) -> list[dict[str, Any]]:
        state = self.served.control("GET", f"/worlds/{self.world}/state")
        return list(state[system][kind])

    def calls(self) -> list[dict[str, Any]]:
        answer = self.served.control("GET", f"/worlds/{self.world}/calls?after=0")
        return list(answer["calls"])


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with a_server(tmp_path, create=create_registry) as served:
        served.new_world(
            fixture="empty", switches={"limits": "off", "rl_webhooks": "on"}, companies=1
        )
        yield Office(served, tmp_path)


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        lines = list(db.iterdump())
    db.close()
    return lines


# the plan


def test_a_dry_run_prints_the_plan_and_writes_nothing_anywhere(office: Office) -> None:
    office.edit("released", "contact.create", name="Acme Ltd")
    before = office.records("xero", "contact"), office.records("released", "contact")

    told = office.sync("--once", "--dry-run")

    assert told.exit_code == 0, told.output
    assert "create in Xero" in told.stdout
    assert "contact Acme Ltd" in told.stdout
    assert "R2 made in Re-Leased, so made in Xero" in told.stdout
    assert "1 records would be written" in told.stdout
    assert (office.records("xero", "contact"), office.records("released", "contact")) == before
    assert all(call["method"] == "GET" for call in office.calls())
    assert not office.state.exists()


def test_a_dry_run_after_a_cycle_leaves_the_links_as_they_are(office: Office) -> None:
    contact = office.edit("released", "contact.create", name="Acme Ltd")
    assert office.sync().exit_code == 0
    assert office.sync("--dry-run").stdout == "Nothing is due.\n"
    office.edit("released", "contact.edit", contact["id"], firstName="Ann")
    before = dump(office.database)

    told = office.sync("--dry-run", "--json")

    plan = json.loads(told.stdout)
    assert plan["complete"] is True
    assert [(due["rule"], due["change"]) for due in plan["plan"]] == [
        ("R4", "firstName: nothing → Ann")
    ]
    assert dump(office.database) == before


def test_a_dry_run_that_cannot_read_says_so(office: Office) -> None:
    dead = "http://127.0.0.1:9"
    office.write({
        **office.served.connection,
        "released": {**office.served.connection["released"], "api_url": dead},
    })  # fmt: skip
    told = office.sync("--dry-run")

    assert told.exit_code == 75
    assert "not complete: company 1: GET" in told.stderr


# explain


def test_explain_answers_in_user_words(office: Office) -> None:
    """Why is this record not in the other system?"""
    office.edit("xero", "contact.create", Name="Acme Ltd")
    ours = office.edit("released", "contact.create", name="ACME LTD")
    line = {"description": "Rent", "quantity": "1", "unitPrice": "100.00"}
    document = office.edit(
        "released",
        "document.create",
        kind="IncomeInvoice",
        contactId=ours["id"],
        issueDate="2026-03-01",
        dueDate="2026-03-15",
        status="Draft",
        lines=[{**line, "accountCode": "200", "taxType": "OUTPUT2"}],
    )
    assert office.sync().exit_code == 0

    refused = office.sync("explain", f"released:contact:{ours['id']}").stdout
    draft = office.sync("explain", f"released:document:{document['id']}").stdout
    by_name = office.sync("explain", "ACME LTD").stdout
    unseen = office.sync("explain", "INV-9999")
    odd = office.sync("explain", "released:thing:1")

    assert "not in Xero" in refused
    assert "refused by Xero" in refused
    assert "Another contact in Xero has this name. Rename one of the two." in refused
    assert "sync results tell the users so" in refused
    assert "R62: " in refused
    assert "It waits: drafts stay in Re-Leased." in draft
    assert by_name == refused
    assert (unseen.exit_code, "no cycle has seen it" in unseen.stdout) == (0, True)
    assert (odd.exit_code, "released:TYPE:ID" in odd.stderr) == (2, True)


def test_explain_knows_what_a_record_waits_for(office: Office) -> None:
    office.edit("xero", "contact.create", Name="Acme Ltd")
    ours = office.edit("released", "contact.create", name="Acme Ltd")
    twin = office.edit("released", "contact.create", name="Beta Ltd")
    assert office.sync().exit_code == 0
    (there,) = [c for c in office.records("xero", "contact") if c["Name"] == "Beta Ltd"]

    told = office.sync("explain", f"xero:{there['ContactID']}", "--json")

    (answer,) = json.loads(told.stdout)
    assert answer["answer"] == "It is in both systems and nothing is due."
    assert answer["record"] == f"released:contact:{twin['id']}"
    assert ours["id"] != twin["id"]


def test_explain_before_the_first_cycle_says_what_to_do(office: Office) -> None:
    told = office.sync("explain", "INV-0001")

    assert told.exit_code == 2
    assert "run a cycle first" in told.stderr


def test_options_may_stand_before_the_sub_command(office: Office) -> None:
    office.edit("released", "contact.create", name="Acme Ltd")
    assert office.sync().exit_code == 0

    words = ("--connection", str(office.document), "--state", str(office.state))
    told = ran("sync", *words, "explain", "Acme Ltd")

    assert told.exit_code == 0, told.output
    assert "contact Acme Ltd" in told.stdout


# trouble with the file of links, and relink


def test_a_damaged_file_of_links_is_rebuilt(office: Office) -> None:
    office.edit("released", "contact.create", name="Acme Ltd")
    assert office.sync().exit_code == 0
    whole = office.sync("relink")
    office.database.write_bytes(office.database.read_bytes()[:6000])

    broken = [office.sync(*words) for words in ((), ("--dry-run",), ("explain", "Acme Ltd"))]
    rebuilt = office.sync("relink")
    after = office.sync()

    assert (whole.exit_code, "--anyway" in whole.stderr) == (2, True)
    assert [told.exit_code for told in broken] == [2, 2, 2]
    assert all("counterfoil sync relink" in told.stderr for told in broken)
    assert rebuilt.exit_code == 0, rebuilt.output
    assert "1 contact" in rebuilt.stdout
    assert after.exit_code == 0
    assert len(office.records("xero", "contact")) == 1
    assert (office.state / "sync.sqlite.old-1").exists()


def test_a_locked_file_of_links_is_another_try(office: Office, monkeypatch) -> None:
    monkeypatch.setattr("sync.database.BUSY_S", 0.05)
    assert office.sync().exit_code == 0
    holder = sqlite3.connect(office.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    told = office.sync()
    holder.close()

    assert told.exit_code == 75
    assert "is held by another program" in told.stderr
    assert office.sync().exit_code == 0


def test_a_full_file_of_links_is_no_verdict(office: Office, monkeypatch) -> None:
    for number in range(30):
        office.edit("released", "contact.create", name=f"Acme {number}")
    opened = sqlite3.connect

    def small(*words: Any, **more: Any) -> sqlite3.Connection:
        db = opened(*words, **more)
        db.execute("PRAGMA max_page_count = 1")
        return db

    with monkeypatch.context() as patched:
        patched.setattr("sync.database.sqlite3.connect", small)
        told = [office.sync() for _ in range(2)]

    assert [each.exit_code for each in told] == [3, 3]
    assert "has no room left" in told[0].stderr
    assert "Traceback" not in told[0].output
    assert office.sync().exit_code == 0
    assert len(office.records("xero", "contact")) == 30


# what it tells


def test_logs_are_lines_of_json_with_record_ids_and_no_secrets(office: Office) -> None:
    contact = office.edit("released", "contact.create", name="Acme Ltd")

    told = office.sync("--log", "json")

    lines = [json.loads(line) for line in told.stderr.splitlines() if line.startswith("{")]
    written = [line for line in lines if line["event"] == "record.written"]
    assert next(line["event"] for line in lines) == "cycle.began"
    assert written[0]["released"] == str(contact["id"])
    assert written[0]["action"] == "create in Xero"
    assert written[0]["rule"] == "R2"
    assert lines[-1] == {**lines[-1], "event": "cycle.ended", "complete": True}
    connection = office.served.connection
    for system in ("xero", "released"):
        for name in ("client_secret", "access_token", "webhook_key"):
            assert connection[system][name] not in told.output


def test_a_cycle_that_breaks_off_says_why(office: Office) -> None:
    fault = {"match": {"path": "*/Invoices*"}, "action": {"kind": "status", "status": 429}}
    fault["match"] |= {"times": 99, "nth": 1}
    fault["action"] |= {"retry_after_s": 80_000}
    office.served.control("POST", f"/worlds/{office.world}/faults", fault)

    told = office.sync()

    assert told.exit_code == 75
    assert "opens again in 22 h 13 min" in told.stderr


CONFUSED = (
    ("--watch", "--serve", "8500"),
    ("--once", "--watch"),
    ("--dry-run", "--watch"),
)


@pytest.mark.parametrize("words", CONFUSED)
def test_two_ways_to_run_at_once_are_refused(words: tuple[str, ...]) -> None:
    assert ran("sync", *words).exit_code == 2


WRONG = (
    ([], "JSON object"),
    ({}, "lacks world, xero, released, pairings"),
    ({"xero": {"client_id": 7}}, "xero.client_id"),
    ({"world": "../x"}, "letters, digits and hyphens"),
    ({"pairings": {}}, "must be a list"),
    ({"pairings": [{"company_id": "x", "tenant_id": "t"}]}, "company_id, a number"),
    ({"policy": {"conflict": "both"}}, "one of rl, xero, last, error"),
)


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_a_wrong_connection_document_is_one_clear_sentence(change: Any, said: str) -> None:
    text = {"api_url": "u", "identity_url": "u", "client_id": "c", "client_secret": "s"}
    good = {
        "world": "w-1",
        "xero": {**text, "access_token": "t"},
        "released": {**text, "access_token": "t"},
        "pairings": [{"company_id": 1, "tenant_id": "t"}],
    }
    assert complaint(good) == ""

    wrong = {**good, **change} if change else change

    assert said in complaint(wrong)


# it runs by itself


@contextmanager
def running(office: Office, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program in a process of its own, and the address that it tells."""
    command = [sys.executable, "-c", SCRIPT, "sync", *words, "--state", str(office.state)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("listening: "), process.communicate()
            yield process, line.split()[1]
        finally:
            process.kill()


def until(is_so: Any) -> None:
    end = stopwatch() + PATIENCE_S
    while not is_so():
        assert stopwatch() < end
        real_sleep(0.05)


def watching(office: Office, every: str = "1h"):
    words = ("--connection", str(office.document), "--watch", "--every", every, "--listen", "0")
    return running(office, *words)


def test_watch_syncs_on_a_webhook_long_before_its_schedule_and_ends_gracefully(
    office: Office,
) -> None:
    """Both vendors deliver to it; a page says how it is; SIGTERM ends it with 0."""
    with watching(office) as (process, url):
        until(lambda: httpx.get(f"{url}/health").json()["cycles"] == 1)
        targets = {system: f"{url}/webhooks/{system}" for system in ("xero", "released")}
        world = f"/worlds/{office.world}"
        office.served.control("POST", f"{world}/webhooks/deliver", {})  # what nobody waits for
        office.served.control("PUT", f"{world}/webhook-target", targets)

        office.edit("released", "contact.create", name="Acme Ltd")
        office.served.control("POST", f"{world}/webhooks/deliver", {})
        until(lambda: office.records("xero", "contact"))
        office.edit("xero", "contact.create", Name="Beta Ltd")
        office.served.control("POST", f"{world}/webhooks/deliver", {})
        until(lambda: len(office.records("released", "contact")) == 2)
        until(lambda: httpx.get(f"{url}/health").json()["is_running"] is False)

        health, page = httpx.get(f"{url}/health").json(), httpx.get(url)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0
    assert "stopping after the current step" in told
    assert health["status"] == "ok"
    assert health["open_problems"] == 0
    assert health["webhooks"]["deliveries"] >= 4
    assert health["webhooks"]["forged"] == 2  # Xero's intent to receive
    assert {"company 1 feed", "company 1 since.Contacts"} <= set(health["cursors"])
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1>Sync: ok</h1>" in page.text


def test_health_names_open_problems_and_why_a_cycle_is_not_complete(office: Office) -> None:
    office.edit("xero", "contact.create", Name="Acme & Co")
    office.edit("released", "contact.create", name="Acme & Co")
    with watching(office, "1s") as (_, url):
        until(lambda: httpx.get(f"{url}/health").json()["open_problems"] == 1)
        (problem,) = httpx.get(f"{url}/health").json()["problems"]
        page = httpx.get(url).text
        fault = {"match": {"path": "*/changes*", "times": 999}, "action": {"kind": "status"}}
        fault["action"] |= {"status": 403}
        office.served.control("POST", f"/worlds/{office.world}/faults", fault)
        until(lambda: httpx.get(f"{url}/health").json()["last_cycle"]["why_not_complete"])

    assert "Another contact in Xero has this name" in problem["reason"]
    assert "contact Acme &amp; Co" in page


def test_a_stop_in_the_middle_of_a_cycle_is_after_its_step(office: Office) -> None:
    """Nothing is half done: the next run goes on, and nothing is doubled."""
    for number in range(40):
        office.edit("xero", "contact.create", Name=f"Acme {number}")
    with watching(office) as (process, _):
        until(lambda: len(office.records("released", "contact")) >= 3)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert len(office.records("released", "contact")) < 40

    assert office.sync().exit_code == 0
    assert len(office.records("xero", "contact")) == 40
    assert len(office.records("released", "contact")) == 40


# the URL door


@contextmanager
def a_door(folder: Path) -> Iterator[str]:
    worlds = Worlds(folder, SILENT)
    listener = Listener("127.0.0.1", 0, create_url_door(worlds).wsgi_app)
    listener.open()
    try:
        yield f"http://127.0.0.1:{listener.port}"
    finally:
        worlds.close()
        listener.close()


def test_the_url_door_works_over_sockets_from_any_thread(office: Office, tmp_path: Path) -> None:
    """Source: protocol, section 5. Each call comes over a line, and so a thread, of its own."""
    office.edit("released", "contact.create", name="Acme Ltd")
    with a_door(tmp_path / "door") as url:
        begun = httpx.post(f"{url}/worlds", json=office.served.connection)
        cycles: list[dict[str, Any]] = []
        threads = [
            Thread(
                target=lambda: cycles.append(
                    httpx.post(f"{url}/worlds/{office.world}/cycle", timeout=60).json()
                )
            )
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        raw = b'{"events":[]}'
        key = office.served.connection["xero"]["webhook_key"].encode()
        signed = b64encode(hmac(key, raw, sha256).digest()).decode()
        hooks = [
            httpx.post(
                f"{url}/worlds/{world}/webhooks/xero",
                content=raw,
                headers={"x-xero-signature": each},
            ).status_code
            for world, each in ((office.world, signed), (office.world, "x"), ("w-9", signed))
        ]
        assert (tmp_path / "door" / f"{office.world}.sqlite").exists()
        ended = httpx.delete(f"{url}/worlds/{office.world}")
        again = httpx.delete(f"{url}/worlds/{office.world}")

    assert begun.status_code == 201
    assert cycles == [{"complete": True}] * 4
    assert hooks == [200, 401, 404]
    assert (ended.status_code, again.status_code) == (200, 404)
    assert list((tmp_path / "door").iterdir()) == []
    assert len(office.records("xero", "contact")) == 1


def test_the_url_door_says_what_is_wrong_with_a_document(tmp_path: Path) -> None:
    door = create_url_door(Worlds(tmp_path, SILENT)).test_client()

    for body, said in ((b"{", "JSON object"), (b'{"world": "w-1"}', "lacks xero")):
        told = door.post("/worlds", data=body, content_type="application/json")
        assert told.status_code == 400
        assert said in told.get_json()["error"]


# two copies at once, and a server that goes away


def test_two_copies_at_once_double_nothing(office: Office) -> None:
    """Two processes on one file of links, as when a job was started twice. Rule: R41, R55."""
    words = ("--connection", str(office.document), "--watch", "--every", "1s", "--listen", "0")
    with running(office, *words) as (first, _), running(office, *words) as (second, _):
        for number in range(15):
            office.edit("released", "contact.create", name=f"Acme {number}")
            office.edit("xero", "contact.create", Name=f"Beta {number}")
        until(lambda: len(office.records("xero", "contact")) == 30)
        until(lambda: len(office.records("released", "contact")) == 30)
        for process in (first, second):
            process.send_signal(signal.SIGTERM)
        for process in (first, second):
            process.communicate(timeout=PATIENCE_S)
            assert process.returncode == 0

    assert office.sync().exit_code == 0
    names = [sorted(c["name"] for c in office.records("released", "contact"))]
    names.append(sorted(c["Name"] for c in office.records("xero", "contact")))
    assert names[0] == names[1] == sorted({*names[0]})
    assert len(names[0]) == 30


def test_two_copies_on_files_of_their_own_double_nothing_that_has_a_key(office: Office) -> None:
    """Not even one file is shared: what both send has one key, and what both find is linked."""
    for number in range(6):
        office.edit("released", "contact.create", name=f"Acme {number}")
    states = [office.state.with_name(name) for name in ("one", "other")]
    threads = [
        Thread(
            target=lambda state=state: ran(
                "sync", "--connection", str(office.document), "--state", str(state)
            )
        )
        for state in states
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(office.records("xero", "contact")) == 6


def three_free_ports() -> int:
    """The first of three ports in a row that nobody listens at."""
    for base in range(20_000 + os.getpid() % 9000, 60_000, 7):
        sockets = [socket.socket() for _ in range(3)]
        try:
            for place, each in enumerate(sockets):
                each.bind(("127.0.0.1", base + place))
        except OSError:
            continue
        else:
            return base
        finally:
            for each in sockets:
                each.close()
    raise AssertionError("no three ports in a row are free")


@contextmanager
def a_server_process(folder: Path, base: int) -> Iterator[tuple[subprocess.Popen[str], Served]]:
    """`counterfoil serve --data` in a process that can be killed."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    words = ["--port-base", str(base), "--data", str(folder / "data"), "--time-scale", "0"]
    command = [sys.executable, "-c", SCRIPT, "serve", *words, "--ready-file", str(ready)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            wait_for(ready, process)
            yield process, Served(json.loads(ready.read_text()))
        finally:
            process.kill()


def test_the_server_is_killed_and_restarted_in_the_middle_of_a_cycle(tmp_path: Path) -> None:
    """`serve --data`: what was answered is there, what was not is looked for. Rule: R60."""
    base = three_free_ports()
    with a_server_process(tmp_path, base) as (server, served):
        served.new_world(fixture="empty", switches={"limits": "off"}, companies=1)
        office = Office(served, tmp_path)
        for number in range(30):
            office.edit("xero", "contact.create", Name=f"Acme {number}")
        with watching(office, "1s") as (process, url):
            until(lambda: len(office.records("released", "contact")) >= 3)
            server.kill()
            server.wait()
            with a_server_process(tmp_path, base) as (_, again):
                again.connection = served.connection
                office.served = again
                survived = len(office.records("released", "contact"))
                until(lambda: len(office.records("released", "contact")) == 30)
                until(lambda: httpx.get(f"{url}/health").json()["last_cycle"]["completed"])
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=PATIENCE_S)
                assert office.sync().exit_code == 0

                assert 3 <= survived < 30
                assert len(office.records("xero", "contact")) == 30
                assert len(office.records("released", "contact")) == 30

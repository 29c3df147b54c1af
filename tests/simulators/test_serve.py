"""Three real ports: lines that are really cut, callers that are slow, rude or too loud."""

import json
import os
import signal
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import httpx
import pytest

from simulators.kernel import listener
from simulators.kernel.http import MOST_BODY_BYTES
from simulators.kernel.listener import WORKERS
from simulators.serve import NOT_STARTED, STOPPED, WRONG_USAGE, Settings, serve
from tests.simulators.kernel.toy import a_registry
from tests.simulators.servers import PATIENCE_S, Served, a_process, a_server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with a_server(tmp_path_factory.mktemp("serve")) as served:
        yield served


@pytest.fixture
def world(served: Served) -> Served:
    served.new_world(switches={"limits": "off"})
    return served


def arm(world: Served, kind: str, **match: object) -> None:
    name = world.connection["world"]
    body = {"match": {"method": "POST", **match}, "action": {"kind": kind}}
    world.control("POST", f"/worlds/{name}/faults", body)


def names(world: Served) -> list[str]:
    answer = world.client("xero").get("/notes")
    return [note["name"] for note in answer.json()["notes"]]


def a_line(world: Served, door: str = "xero") -> socket.socket:
    host, port = httpx.URL(world.urls[door]).host, httpx.URL(world.urls[door]).port
    return socket.create_connection((host, port), timeout=PATIENCE_S)


def request(world: Served, body: bytes, *more: str) -> bytes:
    head = [
        "POST /notes HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {world.connection['xero']['access_token']}",
        f"Content-Length: {len(body)}",
        *more,
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


# Lines that are cut


@pytest.mark.parametrize(
    ("kind", "stored"),
    [("drop_before_commit", []), ("drop_after_commit", ["a"]), ("crash", ["a"])],
)
def test_a_dropped_answer_resets_the_line(world: Served, kind: str, stored: list[str]) -> None:
    arm(world, kind)
    with a_line(world) as line:
        line.sendall(request(world, b'{"name": "a"}'))

        with pytest.raises(ConnectionResetError):
            line.recv(1)

    assert names(world) == stored


def test_a_reset_strikes_a_kept_line_and_the_next_call_gets_a_new_one(world: Served) -> None:
    client = world.client("xero")
    arm(world, "drop_after_commit", nth=2)
    first = client.post("/notes", json={"name": "a"})

    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        client.post("/notes", json={"name": "b"})
    third = client.post("/notes", json={"name": "c"})

    assert (first.status_code, third.status_code) == (201, 201)
    assert names(world) == ["a", "b", "c"]


def test_a_kept_line_answers_many_calls(world: Served) -> None:
    with a_line(world) as line:
        for number in range(5):
            line.sendall(request(world, json.dumps({"name": str(number)}).encode()))
            assert line.recv(65536).startswith(b"HTTP/1.1 201 Created\r\n")

    assert names(world) == ["0", "1", "2", "3", "4"]


def test_calls_sent_ahead_on_one_line_are_answered_in_order(world: Served) -> None:
    with a_line(world) as line:
        both = [
            request(world, b'{"name": "a"}'),
            request(world, b'{"name": "b"}', "Connection: close"),
        ]
        line.sendall(b"".join(both))
        answers = line.makefile("rb").read()

    assert answers.count(b"HTTP/1.1 201 Created") == 2
    assert names(world) == ["a", "b"]


def test_the_line_is_cut_for_the_struck_call_only(world: Served) -> None:
    arm(world, "drop_before_commit")
    with a_line(world) as other, a_line(world) as struck:
        struck.sendall(request(world, b'{"name": "a"}'))
        with pytest.raises(ConnectionResetError):
            struck.recv(1)

        other.sendall(request(world, b'{"name": "b"}'))

        assert other.recv(65536).startswith(b"HTTP/1.1 201 Created")


# Slow and rude callers


def test_silent_lines_keep_nobody_waiting(world: Served) -> None:
    with ExitStack() as lines:
        for _ in range(WORKERS * 3):
            lines.enter_context(a_line(world))

        assert world.client("xero").get("/notes").status_code == 200


def test_callers_that_stop_halfway_keep_nobody_waiting(world: Served) -> None:
    with ExitStack() as lines:
        for half in (b"POST /no", request(world, b"{" * 100)[:-50]) * (WORKERS // 2 - 1):
            lines.enter_context(a_line(world)).sendall(half)

        assert world.client("xero").get("/notes").status_code == 200


@pytest.mark.parametrize(
    ("limit", "seconds"), [("SILENCE_S", 0.05), ("REQUEST_S", -1)], ids=["silent", "too slow"]
)
def test_a_request_that_takes_too_long_is_given_up(
    world: Served, monkeypatch: pytest.MonkeyPatch, limit: str, seconds: float
) -> None:
    monkeypatch.setattr(listener, limit, seconds)
    with a_line(world) as line:
        line.sendall(request(world, b"{}", "X: y")[:-1])

        assert line.makefile("rb").readline() == b"HTTP/1.1 408 Request Timeout\r\n"
    monkeypatch.undo()
    assert names(world) == []


def test_a_body_that_never_comes_whole_is_not_worked_on(world: Served) -> None:
    with a_line(world) as line:
        line.sendall(request(world, b'{"name": "a"}  ')[:-1])
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert names(world) == []


@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02\x00\x01", b"\r\n\r\n\r\n", b"GET\r\n\r\n"])
def test_garbage_gets_400_or_silence(world: Served, garbage: bytes) -> None:
    with a_line(world) as line:
        line.sendall(garbage + b"\r\n")
        line.shutdown(socket.SHUT_WR)

        assert line.makefile("rb").read()[:12] in (b"HTTP/1.1 400", b"")
    assert names(world) == []


def test_headers_without_end_are_refused(world: Served) -> None:
    client = world.client("xero")

    answer = client.get("/notes", headers={"X-Long": "x" * 100_000})

    assert answer.status_code == 413
    assert client.get("/notes").status_code == 200


def test_a_body_beyond_the_limit_is_refused_by_the_vendor(world: Served) -> None:
    client = world.client("xero")

    answer = client.post("/notes", content=b" " * (MOST_BODY_BYTES + 1))

    assert (answer.status_code, answer.json()) == (413, {"errors": ["Trouble 413."]})
    assert client.get("/notes").status_code == 200


def test_a_body_far_beyond_the_limit_is_not_even_read(world: Served) -> None:
    with a_line(world) as line:
        line.sendall(request(world, b"", "X: y").replace(b"th: 0", b"th: 99999999999"))

        assert line.recv(65536).startswith(b"HTTP/1.1 413 ")
    assert names(world) == []


def test_a_chunked_body_is_understood(world: Served) -> None:
    answer = world.client("xero").post("/notes", content=iter([b'{"name":', b' "a"}']))

    assert (answer.status_code, answer.json()["name"]) == (201, "a")


def test_many_callers_at_once_get_their_answers(world: Served) -> None:
    with ExitStack() as lines:
        all_lines = [lines.enter_context(a_line(world)) for _ in range(WORKERS * 2)]
        for number, line in enumerate(all_lines):
            line.sendall(request(world, json.dumps({"name": str(number)}).encode()))

        answers = {line.recv(65536)[:12] for line in all_lines}

    assert answers == {b"HTTP/1.1 201"}
    assert sorted(map(int, names(world))) == list(range(WORKERS * 2))


# Starting and stopping


def refused(tmp_path: Path, **settings: object) -> tuple[int, list[str], list[str]]:
    said: list[str] = []
    problems: list[str] = []
    stop = Event()
    stop.set()
    wanted = Settings(**{"port_base": 0, **settings})  # type: ignore[arg-type]
    code = serve(wanted, said.append, problems.append, create=a_registry, stop=stop)
    return code, said, problems


def test_a_port_in_use_is_one_clear_sentence(world: Served, tmp_path: Path) -> None:
    port = httpx.URL(world.urls["xero"]).port
    assert port is not None

    code, said, problems = refused(tmp_path, port_base=port)

    assert (code, said) == (NOT_STARTED, [])
    assert problems == [f"cannot listen at 127.0.0.1, port {port}: Address already in use"]


@pytest.mark.parametrize(
    ("settings", "code", "sentence"),
    [
        ({"port_base": -1}, WRONG_USAGE, "port base -1 is out of range: use 1 to 65533"),
        ({"port_base": 65534}, WRONG_USAGE, "port base 65534 is out of range"),
        ({"world": "castle"}, WRONG_USAGE, "fixture 'castle' is unknown: use empty, three"),
        ({"host": "no.such.host.invalid"}, NOT_STARTED, "cannot listen at no.such.host.invalid"),
        ({"host": "192.0.2.1"}, NOT_STARTED, "cannot listen at 192.0.2.1"),
        ({"data": Path("/proc/nowhere")}, NOT_STARTED, "/proc/nowhere"),
        ({"ready_file": Path("/proc/nowhere")}, NOT_STARTED, "/proc/nowhere"),
    ],
)
def test_what_cannot_be_served_is_one_clear_sentence(
    tmp_path: Path, settings: dict[str, object], code: int, sentence: str
) -> None:
    got, said, problems = refused(tmp_path, **settings)

    assert (got, said, len(problems)) == (code, [], 1)
    assert sentence in problems[0]


def test_a_folder_in_use_is_one_clear_sentence(tmp_path: Path) -> None:
    with a_server(tmp_path, data=tmp_path / "data"):
        code, _, problems = refused(tmp_path, data=tmp_path / "data")

    assert code == NOT_STARTED
    assert problems == [f"the folder {tmp_path / 'data'} is in use by another server"]


def test_the_first_world_is_made_and_its_connection_document_printed(tmp_path: Path) -> None:
    _, said, problems = refused(tmp_path, world="three", data=tmp_path / "data")
    document = json.loads(said[1])

    _, again, _ = refused(tmp_path, world="three", data=tmp_path / "data")

    assert problems == []
    assert said[0].startswith("listening: control http://127.0.0.1:")
    assert (document["format"], document["world"]) == ("counterfoil/connection/1", "w-01")
    assert document["control_url"] in said[0]
    assert json.loads(again[1])["world"] == "w-01"


def test_a_server_for_everybody_is_reached_by_a_real_address(tmp_path: Path) -> None:
    refused(tmp_path, host="0.0.0.0", ready_file=tmp_path / "ready.json")

    ready = json.loads((tmp_path / "ready.json").read_text())
    assert ready["control"].startswith("http://127.0.0.1:")
    assert ready["pid"] == os.getpid()
    assert set(ready) == {"control", "xero", "released", "pid"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_service_politely(tmp_path: Path, number: signal.Signals) -> None:
    with a_process(tmp_path) as (process, served):
        served.new_world()
        client = served.client("xero")
        assert client.get("/notes").status_code == 200

        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE_S)
        client.close()

    assert (process.returncode, err) == (STOPPED, "")
    assert out.count("\n") == 1

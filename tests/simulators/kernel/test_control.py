"""The control plane: what it offers, and a sentence for everything that it cannot understand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

from counterfoil.inprocess import Simulators
from simulators.kernel.control import ROUTES
from tests.simulators.kernel.toy import a_registry
from tests.simulators.kernel.toy_world import ToyWorld

BAD_WORLDS: list[tuple[Any, str]] = [
    ([], "the body must be a JSON object"),
    ({"sed": 1}, "sed is unknown: a world takes seed, profile"),
    ({"seed": "1"}, "seed must be a whole number"),
    ({"seed": -1}, "seed must be a whole number"),
    ({"seed": True}, "seed must be a whole number"),
    ({"seed": 1e30}, "seed must be a whole number"),
    ({"profile": "future"}, "profile 'future' is unknown: use one of guide, moody"),
    ({"profile": 1}, "profile must be a text"),
    ({"fixture": "castle"}, "fixture 'castle' is unknown: use empty, three"),
    ({"switches": {"mood": "bad"}}, "switch 'mood' is unknown"),
    ({"switches": {"xero_mood": "sad"}}, "switch 'xero_mood' cannot be 'sad': use one of good"),
    ({"switches": ["limits"]}, "switches must be an object of texts"),
    ({"switches": {"limits": 0}}, "switches must be an object of texts"),
    ({"organisations": 0}, "organisations must be a whole number from 1 to 20"),
    ({"companies": 21}, "companies must be a whole number from 1 to 20"),
    ({"countries": []}, "countries must be a list of ISO countries"),
    ({"countries": "NZ"}, "countries must be a list of ISO countries"),
    ({"countries": ["GB", "FR"]}, "each one of GB, NZ, AU"),
    ({"countries": [["GB"]]}, "each one of GB, NZ, AU"),
    ({"clock": 60}, 'clock must be {"scale": S}'),
    ({"clock": {"scale": -1}}, 'clock must be {"scale": S}'),
    ({"clock": {"scale": True}}, 'clock must be {"scale": S}'),
    ({"now": "tomorrow"}, "now must be an ISO instant"),
    ({"now": 5}, "now must be a text"),
    ({"now": "9999-12-31T23:59:59Z"}, "now must be an ISO instant"),
    ({"now": "0001-01-01T00:00:00+23:59"}, "now must be an ISO instant"),
    ({"policy": "rl"}, 'policy must be {"conflict": "rl"}'),
    ({"policy": {"conflict": ["rl"]}}, 'policy must be {"conflict": "rl"}'),
]


@pytest.mark.parametrize(("recipe", "sentence"), BAD_WORLDS)
def test_a_recipe_that_is_not_right_makes_no_world(recipe: Any, sentence: str) -> None:
    control = Simulators(a_registry()).control

    answer = control.post("worlds", json=recipe)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert sentence in answer.json()["detail"]
    assert control.get("worlds").json() == {"worlds": []}


NOTE = {"system": "xero", "kind": "note.create"}
BAD_REQUESTS: list[tuple[str, str, Any, str]] = [
    ("PUT", "switches", {"mood": "bad"}, "switch 'mood' is unknown: the switches are limits"),
    ("PUT", "switches", {"limits": ["off"]}, "switch 'limits' cannot be ['off']"),
    ("POST", "edits", {}, "system must be a text"),
    ("POST", "edits", {"system": "sage", "kind": "x"}, "system 'sage' is unknown: use one of"),
    ("POST", "edits", {"system": "xero"}, "kind must be a text"),
    ("POST", "edits", {"system": "xero", "kind": "note.eat"}, "kind 'note.eat' is unknown in"),
    ("POST", "edits", {**NOTE, "fields": []}, "fields must be an object"),
    ("POST", "edits", {**NOTE, "fields": [1]}, "fields must be an object"),
    ("POST", "edits", {**NOTE, "fields": {"colour": 1}}, "fields.colour is unknown: note.create"),
    ("POST", "edits", {**NOTE, "owner": "o-9"}, "owner 'o-9' is unknown in xero: use o-1, o-2"),
    ("POST", "edits", {**NOTE, "owner": ["o-1"]}, "owner ['o-1'] is unknown"),
    ("POST", "edits", {**NOTE, "id": True}, "id must be a text"),
    ("POST", "clock", {}, "the body must be"),
    ("POST", "clock", {"advance_s": "60"}, "advance_s must be a number"),
    ("POST", "clock", {"advance_s": True}, "advance_s must be a number"),
    ("POST", "clock", {"advance_s": -1}, "time moves forward only"),
    ("POST", "clock", {"advance_s": 1e12}, "time moves forward only"),
    ("POST", "clock", {"advance_s": 1, "now": "2027-01-01"}, "the body must be"),
    ("POST", "clock", {"now": "2020-01-01T00:00:00Z"}, "time moves forward only"),
    ("POST", "clock", {"now": "soon"}, "now must be an ISO instant"),
    ("POST", "clock", {"now": 7}, "the body must be"),
    ("POST", "snapshots/s-09/restore", None, "snapshot 's-09' is unknown in world w-01"),
    ("POST", "webhooks/deliver", {"deliveries": "d-1"}, "deliveries must be a list of names"),
    ("POST", "webhooks/deliver", {"deliveries": [["d-1"]]}, "deliveries must be a list of names"),
    ("PUT", "webhook-target", {"sage": "http://x"}, "the body must map xero and released to URLs"),
    ("PUT", "webhook-target", {"xero": 1}, "the body must map xero and released to URLs"),
    ("GET", "history?after=-1", None, "after must be a whole number"),
    ("GET", "calls?after=x", None, "after must be a whole number"),
    ("GET", f"calls?after={'9' * 5000}", None, "after must be a whole number"),
]


@pytest.mark.parametrize(("method", "path", "body", "sentence"), BAD_REQUESTS)
def test_a_request_that_is_not_right_gets_a_sentence(
    method: str, path: str, body: Any, sentence: str
) -> None:
    world = ToyWorld()
    before = world.get("switches"), world.get("clock"), world.get("state")

    answer = world.control(method, path, body)

    problem = answer.json()
    assert (answer.status_code, problem["title"]) == (400, "Bad request")
    assert sentence in problem["detail"]
    assert (world.get("switches"), world.get("clock"), world.get("state")) == before


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[1,", b"NaN"])
@pytest.mark.parametrize("path", ["worlds", "worlds/w-01/faults", "worlds/w-01/clock"])
def test_a_body_that_is_no_json_gets_a_sentence(content: bytes, path: str) -> None:
    world = ToyWorld()

    answer = world.simulators.control.post(path, content=content)

    assert answer.status_code == 400
    assert "the body is not JSON" in answer.json()["detail"]


@pytest.mark.parametrize(("method", "path"), [row[:2] for row in ROUTES if "<world>" in row[1]])
def test_an_unknown_world_is_said_to_be_unknown(method: str, path: str) -> None:
    control = ToyWorld().simulators.control

    where = path.replace("<world>", "w-77").replace("<snapshot>", "s-01")
    answer = control.request(method, where.lstrip("/"), json={})

    assert answer.status_code == 404
    assert answer.json()["detail"] == "world 'w-77' is unknown: the worlds are w-01"


@pytest.mark.parametrize(("method", "path"), [("GET", "nowhere"), ("PATCH", "worlds")])
def test_an_unknown_path_or_method_names_those_that_exist(method: str, path: str) -> None:
    answer = Simulators(a_registry()).control.request(method, path)

    assert answer.status_code in (404, 405)
    assert "/_control/worlds/<world>/clock" in answer.json()["detail"]


def test_health_says_ok_and_which_version() -> None:
    answer = Simulators(a_registry()).control.get("health")

    assert answer.json() == {"status": "ok", "version": "0.1.0"}


def test_worlds_are_made_listed_read_and_dropped() -> None:
    world = ToyWorld(profile="moody", policy={"conflict": "xero"})
    world.write("a")
    read = world.get("")

    assert read["meters"] == {"calls": 1, "commits": 1, "webhooks_pending": 1, "snapshots": 0}
    assert (read["profile"], read["policy"]) == ("moody", {"conflict": "xero"})
    assert read["control_url"] == "http://control.test"
    assert world.control("DELETE", "").status_code == 204
    assert world.control("GET", "").status_code == 404
    assert world.call("GET", "/notes").status_code == 401
    assert world.simulators.control.get("worlds").json() == {"worlds": []}


def test_a_dropped_worlds_name_is_never_given_again() -> None:
    world = ToyWorld()
    world.control("DELETE", "")

    assert ToyWorld(world.simulators.registry).name == "w-02"


def test_switches_start_from_the_profile_and_can_be_set() -> None:
    world = ToyWorld(profile="moody", switches={"released_mood": "bad"})
    answer = world.control("PUT", "switches", {"xero_mood": "good"}).json()

    values = {switch["name"]: switch["value"] for switch in answer["switches"]}

    assert values == {"limits": "on", "xero_mood": "good", "released_mood": "bad"}
    assert answer["switches"][0]["meaning"]


def test_an_edit_answers_with_its_commits_or_with_the_refusal() -> None:
    world = ToyWorld()
    asked = {**NOTE, "owner": "o-2", "fields": {"name": "a"}}
    made = world.post("edits", asked)["commits"]

    refused = world.control("POST", "edits", asked)

    assert [(c["actor"], c["owner"], c["call"]) for c in made] == [("user", "o-2", None)]
    assert refused.status_code == 409
    assert refused.json()["refusals"] == [
        {"code": "taken", "message": "The name a is taken.", "field": "name"}
    ]


def test_the_catalogue_lists_what_people_can_do() -> None:
    catalogue = Simulators(a_registry()).control.get("edits").json()

    assert catalogue["xero"][0] == {
        "kind": "note.create",
        "fields": ["name", "text"],
        "meaning": "Write a note.",
    }


def test_state_shows_records_and_no_secrets() -> None:
    state = ToyWorld(fixture="three").get("state")

    assert [note["id"] for note in state["xero"]["note"]] == ["1", "2", "3"]
    assert list(state["xero"]) == ["note"]


def test_history_and_calls_are_read_from_a_number_on() -> None:
    world = ToyWorld()
    for name in ("a", "b", "c"):
        world.write(name)

    page = world.get("history?after=2")

    assert ([c["n"] for c in page["commits"]], page["next"], page["cut"]) == ([3], 3, False)
    assert world.get("calls?after=3") == {"calls": [], "next": 3, "cut": False}


def test_time_moves_to_an_instant() -> None:
    world = ToyWorld()

    moved = world.post("clock", {"now": "2026-04-01T00:00:00+02:00"})

    assert moved == {"now": "2026-03-31T22:00:00.000Z", "scale": 0}


def test_time_ends_with_the_year_2999() -> None:
    world = ToyWorld(now="2999-12-31T00:00:00Z")

    answer = world.control("POST", "clock", {"advance_s": 90_000})

    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "time ends with the year 2999",
    )


@contextmanager
def a_receiver(status: int) -> Iterator[tuple[str, list[bytes]]]:
    """A partner's webhook door on a real port, answering everything with one status."""
    received: list[bytes] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hooks", received
        server.shutdown()


def test_webhooks_are_delivered_in_the_order_asked_and_twice_if_asked() -> None:
    world = ToyWorld()
    world.write("a")
    world.write("b")
    with a_receiver(200) as (url, received):
        world.control("PUT", "webhook-target", {"xero": url})

        results = world.post("webhooks/deliver", {"deliveries": ["d-2", "d-1", "d-2"]})["results"]

    assert results == [
        {"system": "xero", "deliveries": ["d-2", "d-1", "d-2"], "url": url, "status": 200}
    ]
    assert [event["note"] for event in json.loads(received[0])["events"]] == ["2", "1", "2"]
    after = world.get("webhooks")
    assert (after["pending"], after["sent"], after["dropped"]) == ([], 1, 0)
    assert [(hook["url"], hook["status"]) for hook in after["hooks"]] == [(url, "Active")]


def test_webhooks_can_be_handed_over_as_their_vendor_signs_them_instead_of_sent() -> None:
    world = ToyWorld()
    world.write("a")
    world.write("b")

    rows = world.post("webhooks/deliver", {"hand_over": True, "deliveries": ["d-2", "d-1"]})

    (row,) = rows["requests"]
    assert (row["system"], row["deliveries"]) == ("xero", ["d-2", "d-1"])
    assert [event["note"] for event in json.loads(row["body"])["events"]] == ["2", "1"]
    after = world.get("webhooks")
    assert (after["pending"], after["sent"]) == ([], 0)
    assert world.post("webhooks/deliver", {"hand_over": True}) == {"requests": []}


def test_a_delivery_that_nobody_takes_has_no_status() -> None:
    world = ToyWorld()
    world.write("a")
    world.control("PUT", "webhook-target", {"xero": "http://127.0.0.1:9"})

    assert world.post("webhooks/deliver")["results"][0]["status"] is None


def test_a_method_of_httpx_is_not_needed_to_read_the_control_plane() -> None:
    app = Simulators(a_registry()).apps["control"]

    with httpx.Client(transport=httpx.WSGITransport(app), base_url="http://any.host") as client:
        assert client.get("/_control/health").status_code == 200

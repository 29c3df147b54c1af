"""The way of one call: token, faults, limits, key, handler, journal; and copies of worlds."""

from typing import Any

import pytest

from simulators.kernel.call import Actor, Call, Origin, Reply
from simulators.kernel.errors import Refusal, Refused
from simulators.kernel.gateway import act
from simulators.kernel.idempotency import Keys
from simulators.kernel.journal import Journal
from simulators.kernel.world import Change
from tests.simulators.kernel.toy import PER_MINUTE
from tests.simulators.kernel.toy_world import ToyWorld


def test_a_call_is_journalled_with_its_commits() -> None:
    world = ToyWorld()
    world.write("a")
    world.call("GET", "/notes/1?full=yes")

    calls = world.get("calls")["calls"]

    assert [call["commits"] for call in calls] == [[1], []]
    assert calls[1] == {
        "n": 2,
        "time": "2026-03-02T09:00:00.002Z",
        "system": "xero",
        "owner": "o-1",
        "actor": "sync",
        "method": "GET",
        "path": "/notes/1",
        "query": "full=yes",
        "status": 200,
        "bytes": len(world.call("GET", "/notes/1").content),
        "fault": None,
        "commits": [],
        "breaches": [],
    }


def test_a_commit_names_its_actor_its_call_and_both_sides() -> None:
    world = ToyWorld()
    note = world.write("a").json()
    world.post("edits", {"system": "xero", "kind": "note.edit", "id": 1, "fields": {"text": "t"}})
    world.call("DELETE", "/notes/1")

    made, changed, gone = world.get("history")["commits"]

    assert (made["op"], made["actor"], made["call"]) == ("create", "sync", 1)
    assert (made["before"], made["after"]) == (None, note)
    assert (changed["op"], changed["actor"], changed["call"]) == ("update", "user", None)
    assert (changed["before"], changed["after"]["text"]) == (note, "t")
    assert (gone["op"], gone["after"], gone["before"]) == ("delete", None, changed["after"])


def test_a_refused_call_makes_no_commit_but_is_journalled() -> None:
    world = ToyWorld()
    world.write("a")

    assert world.write("a").status_code == 400
    assert len(world.get("history")["commits"]) == 1
    assert [call["status"] for call in world.get("calls")["calls"]] == [201, 400]


def test_both_systems_share_one_sequence_of_commits() -> None:
    world = ToyWorld()
    world.write("a")
    world.call("POST", "/notes", {"name": "a"}, system="released")

    commits = world.get("history")["commits"]

    assert [(c["n"], c["system"]) for c in commits] == [(1, "xero"), (2, "released")]


def test_an_edit_that_is_refused_halfway_leaves_nothing_behind() -> None:
    world = ToyWorld().world

    def commits_then_refuses() -> None:
        with world.transaction():
            origin = Origin("xero", "o-1", Actor.USER)
            world.commit(origin, Change("note", "9", {"id": "9", "name": "n", "time": "t"}))
            raise Refused(Refusal("no", "No."))

    with pytest.raises(Refused):
        commits_then_refuses()

    assert world.table("xero", "note").row("9") is None
    assert world.commits.next == 1
    assert world.outbox.pending == []
    act(world, {"system": "xero", "kind": "note.create", "fields": {"name": "a"}})
    assert [line["delivery"] for line in world.outbox.pending] == ["d-1"]


# Idempotency keys


def test_the_same_key_and_request_get_the_first_answer_again() -> None:
    world = ToyWorld()
    first = world.write("a", idempotency_key="k")

    again = world.write("a", idempotency_key="k")

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Replayed"] == "yes"
    assert "Replayed" not in first.headers
    assert world.names() == ["a"]


def test_a_refusal_is_kept_under_its_key_too() -> None:
    world = ToyWorld()
    world.write("a")
    assert world.write("a", idempotency_key="k").status_code == 400
    world.call("DELETE", "/notes/1")

    assert world.write("a", idempotency_key="k").status_code == 400


def test_a_key_that_comes_back_with_another_request_is_refused() -> None:
    world = ToyWorld()
    world.write("a", idempotency_key="k")

    assert world.write("b", idempotency_key="k").status_code == 409
    assert world.names() == ["a"]


def test_a_key_is_forgotten_when_its_life_is_over() -> None:
    world = ToyWorld()
    world.write("a", idempotency_key="k")
    world.post("clock", {"advance_s": 600})

    assert world.write("b", idempotency_key="k").status_code == 201


def test_a_key_that_is_not_acceptable_is_refused_before_the_work() -> None:
    world = ToyWorld()

    assert world.write("a", idempotency_key="k" * 9).status_code == 400
    assert world.names() == []


def test_a_lost_answer_is_found_under_its_key() -> None:
    world = ToyWorld()
    world.arm({}, "status", status=500, when="after")
    assert world.write("a", idempotency_key="k").status_code == 500

    found = world.write("a", idempotency_key="k")

    assert (found.status_code, found.json()["name"]) == (201, "a")
    assert world.names() == ["a"]


def test_keys_are_bounded_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulators.kernel.idempotency.MOST_KEYS", 8)
    keys = Keys()

    for number in range(20):
        keys.keep("o", str(number), Call("xero", "PUT", "/"), Reply(200), number)

    assert len(keys) <= 9
    assert keys.find("o", "19", 19, 60) is not None
    assert keys.find("o", "0", 19, 60) is None


# Limits


def test_calls_beyond_a_limit_are_refused_until_the_window_opens_again() -> None:
    world = ToyWorld()
    statuses = [world.call("GET", "/notes").status_code for _ in range(PER_MINUTE + 1)]
    refused = world.call("GET", "/notes")

    assert statuses == [200] * PER_MINUTE + [429]
    assert refused.headers["Retry-After"] == "60"
    world.http.clock.sleep(60)
    assert world.call("GET", "/notes").status_code == 200


def test_limits_that_are_switched_off_never_refuse() -> None:
    world = ToyWorld(switches={"limits": "off"})

    statuses = {world.call("GET", "/notes").status_code for _ in range(PER_MINUTE * 2)}

    assert statuses == {200}


def test_a_call_that_a_limit_refuses_does_no_work_and_keeps_no_key() -> None:
    world = ToyWorld()
    for _ in range(PER_MINUTE):
        world.call("GET", "/notes")

    assert world.write("a", idempotency_key="k").status_code == 429
    world.http.clock.sleep(60)
    assert world.write("a", idempotency_key="k").status_code == 201


# Tokens and worlds


@pytest.mark.parametrize("token", ["", "nobody", "w-99.xero", "w-01", "w-01.forged", "ü"])
def test_a_token_that_is_not_good_is_refused_by_the_vendor(token: str) -> None:
    world = ToyWorld()
    client = world.http.client(world.connection["xero"]["api_url"])

    answer = client.get("/notes", headers={"Authorization": f"Bearer {token}".encode()})

    assert answer.status_code == 401


def test_nothing_leaks_between_worlds() -> None:
    one = ToyWorld()
    other = ToyWorld(one.simulators.registry)
    one.write("a")
    one.arm({}, "drop_before_commit")
    one.post("clock", {"advance_s": 5})

    assert other.write("b").status_code == 201
    assert (one.names(), other.names()) == (["a"], ["b"])
    assert other.get("calls")["calls"][0]["n"] == 1
    assert other.get("clock")["now"] == "2026-03-02T09:00:00.001Z"


def test_the_same_seed_gives_the_same_world() -> None:
    def story() -> Any:
        world = ToyWorld(seed=7)
        world.write("a", idempotency_key="k")
        world.post("clock", {"advance_s": 1})
        world.call("PUT", "/notes/1", {"text": "t"})
        return [world.get(part) for part in ("state", "history", "calls", "webhooks")]

    assert story() == story()


# Copies of worlds


def test_a_copy_brings_everything_back_as_often_as_asked() -> None:
    world = ToyWorld()
    world.write("a", idempotency_key="k")
    world.arm({"nth": 2}, "delay", seconds=1)
    name = world.post("snapshots")["snapshot"]
    parts = ("state", "history", "calls", "faults", "clock", "switches", "webhooks")
    before = [world.get(part) for part in parts]

    for _ in range(2):
        second = world.write("b", idempotency_key="l").content
        world.control("PUT", "switches", {"limits": "off"})
        world.post("clock", {"advance_s": 900})
        world.control("DELETE", "faults")
        world.post("webhooks/deliver")
        world.post(f"snapshots/{name}/restore")

        assert [world.get(part) for part in parts] == before
    assert world.write("b", idempotency_key="l").content == second
    assert "Replayed" in world.write("a", idempotency_key="k").headers
    for _ in range(PER_MINUTE):
        last = world.call("GET", "/notes")
    assert last.status_code == 429


def test_copies_are_independent_of_each_other() -> None:
    world = ToyWorld()
    first = world.post("snapshots")["snapshot"]
    world.write("a")
    second = world.post("snapshots")["snapshot"]

    world.post(f"snapshots/{first}/restore")
    world.write("b")
    world.post(f"snapshots/{second}/restore")

    assert (first, second) == ("s-01", "s-02")
    assert world.names() == ["a"]


# Journals


def test_a_bounded_journal_drops_the_oldest_and_says_so_for_ever() -> None:
    journal = Journal(bound=8)
    for number in range(1, 21):
        journal.append({"n": number})

    page = journal.page("lines", 0)

    assert page["cut"] is True
    assert page["next"] == 20
    assert page["lines"][-1] == {"n": 20}
    assert len(page["lines"]) <= 9
    assert journal.first == page["lines"][0]["n"]
    assert journal.page("lines", 18)["lines"] == [{"n": 19}, {"n": 20}]


def test_a_journal_within_its_bound_is_whole() -> None:
    journal = Journal(bound=8)
    for number in range(1, 9):
        journal.append({"n": number})
    journal.forget_from(7)

    assert journal.page("lines", 5) == {"lines": [{"n": 6}], "next": 6, "cut": False}
    assert journal.next == 7


# Clocks


def test_a_frozen_clock_moves_by_a_millisecond_a_call() -> None:
    world = ToyWorld()
    for _ in range(3):
        world.call("GET", "/notes")

    assert world.get("clock") == {"now": "2026-03-02T09:00:00.003Z", "scale": 0}


def test_a_running_clock_moves_by_itself() -> None:
    world = ToyWorld(clock={"scale": 1_000_000}, now="2026-03-02T09:00:00Z")
    first = world.get("clock")["now"]
    second = world.get("clock")["now"]

    assert "2026-03-02T09:00:00.000Z" < first < second


def test_a_running_world_starts_now_and_not_in_the_past() -> None:
    world = ToyWorld(clock={"scale": 1})

    assert world.get("clock")["now"] > "2025"
    assert world.get("clock")["now"] != "2026-03-02T09:00:00.000Z"


def test_an_answer_of_a_running_world_is_dated_by_its_clock() -> None:
    world = ToyWorld(clock={"scale": 60}, now="2026-03-02T09:00:00Z")
    first = world.call("GET", "/notes").headers["Date"]
    world.post("clock", {"advance_s": 3600})

    second = world.call("GET", "/notes/none").headers["Date"]

    assert first.startswith("Mon, 02 Mar 2026 09:00:")
    assert second.startswith("Mon, 02 Mar 2026 10:00:")
    assert "Date" not in ToyWorld().call("GET", "/notes").headers


def test_the_syncs_clock_is_the_worlds_clock() -> None:
    world = ToyWorld()
    world.http.clock.sleep(90)
    world.http.clock.sleep(-1)

    assert world.http.clock.now().isoformat() == "2026-03-02T09:01:30+00:00"

"""Each fault strikes the planned call and no other, and does to it what it says."""

from typing import Any

import httpx
import pytest

from counterfoil.inprocess import SyncCrash
from tests.simulators.kernel.toy_world import ToyWorld

PERSON = {"system": "xero", "kind": "note.create", "fields": {"name": "person"}}

ACTIONS: list[tuple[dict[str, Any], str, bool]] = [
    #  action                                              the caller sees  is it stored
    ({"kind": "delay", "seconds": 7}, "201", True),
    ({"kind": "drop_before_commit"}, "lost", False),
    ({"kind": "drop_after_commit"}, "lost", True),
    ({"kind": "status"}, "503", False),
    ({"kind": "status", "status": 500, "when": "before"}, "500", False),
    ({"kind": "status", "status": 502, "when": "after"}, "502", True),
    ({"kind": "status", "status": 504, "when": "after"}, "504", True),
    ({"kind": "status", "status": 429, "retry_after_s": 9}, "429", False),
    ({"kind": "expire_token"}, "401", False),
    ({"kind": "revoke_token"}, "401", False),
    ({"kind": "truncate"}, "201", True),
    ({"kind": "truncate", "bytes": 0}, "201", True),
    ({"kind": "stale_read", "commits": 1}, "201", True),
    ({"kind": "crash", "when": "before"}, "crash", False),
    ({"kind": "crash", "when": "after"}, "crash", True),
    ({"kind": "edit", "when": "before", "edit": PERSON}, "201", True),
    ({"kind": "edit", "when": "after", "edit": PERSON}, "201", True),
]


def what_the_caller_sees(world: ToyWorld, name: str) -> str:
    try:
        return str(world.write(name).status_code)
    except httpx.RemoteProtocolError:
        return "lost"
    except SyncCrash:
        return "crash"


@pytest.mark.parametrize(("action", "seen", "stored"), ACTIONS)
def test_a_fault_strikes_the_planned_call_and_no_other(
    action: dict[str, Any], seen: str, stored: bool
) -> None:
    world = ToyWorld()
    world.post("faults", {"match": {"method": "POST", "nth": 2}, "action": action})

    first = what_the_caller_sees(world, "first")
    second = what_the_caller_sees(world, "second")

    assert (first, second) == ("201", seen)
    assert ("second" in world.names()) is stored
    assert [call["fault"] for call in world.get("calls")["calls"]] == [None, action["kind"]]
    if "token" not in action["kind"]:
        assert what_the_caller_sees(world, "third") == "201"
        assert world.struck() == [2]


MATCHES: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [1]),
    ({"nth": 3}, [3]),
    ({"nth": 2, "times": 3}, [2, 3, 4]),
    ({"times": 9}, [1, 2, 3, 4, 5]),
    ({"method": "GET"}, [2]),
    ({"method": "GET", "nth": 2}, [5]),
    ({"method": "PATCH"}, []),
    ({"system": "xero", "times": 9}, [1, 2, 4]),
    ({"system": "released", "nth": 2}, [5]),
    ({"path": "/notes/*", "times": 9}, [4]),
    ({"path": "*/NOTES", "times": 9}, [1, 2, 3, 5]),
    ({"path": "/notes/[", "times": 9}, []),
    ({"actor": "sync", "nth": 4}, [4]),
    ({"actor": "user"}, []),
    ({"method": "GET", "system": "xero", "path": "/notes", "actor": "sync"}, [2]),
]


@pytest.mark.parametrize(("match", "struck"), MATCHES)
def test_a_match_counts_from_the_moment_it_is_armed(
    match: dict[str, Any], struck: list[int]
) -> None:
    world = ToyWorld(switches={"limits": "off"})
    world.arm(match, "delay", seconds=1)

    world.call("POST", "/notes", {"name": "a"})
    world.call("GET", "/notes")
    world.call("POST", "/notes", {"name": "a"}, system="released")
    world.call("PUT", "/notes/1", {"name": "b"})
    world.call("GET", "/notes", system="released")

    assert world.struck() == struck


def test_a_delay_lets_fake_time_pass() -> None:
    world = ToyWorld()
    world.arm({}, "delay", seconds=60)
    before = world.http.clock.now()

    world.write("a")

    assert (world.http.clock.now() - before).total_seconds() == pytest.approx(60.001)


def test_a_failure_carries_the_wait_that_was_asked_for() -> None:
    world = ToyWorld()
    world.arm({}, "status", status=429, retry_after_s=9)

    assert world.write("a").headers["Retry-After"] == "9"


@pytest.mark.parametrize("kind", ["expire_token", "revoke_token"])
def test_a_spoiled_token_stays_spoiled(kind: str) -> None:
    world = ToyWorld()
    world.arm({}, kind)

    assert world.write("a").status_code == 401
    assert world.write("a").status_code == 401
    assert world.struck() == [1]


def test_a_truncated_answer_is_half_of_itself() -> None:
    world = ToyWorld()
    world.arm({"nth": 2}, "truncate")
    whole = world.write("abc").content

    half = world.write("xyz").content

    assert half == whole.replace(b"abc", b"xyz").replace(b'"1"', b'"2"')[: len(whole) // 2]


def test_a_stale_read_sees_the_past_and_leaves_the_present() -> None:
    world = ToyWorld(switches={"limits": "off"})
    for name in ("a", "b", "c"):
        world.write(name)
    world.call("DELETE", "/notes/1")
    world.arm({"nth": 1}, "stale_read", commits=2)

    stale = world.call("GET", "/notes").json()["notes"]
    fresh = world.call("GET", "/notes").json()["notes"]

    assert [note["name"] for note in stale] == ["a", "b"]
    assert [note["name"] for note in fresh] == ["b", "c"]


@pytest.mark.parametrize(("when", "actors"), [("before", "us"), ("after", "su")])
def test_a_person_acts_just_before_or_just_after_the_call(when: str, actors: str) -> None:
    world = ToyWorld()
    world.arm({}, "edit", when=when, edit=PERSON)

    world.write("a")

    commits = world.get("history")["commits"]
    assert "".join(commit["actor"][0] for commit in commits) == actors
    assert world.get("calls")["calls"][0]["commits"] == [1, 2]


def test_a_persons_edit_that_is_refused_leaves_the_call_alone() -> None:
    world = ToyWorld()
    world.post("edits", PERSON)
    world.arm({}, "edit", when="before", edit=PERSON)

    assert world.write("a").status_code == 201
    assert world.names() == ["person", "a"]


def test_healing_removes_every_fault() -> None:
    world = ToyWorld()
    world.arm({}, "drop_before_commit")
    world.arm({}, "delay")
    assert world.control("DELETE", "faults").status_code == 204

    assert world.write("a").status_code == 201
    assert world.get("faults") == {"faults": []}


def test_one_fault_can_be_disarmed_and_the_others_stay() -> None:
    world = ToyWorld()
    first = world.arm({}, "drop_before_commit")
    world.arm({}, "delay")

    assert world.control("DELETE", f"faults/{first}").status_code == 204
    assert world.control("DELETE", f"faults/{first}").status_code == 204

    assert [row["action"]["kind"] for row in world.get("faults")["faults"]] == ["delay"]


def test_the_plan_says_how_often_an_entry_was_matched() -> None:
    world = ToyWorld()
    name = world.arm({"nth": 2}, "delay", seconds=1)
    world.write("a")
    before = world.get("faults")["faults"]
    world.write("b")

    after = world.get("faults")["faults"]

    assert [(e["fault"], e["seen"], e["spent"]) for e in before] == [(name, 1, False)]
    assert [(e["fault"], e["seen"], e["spent"]) for e in after] == [(name, 2, True)]


@pytest.mark.parametrize(
    ("way", "order"),
    [("reorder", ["d-2", "d-1"]), ("repeat", ["d-1", "d-2", "d-1", "d-2"]), ("drop", [])],
)
def test_webhooks_arrive_disturbed_once(way: str, order: list[str]) -> None:
    world = ToyWorld()
    world.write("a")
    world.write("b")
    world.arm({}, "webhooks", way=way)

    results = world.post("webhooks/deliver")["results"]

    assert [name for row in results for name in row["deliveries"]] == order
    assert world.get("webhooks")["pending"] == []


BAD_FAULTS: list[tuple[Any, str]] = [
    ({}, "action must be an object with a kind"),
    ({"action": {"kind": "flood"}}, "action.kind 'flood' is unknown"),
    ({"action": {"kind": ["delay"]}}, "action must be an object with a kind"),
    ({"action": {"kind": "delay", "minutes": 2}}, "action.minutes is unknown"),
    ({"action": {"kind": "delay", "seconds": -1}}, "action.seconds must be a number"),
    ({"action": {"kind": "delay", "seconds": "5"}}, "action.seconds must be a number"),
    ({"action": {"kind": "delay", "seconds": True}}, "action.seconds must be a number"),
    ({"action": {"kind": "status", "status": 200}}, "action.status must be one of"),
    ({"action": {"kind": "status", "status": [503]}}, "action.status must be one of"),
    ({"action": {"kind": "status", "retry_after_s": "1"}}, "action.retry_after_s must be"),
    ({"action": {"kind": "status", "when": "never"}}, "action.when must be before or after"),
    ({"action": {"kind": "truncate", "bytes": -1}}, "action.bytes must be a whole number"),
    ({"action": {"kind": "truncate", "bytes": 1.5}}, "action.bytes must be a whole number"),
    ({"action": {"kind": "stale_read", "commits": 0}}, "action.commits must be"),
    ({"action": {"kind": "crash", "when": 1}}, "action.when must be before or after"),
    ({"action": {"kind": "edit"}}, "action.edit must be an object"),
    ({"action": {"kind": "edit", "edit": {"system": "xero"}}}, "action.edit must be"),
    ({"action": {"kind": "edit", "edit": PERSON, "when": ""}}, "action.when must be"),
    ({"action": {"kind": "repeat", "again": 0}}, "action.again must be a whole number"),
    ({"action": {"kind": "repeat", "pause_s": "x"}}, "action.pause_s must be a number"),
    ({"action": {"kind": "limit", "window": 5}}, "action.window must be a word"),
    ({"action": {"kind": "limit", "retry_after_s": -1}}, "action.retry_after_s must be a number"),
    ({"action": {"kind": "cut_batch", "rows": -1}}, "action.rows must be a whole number"),
    ({"action": {"kind": "cut_batch", "status": 200}}, "action.status must be one of"),
    ({"action": {"kind": "blank_field", "field": 1}}, "must be texts"),
    ({"action": {"kind": "blank_field", "value": '"'}}, "must hold no quotes"),
    ({"action": {"kind": "strip_header", "header": ""}}, "must be the name of a header"),
    ({"action": {"kind": "webhooks", "way": "late"}}, "action.way must be one of"),
    ({"match": [], "action": {"kind": "delay"}}, "match must be an object"),
    ({"match": {"verb": "GET"}, "action": {"kind": "delay"}}, "match.verb is unknown"),
    ({"match": {"nth": 0}, "action": {"kind": "delay"}}, "match.nth must be a whole number"),
    ({"match": {"times": True}, "action": {"kind": "delay"}}, "match.times must be"),
    ({"match": {"path": 3}, "action": {"kind": "delay"}}, "match.path must be a text"),
]


@pytest.mark.parametrize(("asked", "sentence"), BAD_FAULTS)
def test_a_fault_that_cannot_be_understood_is_refused_in_a_sentence(
    asked: Any, sentence: str
) -> None:
    world = ToyWorld()

    answer = world.control("POST", "faults", asked)

    assert answer.status_code == 400
    assert sentence in answer.json()["detail"]
    assert world.get("faults") == {"faults": []}

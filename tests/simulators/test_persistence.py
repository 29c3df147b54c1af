"""Worlds in a folder: a killed server goes on, and nothing that was answered is missing."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.kernel.folder import Folder, FolderInUseError
from simulators.kernel.gateway import act
from simulators.kernel.registry import Registry
from simulators.kernel.storage import COMPACT_AFTER
from simulators.kernel.store import UnreadableFileError
from tests.simulators.kernel.toy import a_registry
from tests.simulators.kernel.toy_world import ToyWorld
from tests.simulators.servers import PATIENCE_S, Served, a_process

PARTS = ("", "state", "history", "calls", "faults", "clock", "switches", "webhooks")
NEVER_KEPT = {"snapshots": 0}


class Shelf:
    """A folder that is opened again and again, as by processes that follow each other."""

    def __init__(self, path: Path, compact_after: int = COMPACT_AFTER) -> None:
        self.path = path
        self.compact_after = compact_after
        self.folder = Folder(path, compact_after)

    def registry(self) -> Registry:
        """The registry of the process that has the folder now."""
        return a_registry(folder=self.folder)

    def again(self) -> Registry:
        """The registry of the next process; the one before was killed."""
        self.folder.close()
        self.folder = Folder(self.path, self.compact_after)
        return self.registry()

    def reloaded(self, world: ToyWorld) -> ToyWorld:
        """A world as the next process finds it."""
        after = ToyWorld(self.again())
        after.control("DELETE", "")
        after.name, after.connection = world.name, world.connection
        after.http = after.simulators.http(world.name)
        after.world = after.simulators.registry.worlds[world.name]
        return after


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    yield shelf
    shelf.folder.close()


def everything(world: ToyWorld) -> Any:
    """All that the control plane shows of a world, but for the copies, which live in memory."""
    parts = [world.get(part) for part in PARTS]
    parts[0] = {**parts[0], "meters": {**parts[0]["meters"], **NEVER_KEPT}}
    return parts


NAMES = st.sampled_from(["a", "b", "c", "d"])
KEYS = st.sampled_from(["", "k", "l"])
FAULT = {"match": {"method": "POST", "nth": 2, "times": 2}, "action": {"kind": "truncate"}}
STEPS = st.one_of(
    st.tuples(st.just("write"), NAMES, KEYS),
    st.tuples(st.just("change"), st.sampled_from(["1", "2"]), KEYS),
    st.tuples(st.just("remove"), st.sampled_from(["1", "2"])),
    st.tuples(st.just("person"), NAMES),
    st.tuples(st.just("fault")),
    st.tuples(st.just("heal")),
    st.tuples(st.just("clock"), st.sampled_from([1, 60, 700])),
    st.tuples(st.just("switch"), st.sampled_from(["on", "off"])),
    st.tuples(st.just("deliver"), st.sampled_from([None, ["d-1"], ["d-2", "d-1"]])),
    st.tuples(st.just("copy")),
    st.tuples(st.just("restore")),
)


def take(world: ToyWorld, step: tuple[Any, ...]) -> Any:
    """Take one step; what was answered."""
    answer = call(world, step) or control(world, step)
    return answer.status_code, answer.content, sorted(answer.headers.multi_items())


def call(world: ToyWorld, step: tuple[Any, ...]) -> httpx.Response | None:
    match step:
        case ("write", name, key):
            return world.write(name, **({"idempotency_key": key} if key else {}))
        case ("change", note, key):
            headers = {"idempotency_key": key} if key else {}
            return world.call("PUT", f"/notes/{note}", {"text": "t"}, **headers)
        case ("remove", note):
            return world.call("DELETE", f"/notes/{note}")
    return None


def control(world: ToyWorld, step: tuple[Any, ...]) -> httpx.Response:
    person = {"system": "released", "kind": "note.create"}
    doors = {
        "person": lambda name: ("POST", "edits", {**person, "fields": {"name": name}}),
        "fault": lambda: ("POST", "faults", FAULT),
        "heal": lambda: ("DELETE", "faults", None),
        "clock": lambda seconds: ("POST", "clock", {"advance_s": seconds}),
        "switch": lambda value: ("PUT", "switches", {"limits": value}),
        "deliver": lambda names: ("POST", "webhooks/deliver", {"deliveries": names}),
        "copy": lambda: ("POST", "snapshots", None),
        "restore": lambda: ("POST", f"snapshots/{world.last_copy()}/restore", None),
    }
    return world.control(*doors[step[0]](*step[1:]))


@settings(max_examples=20, deadline=None)
@given(
    before=st.lists(STEPS, max_size=12),
    after=st.lists(STEPS.filter(lambda step: step[0] != "restore"), max_size=8),
    compact_after=st.sampled_from([0, COMPACT_AFTER]),
)
def test_a_kept_world_goes_on_exactly_as_one_that_never_stopped(
    before: list[tuple[Any, ...]], after: list[tuple[Any, ...]], compact_after: int
) -> None:
    with TemporaryDirectory() as path:
        shelf = Shelf(Path(path), compact_after)
        twin, kept = ToyWorld(seed=5), ToyWorld(shelf.registry(), seed=5)
        for step in before:
            assert take(twin, step) == take(kept, step)

        again = shelf.reloaded(kept)

        assert everything(again) == everything(twin)
        for step in after:
            assert take(again, step) == take(twin, step)
        assert everything(again) == everything(twin)
        assert everything(shelf.reloaded(again)) == everything(twin)
        shelf.folder.close()


def test_a_polite_stop_leaves_a_plain_file_that_loads_again(shelf: Shelf) -> None:
    world = ToyWorld(shelf.registry(), fixture="three")
    before = everything(world)

    world.simulators.registry.close()

    tables = json.loads((shelf.path / "w-01.json").read_bytes())
    assert [note["name"] for note in tables["xero.note"].values()] == ["one", "two", "three"]
    assert (shelf.path / "w-01.json.journal").read_bytes() == b""
    assert everything(shelf.reloaded(world)) == before


def test_restoring_a_copy_is_kept(shelf: Shelf) -> None:
    world = ToyWorld(shelf.registry())
    world.write("a")
    world.post("snapshots")
    world.write("b")
    world.post("snapshots/s-01/restore")
    world.write("c")

    again = shelf.reloaded(world)

    assert again.names() == ["a", "c"]
    assert [call["n"] for call in again.get("calls")["calls"]] == [1, 2]


def test_a_journal_that_outgrows_its_world_is_folded_into_the_file(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, compact_after=20)
    world = ToyWorld(shelf.registry(), fixture="three")
    for _ in range(100):
        world.post("clock", {"advance_s": 1})
    world.write("a", idempotency_key="k")
    before = everything(world)

    again = shelf.reloaded(world)

    assert len((tmp_path / "w-01.json.journal").read_bytes().splitlines()) < 50
    assert everything(again) == before
    assert "Replayed" in again.write("a", idempotency_key="k").headers
    shelf.folder.close()


def test_a_copys_name_is_never_given_again(shelf: Shelf) -> None:
    world = ToyWorld(shelf.registry())
    world.post("snapshots")

    again = shelf.reloaded(world)

    assert again.control("POST", "snapshots/s-01/restore").status_code == 400
    assert again.post("snapshots") == {"snapshot": "s-02"}


def test_a_journal_that_was_cut_stays_cut(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ToyWorld(shelf.registry(), switches={"limits": "off"})
    monkeypatch.setattr(world.world.calls, "bound", 8)
    for _ in range(30):
        world.call("GET", "/notes")
    before = world.get("calls")

    again = shelf.reloaded(world)

    assert before["cut"] is True
    assert again.get("calls") == before


def test_a_dropped_world_leaves_no_file_and_its_name_is_not_given_again(shelf: Shelf) -> None:
    world = ToyWorld(shelf.registry())
    world.control("DELETE", "")

    assert list(shelf.path.glob("w-*")) == []
    assert ToyWorld(shelf.again()).name == "w-02"


def test_a_call_that_comes_after_its_world_was_dropped_is_answered(shelf: Shelf) -> None:
    world = ToyWorld(shelf.registry())
    late = world.world
    world.control("DELETE", "")

    act(late, {"system": "xero", "kind": "note.create", "fields": {"name": "a"}})

    assert list(shelf.path.glob("w-*")) == []


def test_a_world_that_was_killed_while_it_was_made_is_not_there(shelf: Shelf) -> None:
    ToyWorld(shelf.registry(), fixture="three")
    journal = shelf.path / "w-01.json.journal"
    journal.write_bytes(journal.read_bytes()[:-10])

    assert shelf.again().worlds == {}
    assert list(shelf.path.glob("w-*")) == []


def test_a_fixture_that_fails_leaves_nothing_behind(shelf: Shelf) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no such castle")

    whole = a_registry()
    registry = Registry(whole.vendors, whole.profiles, {"empty": fails}, folder=shelf.folder)

    with pytest.raises(RuntimeError, match="castle"):
        registry.create({})
    assert registry.worlds == {}
    assert list(shelf.path.glob("w-*")) == []


def test_files_of_others_are_left_alone_and_said_to_be_unreadable(shelf: Shelf) -> None:
    foreign = shelf.path / "w-07.json"
    foreign.write_text('{"book": {"1": {"title": "t"}}}')

    with pytest.raises(UnreadableFileError, match="w-07"):
        shelf.registry()
    assert foreign.exists()


def test_a_folder_serves_one_server_at_a_time(shelf: Shelf) -> None:
    with pytest.raises(FolderInUseError, match="in use by another server"):
        Folder(shelf.path)
    shelf.folder.close()
    shelf.folder.close()
    Folder(shelf.path).close()


# Kill -9


def write_until_killed(served: Served, tag: str, answered: list[str]) -> None:
    """Write notes one after the other, each under a key, until the line breaks."""
    with served.client("xero") as client:
        for number in range(10_000):
            name = f"{tag}-{number}"
            headers = {"Idempotency-Key": f"{tag}{number}"}
            try:
                answer = client.post("/notes", json={"name": name}, headers=headers)
            except httpx.TransportError:
                return
            assert answer.status_code == 201, answer.text
            answered.append(name)


def test_kill_minus_nine_loses_at_most_the_call_in_flight(tmp_path: Path) -> None:
    data, answered = tmp_path / "data", list[str]()
    connection: dict[str, Any] = {}
    for tag in ("x", "y", "z"):
        with a_process(tmp_path, data) as (process, served):
            if not connection:
                served.new_world(switches={"limits": "off"})
                connection = served.connection
            served.connection = connection
            check(served, answered)
            enough = len(answered) + 40
            writer = Thread(target=write_until_killed, args=(served, tag, answered))
            writer.start()
            while len(answered) < enough:
                writer.join(0.005)
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE_S)
            writer.join(PATIENCE_S)
    with a_process(tmp_path, data) as (_, served):
        served.connection = connection
        check(served, answered)
        again = served.client("xero").post(
            "/notes", json={"name": "x-0"}, headers={"Idempotency-Key": "x0"}
        )
        served.clients[-1].close()
    assert (again.status_code, again.headers["Replayed"]) == (201, "yes")


def check(served: Served, answered: list[str]) -> None:
    """Whatever was answered is there, and the journals and the books tell one story."""
    world = f"/worlds/{served.connection['world']}"
    notes = served.control("GET", f"{world}/state")["xero"]["note"]
    commits = served.control("GET", f"{world}/history")["commits"]
    calls = served.control("GET", f"{world}/calls")["calls"]
    names = [note["name"] for note in notes]
    assert set(answered) <= set(names)
    extra = [name for name in names if name not in answered]
    assert len({name.partition("-")[0] for name in extra}) == len(extra)
    answered.extend(extra)
    assert [commit["after"] for commit in commits] == notes
    assert [commit["n"] for commit in commits] == list(range(1, len(notes) + 1))
    assert [call["n"] for call in calls] == list(range(1, len(calls) + 1))
    assert [n for call in calls for n in call["commits"]] == [commit["n"] for commit in commits]
    assert [note["time"] for note in notes] == sorted(note["time"] for note in notes)

"""Calls in flight together: a room has so many seats, and a call held back keeps its own."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import httpx
import pytest

from simulators.kernel.clock import real_sleep, stopwatch
from simulators.kernel.limits import Room, Rooms
from tests.simulators.kernel.toy import SEATS
from tests.simulators.servers import PATIENCE_S, Served, a_server

RUNNING = {"clock": {"scale": 1}}


class Held:
    """Calls that wait for as long as the test wants, in place of real time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waits: list[float] = []
        self.goes_on = Event()
        monkeypatch.setattr("simulators.kernel.gateway.real_sleep", self._wait)

    def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        assert self.goes_on.wait(PATIENCE_S)

    def until(self, count: int) -> None:
        """Go on when so many calls wait."""
        latest = stopwatch() + PATIENCE_S
        while len(self.waits) < count:
            assert stopwatch() < latest
            real_sleep(0.002)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(monkeypatch)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with a_server(tmp_path) as server:
        yield server


def arm(served: Served, times: int, **match: Any) -> None:
    world = served.connection["world"]
    entry = {"match": {"times": times, **match}, "action": {"kind": "delay", "seconds": 30}}
    served.control("POST", f"/worlds/{world}/faults", entry)


@contextmanager
def in_flight(
    served: Served,
    held: Held,
    count: int,
    method: str = "GET",
    system: str = "xero",
    **more: Any,
) -> Iterator[list[Future[httpx.Response]]]:
    """So many calls that wait, until the block ends; then they are answered."""
    clients = [served.client(system) for _ in range(count)]
    with ThreadPoolExecutor(count) as pool:
        calls = [pool.submit(each.request, method, "/notes", **more) for each in clients]
        try:
            held.until(count)
            yield calls
        finally:
            held.goes_on.set()


def test_a_call_held_back_lets_others_of_its_world_go_ahead(served: Served, held: Held) -> None:
    served.new_world(**RUNNING)
    arm(served, 1, method="POST")

    with in_flight(served, held, 1, "POST", json={"name": "late"}) as (late,):
        soon = served.client("xero").post("/notes", json={"name": "soon"})

        assert soon.json()["id"] == "1"
        assert not late.done()

    assert late.result().json()["id"] == "2"
    assert held.waits == [30]
    calls = served.control("GET", f"/worlds/{served.connection['world']}/calls")["calls"]
    assert [(call["n"], call["fault"], call["commits"]) for call in calls] == [
        (1, None, [1]), (2, "delay", [2])
    ]  # fmt: skip


def test_the_call_beyond_the_last_seat_is_refused_and_counted_nowhere(
    served: Served, held: Held
) -> None:
    served.new_world(**RUNNING)
    arm(served, SEATS)

    with in_flight(served, held, SEATS) as waiting:
        refused = served.client("xero").get("/notes")
        elsewhere = served.client("released").get("/notes")

        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "0")
        assert elsewhere.status_code == 200

    assert [call.result().status_code for call in waiting] == [200] * SEATS
    assert served.client("xero").get("/notes").status_code == 200


def test_limits_that_are_off_give_everybody_a_seat(served: Served, held: Held) -> None:
    served.new_world(switches={"limits": "off"}, **RUNNING)
    arm(served, SEATS)

    with in_flight(served, held, SEATS):
        assert served.client("xero").get("/notes").status_code == 200


@pytest.mark.parametrize(("system", "status"), [("xero", 201), ("released", 409)])
def test_a_key_whose_first_call_waits_is_refused_where_the_vendor_says_so(
    served: Served, held: Held, system: str, status: int
) -> None:
    served.new_world(**RUNNING)
    arm(served, 1, method="POST")
    body = {"json": {"name": "late"}, "headers": {"Idempotency-Key": "k"}}

    with in_flight(served, held, 1, "POST", system, **body) as (late,):
        again = served.client(system).post("/notes", **body)
        other = served.client(system).post("/notes", json={"name": "o"})

        assert (again.status_code, other.status_code) == (status, 201)

    assert late.result().status_code == 201
    assert served.client(system).post("/notes", **body).json() == late.result().json()


def test_a_delay_on_a_frozen_clock_waits_for_nobody(served: Served, held: Held) -> None:
    arm(served, 1)

    assert served.client("xero").get("/notes").status_code == 200
    assert held.waits == []


def test_a_room_is_left_also_when_the_call_fails() -> None:
    rooms, room = Rooms(), Room("at_once", "k", 1)

    with pytest.raises(ZeroDivisionError), rooms.entered(room):
        raise ZeroDivisionError

    with rooms.entered(room) as is_full, rooms.entered(None) as of_nobody:
        assert (is_full, of_nobody) == (False, False)
        with rooms.entered(room) as second, rooms.entered(Room("at_once", "other", 1)) as other:
            assert (second, other) == (True, False)


def test_threads_that_enter_together_fill_a_room_to_the_last_seat_and_no_further() -> None:
    rooms, room, count = Rooms(), Room("at_once", "k", 5), 12
    inside = Barrier(count)

    def enter(_: int) -> bool:
        with rooms.entered(room) as is_full:
            inside.wait(PATIENCE_S)
        return is_full

    with ThreadPoolExecutor(count) as pool:
        assert sum(pool.map(enter, range(count))) == count - room.seats
    with rooms.entered(room) as is_full:
        assert not is_full

"""Calls a minute, a day, of the app, and in flight. Facts chapter 6."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

from simulators.assembly import create_registry
from simulators.kernel.clock import real_sleep, stopwatch
from simulators.xero.dialect import windows
from tests.simulators.servers import PATIENCE_S, Served, a_server
from tests.simulators.xero.office import Office

AT_ONCE = 5


def limited_office(**recipe: object) -> Office:
    return Office(switches={"limits": "on"}, **recipe)


def spend(office: Office, name: str, count: int, tier: str = "core") -> None:
    """Count calls in one window only."""
    (window,) = (each for each in windows(office.tenants[0], tier) if each.name == name)
    for _ in range(count):
        office.world.limits.take([window], office.world.clock.now_ms)


@pytest.mark.parametrize(("tier", "limit"), [("core", 5_000), ("starter", 1_000)])
def test_the_tier_says_how_many_calls_a_day_has(tier: str, limit: int) -> None:
    office = limited_office()
    office.world.switches.set({"xero_tier": tier})
    spend(office, "day", limit - 1, tier)

    last, refused = office.call("GET", "/Currencies"), office.call("GET", "/Currencies")

    assert (last.status_code, last.headers["X-DayLimit-Remaining"]) == (200, "0")
    assert (refused.status_code, refused.headers["X-Rate-Limit-Problem"]) == (429, "day")
    assert int(refused.headers["Retry-After"]) > 86_000


def test_the_app_s_own_limit_spans_tenants_and_says_nothing_of_when() -> None:
    office = limited_office(organisations=2)
    spend(office, "appminute", 10_000)

    for tenant in (0, 1):
        refused = office.call("GET", "/Currencies", tenant=tenant)
        assert (refused.status_code, refused.data) == (429, b"")
        assert refused.headers["X-Rate-Limit-Problem"] == "appminute"
        assert refused.headers["X-AppMinLimit-Remaining"] == "0"
        assert "Retry-After" not in refused.headers


def test_a_replayed_answer_counts_like_any_call_and_a_429_is_never_replayed() -> None:
    office = limited_office()
    key = {"headers": {"Idempotency-Key": "k"}}
    spend(office, "minute", 58)

    made = office.call("PUT", "/Contacts", {"Name": "A"}, **key)
    again = office.call("PUT", "/Contacts", {"Name": "A"}, **key)
    refused = office.call("PUT", "/Contacts", {"Name": "A"}, **key)
    office.world.pass_time(60)
    later = office.call("PUT", "/Contacts", {"Name": "A"}, **key)

    assert [answer.status_code for answer in (made, again, refused, later)] == [200, 200, 429, 200]
    assert made.data == again.data == later.data
    assert again.headers["X-MinLimit-Remaining"] == "0"


def test_tokens_connections_and_refused_callers_count_nowhere() -> None:
    office = limited_office()
    office.refresh()
    office.ok("GET", "/connections")
    assert office.call("GET", "/Contacts", headers={"xero-tenant-id": "x"}).status_code == 403
    assert office.call("GET", "/Contacts", headers={"Authorization": "x"}).status_code == 401

    answer = office.call("GET", "/Contacts")

    assert answer.headers["X-MinLimit-Remaining"] == "59"


# In flight, over a socket


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with a_server(tmp_path, create=create_registry) as server:
        server.new_world(organisations=2, clock={"scale": 1})
        yield server


class Delayed:
    """Calls that a `delay` holds back until the test lets them go."""

    def __init__(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        self.served = served
        self.waiting = 0
        self.go_on = Event()
        monkeypatch.setattr("simulators.kernel.gateway.real_sleep", self._wait)
        world = served.connection["world"]
        entry = {"match": {"path": "*/Currencies", "times": 99},
                 "action": {"kind": "delay", "seconds": 20}}  # fmt: skip
        served.control("POST", f"/worlds/{world}/faults", entry)

    def _wait(self, _seconds: float) -> None:
        self.waiting += 1
        assert self.go_on.wait(PATIENCE_S)

    def until(self, count: int) -> None:
        latest = stopwatch() + PATIENCE_S
        while self.waiting < count:
            assert stopwatch() < latest
            real_sleep(0.002)

    def get(self, path: str, tenant: int = 0) -> httpx.Response:
        row = self.served.connection["xero"]["organisations"][tenant]
        headers = {"xero-tenant-id": row["tenant_id"]}
        return self.served.client("xero").get(path, headers=headers)


def test_a_sixth_call_in_flight_is_refused_at_once_and_without_a_time(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    delayed = Delayed(served, monkeypatch)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        slow = [pool.submit(delayed.get, "/api.xro/2.0/Currencies") for _ in range(AT_ONCE)]
        delayed.until(AT_ONCE)
        try:
            refused = delayed.get("/api.xro/2.0/Organisation")
            other = delayed.get("/api.xro/2.0/Organisation", tenant=1)
            listed = delayed.get("/connections")
        finally:
            delayed.go_on.set()

    assert (refused.status_code, refused.content) == (429, b"")
    assert refused.headers["X-Rate-Limit-Problem"] == "concurrent"
    assert "Retry-After" not in refused.headers
    assert refused.headers["X-MinLimit-Remaining"] == "60"
    assert (other.status_code, listed.status_code) == (200, 200)
    assert [call.result().status_code for call in slow] == [200] * AT_ONCE
    assert delayed.get("/api.xro/2.0/Organisation").status_code == 200

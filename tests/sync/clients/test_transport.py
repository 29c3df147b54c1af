"""Three outcomes, bounded repeats, tokens kept before they are used. Rule: R57, R60, R62."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sync.clients.tokens import Tokens
from sync.clients.transport import (
    NoAccess,
    Ok,
    Refused,
    Retry,
    Transport,
    Unfinished,
    Unknown,
)
from sync.clients.xero import Paging, Xero
from sync.links import Links

SETTINGS = {"client_id": "a", "client_secret": "b", "access_token": "t0", "refresh_token": "r0"}


class FakeClock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, tzinfo=UTC)
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.moment += timedelta(seconds=seconds)


Handler = Callable[[httpx.Request], httpx.Response]


def transport(handler: Handler, links: Links | None = None) -> tuple[Transport, FakeClock]:
    clock = FakeClock()
    client = httpx.Client(base_url="http://x.test", transport=httpx.MockTransport(handler))
    tokens = Tokens("xero", links or Links(), clock, SETTINGS, "http://x.test/connect/token")
    return Transport(client, tokens, clock, Retry()), clock


def answers(*given: httpx.Response | Exception) -> Handler:
    left = list(given)

    def handler(request: httpx.Request) -> httpx.Response:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return handler


OK = httpx.Response(200, json={"a": 1})
LOST = httpx.ReadError("lost")


@pytest.mark.parametrize("trouble", [httpx.Response(503), LOST, httpx.Response(200, text='{"a')])
def test_a_read_is_repeated_until_it_succeeds(trouble):
    way, clock = transport(answers(trouble, trouble, OK))

    assert way.read("/a", {}) == {"a": 1}
    assert clock.waits == [1, 2]


def test_a_read_gives_up_after_a_named_number_of_attempts():
    way, clock = transport(lambda _: httpx.Response(500))

    with pytest.raises(Unfinished):
        way.read("/a", {})
    assert len(clock.waits) == Retry().attempts


def test_a_limit_is_waited_for_as_long_as_asked_and_the_item_stays():
    limited = httpx.Response(429, headers={"Retry-After": "26"})
    way, clock = transport(answers(limited, OK))

    assert way.write("PUT", "/a", {}, {}) == Ok({"a": 1})
    assert clock.waits == [26]


@pytest.mark.parametrize("name", ["X-MinLimit-Remaining", "X-RateLimit-Remaining"])
def test_a_minute_whose_calls_are_used_up_is_waited_for(name):
    """A call that is sure to be refused is not made."""
    last = httpx.Response(200, json={"a": 1}, headers={name: "0"})
    way, clock = transport(answers(last, OK, OK))

    way.read("/a", {})
    assert clock.waits == []
    clock.sleep(5)
    way.read("/a", {})
    way.read("/a", {})

    assert sum(clock.waits) == 60


def test_a_day_limit_ends_the_cycle_instead_of_waiting_for_hours():
    way, clock = transport(lambda _: httpx.Response(429, headers={"Retry-After": "66975"}))

    with pytest.raises(Unfinished):
        way.read("/a", {})
    assert clock.waits == []


@pytest.mark.parametrize("trouble", [LOST, httpx.Response(500), httpx.Response(200, text="{")])
def test_a_write_is_never_repeated_blindly(trouble):
    """Rule: R60."""
    way, _ = transport(answers(trouble))

    assert isinstance(way.write("PUT", "/a", {}, {}), Unknown)


def test_a_refusal_speaks_in_the_words_of_who_refused():
    body = {"Elements": [{"ValidationErrors": [{"Message": "no"}, {"Message": "never"}]}]}
    problem = {"code": "has_payments", "detail": "paid", "title": "Conflict"}
    way, _ = transport(answers(httpx.Response(400, json=body), httpx.Response(409, json=problem)))

    assert way.write("PUT", "/a", {}, {}) == Refused(400, "", "no; never")
    assert way.write("POST", "/a", {}, {}) == Refused(409, "has_payments", "has_payments: paid")


def test_a_missing_access_is_its_own_outcome():
    way, _ = transport(lambda _: httpx.Response(403))

    with pytest.raises(NoAccess):
        way.read("/a", {})


def test_a_spent_token_is_renewed_and_the_rotated_one_kept_before_use():
    links = Links()
    seen = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/connect/token":
            seen.append(request.read().decode())
            return httpx.Response(200, json={"access_token": "t1", "refresh_token": "r1"})
        if request.headers["Authorization"] == "Bearer t1":
            assert links.value(0, "xero.refresh") == "r1"
            return OK
        return httpx.Response(401)

    way, _ = transport(handler, links)

    assert way.read("/a", {}) == {"a": 1}
    assert "refresh_token=r0" in seen[0]
    assert links.value(0, "xero.access") == "t1"


def test_a_lost_token_answer_is_asked_for_again_with_the_old_token():
    given = [LOST, httpx.Response(200, json={"access_token": "t1", "refresh_token": "r1"})]
    way, _ = transport(answers(httpx.Response(401), *given, OK))

    assert way.read("/a", {}) == {"a": 1}


def rows(*ids: int) -> list[dict]:
    return [{"ContactID": str(i), "UpdatedDateUTC": f"/Date({i}+0000)/"} for i in ids]


def page(number: int, pages: int, began: int, *ids: int, count: int = 3) -> httpx.Response:
    pagination = {"page": number, "pageSize": 2, "pageCount": pages, "itemCount": count}
    body = {"DateTimeUTC": f"/Date({began})/", "pagination": pagination, "Contacts": rows(*ids)}
    return httpx.Response(200, json=body)


def read(*given: httpx.Response) -> list[list[str]]:
    way, _ = transport(answers(*given))
    pages = Xero(way, "t-1", Paging(2)).pages("Contacts", {}, None)
    return [[row["ContactID"] for row in each] for each in pages]


def test_all_pages_are_read_and_no_more_calls_are_made():
    """Rule: R61."""
    assert read(page(1, 2, 99, 1, 2), page(2, 2, 99, 3)) == [["1", "2"], ["3"]]


def test_an_empty_list_is_one_call():
    assert read(page(1, 0, 99, count=0)) == [[]]


@pytest.mark.parametrize("second", [page(2, 2, 99, 101), page(2, 2, 99, 3, count=4)])
def test_when_a_row_may_have_slipped_over_a_boundary_the_pages_are_read_again(second):
    """Rule: R61."""
    steady = (page(1, 2, 200, 1, 2), page(2, 2, 200, 3))

    assert len(read(page(1, 2, 99, 1, 2), second, *steady)) == 4


def test_without_page_counts_reading_ends_at_the_empty_page():
    bodies = [{"Contacts": rows(1, 2)}, {"Contacts": rows(3)}, {"Contacts": []}]

    assert len(read(*(httpx.Response(200, json=body) for body in bodies))) == 3

"""One copy works at a time; a lease ends with its process, or on the clock. Rule: R41, R60."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from counterfoil.inprocess import SyncCrash
from sync.clients.tokens import Tokens
from sync.clients.transport import Retry, Transport, Unfinished
from sync.door import Sync, factory
from sync.lease import KEPT_UP_BELOW_S, LENGTH_S, Lease, Lost, is_gone, this_process
from sync.links import Links
from tests.sync.circle import SIMULATORS, Circle

SETTINGS = {"client_id": "a", "client_secret": "b", "access_token": "t0", "refresh_token": "r0"}


class FakeClock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, tzinfo=UTC)
        self.waits: list[float] = []
        self.while_waiting = lambda: None

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.moment += timedelta(seconds=seconds)
        self.while_waiting()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def copies(tmp_path: Path):
    """The memories of two workers that share one file."""
    both = Links(tmp_path / "links.sqlite"), Links(tmp_path / "links.sqlite")
    yield both
    for links in both:
        links.close()


def leases(copies, clock, holders=("one", "other")) -> tuple[Lease, Lease]:
    return tuple(
        Lease(links, clock, "work", holder, is_gone=lambda _: False)
        for links, holder in zip(copies, holders, strict=True)
    )


def test_only_one_has_a_lease_until_it_is_given_back(copies, clock):
    first, second = leases(copies, clock)

    assert (first.take(), second.take(), first.take()) == (True, False, True)
    first.give_back()
    assert second.take()


def test_a_lease_runs_out_on_the_clock(copies, clock):
    first, second = leases(copies, clock)
    first.take()

    clock.sleep(LENGTH_S - 1)
    assert not second.take()
    clock.sleep(1)
    assert second.take()


def test_a_lease_is_kept_up_while_there_is_work(copies, clock):
    first, second = leases(copies, clock)
    first.take()

    for _ in range(10):
        clock.sleep(LENGTH_S - KEPT_UP_BELOW_S + 1)
        first.keep()

    assert not second.take()


def test_a_worker_that_slept_too_long_stores_nothing(copies, clock):
    """Another copy took over, so what the sleeper knows is old."""
    first, second = leases(copies, clock)
    first.take()
    copies[0].guard = first.check
    clock.sleep(LENGTH_S)
    second.take()

    with pytest.raises(Lost), copies[0].step():
        copies[0].remember(1, "feed", 7)
    with pytest.raises(Lost):
        first.keep()

    copies[0].reread()
    assert copies[0].value(1, "feed") is None


def test_the_lease_of_a_process_that_is_gone_is_free(copies, clock):
    gone = this_process().rsplit(" ", 1)[0] + " 4194305"
    first, _ = leases(copies, clock, (gone, "other"))
    first.take()

    assert Lease(copies[1], clock, "work", "other").take()


def test_a_process_that_may_be_alive_is_not_gone():
    for holder in (this_process(), "elsewhere - 4194305", "4194305 4194305 1"):
        assert not is_gone(holder)


def test_a_lease_from_the_far_future_is_the_word_of_a_wrong_clock(copies, clock):
    first, second = leases(copies, clock)
    clock.sleep(90 * 86_400)
    first.take()
    clock.moment -= timedelta(days=90)

    assert second.take()


# the token's refresher


def worker(links: Links, clock: FakeClock, handler, seat_of: str) -> Transport:
    client = httpx.Client(base_url="http://x.test", transport=httpx.MockTransport(handler))
    seat = Lease(links, clock, "token.xero", seat_of, is_gone=lambda _: False)
    tokens = Tokens("xero", links, clock, SETTINGS, "http://x.test/connect/token", seat)
    return Transport(client, tokens, clock, Retry())


class Bank:
    """Accepts the newest access token, and each refresh token once."""

    def __init__(self) -> None:
        self.number = 1
        self.renewals = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/connect/token":
            is_good = request.headers["Authorization"] == f"Bearer t{self.number}"
            return httpx.Response(200, json={}) if is_good else httpx.Response(401)
        self.renewals += 1
        if f"refresh_token=r{self.number - 1}" not in request.read().decode():
            return httpx.Response(400, json={"error": "invalid_grant"})
        self.number += 1
        said = {"access_token": f"t{self.number}", "refresh_token": f"r{self.number - 1}"}
        return httpx.Response(200, json=said)


def test_two_workers_renew_a_token_once(copies, clock):
    """Rule: R60, M118: who comes second finds the new token in the store."""
    bank = Bank()
    first, second = (worker(links, clock, bank, str(n)) for n, links in enumerate(copies))

    for way in (first, second, first, second):
        assert way.read("/a", {}) == {}

    assert bank.renewals == 1


def test_who_finds_the_refresher_at_work_waits_for_its_token(copies, clock):
    bank = Bank()
    first, second = (worker(links, clock, bank, str(n)) for n, links in enumerate(copies))
    first.tokens.seat.take()

    def done() -> None:
        clock.while_waiting = lambda: None
        first.tokens.seat.give_back()
        first.read("/a", {})

    clock.while_waiting = done
    assert second.read("/a", {}) == {}

    assert bank.renewals == 1
    assert clock.waits == [1]


def test_a_refused_refresh_token_is_looked_up_once_more_before_it_is_called_revoked(copies, clock):
    """A worker without our lease rotated it between our look and our call."""
    bank, (ours, theirs) = Bank(), copies

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/connect/token" and bank.number == 1:
            bank.number = 2
            with theirs.step():
                theirs.remember(0, "xero.access", "t2")
                theirs.remember(0, "xero.refresh", "r1")
        return bank(request)

    assert worker(ours, clock, handler, "one").read("/a", {}) == {}


def test_a_revoked_token_is_said_in_clear_words(copies, clock):
    bank = Bank()
    bank.number = 7
    way = worker(copies[0], clock, bank, "one")

    with pytest.raises(Unfinished, match="connect the app again"):
        way.read("/a", {})
    assert bank.renewals == 1


def test_new_tokens_in_the_connection_document_come_before_the_stored_ones(copies, clock):
    """The app was connected anew: what is stored belongs to the old connection."""
    bank, (links, _) = Bank(), copies
    worker(links, clock, bank, "one").read("/a", {})
    bank.number = 8
    client = httpx.Client(base_url="http://x.test", transport=httpx.MockTransport(bank))
    anew = {**SETTINGS, "access_token": "t7", "refresh_token": "r7"}
    tokens = Tokens("xero", links, clock, anew, "http://x.test/connect/token")
    way = Transport(client, tokens, clock, Retry())

    assert way.read("/a", {}) == {}
    assert tokens.current() == "t9"
    assert bank.renewals == 2


def test_no_token_is_spent_that_could_not_be_kept(copies, clock):
    """Where nothing can be stored, the lease cannot be either, and it comes first."""
    bank, (links, _) = Bank(), copies
    way = worker(links, clock, bank, "one")
    links.execute("PRAGMA query_only = ON")

    with pytest.raises(Exception, match="readonly"):
        way.read("/a", {})

    assert bank.renewals == 0


# the whole pairing


def a_copy(circle: Circle, path: Path) -> Sync:
    return factory(circle.connection, SIMULATORS.http(circle.world), path=path)


def test_a_second_copy_leaves_the_work_to_the_first(tmp_path: Path):
    """Rule: R41, R55: it says that it is not done, so it is called again."""
    circle = Circle()
    circle.contact()
    first, second = (a_copy(circle, tmp_path / "links.sqlite") for _ in range(2))
    said = []
    circle.fault("crash", when="after", system="xero", path="*/Contacts*", method="PUT")
    with pytest.raises(SyncCrash):
        first.cycle()
    second.log = type(second.log)(lambda event, fields: said.append(fields.get("why")))

    assert not second.cycle()
    circle.advance(LENGTH_S)
    assert second.cycle()
    assert second.cycle()

    assert said == ["another copy is at work", None, None, None, None]
    assert len(circle.xero("contact")) == 1
    first.close()
    second.close()


def test_two_copies_that_take_turns_double_nothing(tmp_path: Path):
    """What one has stored, the other one reads: cursors, intents, links."""
    circle = Circle()
    both = [a_copy(circle, tmp_path / "links.sqlite") for _ in range(2)]
    circle.pay(circle.invoice(circle.contact()), "40.00")

    for _ in range(2):
        for copy in both:
            assert copy.cycle()
    circle.calls()
    for copy in both:
        copy.cycle()

    assert circle.writes() == []
    assert [len(circle.xero(kind)) for kind in ("contact", "invoice", "payment")] == [1, 1, 1]
    for copy in both:
        copy.close()

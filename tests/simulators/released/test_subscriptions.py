"""Webhooks of Re-Leased that live: subscriptions, retries on the fake clock, giving up."""

import hmac
from base64 import b64encode
from hashlib import sha256
from typing import Any

import orjson
import pytest

from simulators.kernel import deliveries
from simulators.kernel.courier import Courier
from simulators.kernel.webhooks import MOST_PENDING
from simulators.released import events
from simulators.released.subscriptions import EVENTS
from simulators.released.vendor import add_user
from tests.simulators.released.office import Office

URL = "http://partner.test/hooks"
PATH = "/rl/v1/webhook-subscriptions"


class Receiver:
    """A partner's door that answers as told, 200 unless told otherwise."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[int | None] = []
        self.status: int | None = 200
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        monkeypatch.setattr(deliveries, "post", self._post)

    def _post(self, request: tuple[str, dict[str, str], bytes]) -> int | None:
        self.got.append(request)
        return self.answers.pop(0) if self.answers else self.status

    def types(self) -> list[str]:
        return [orjson.loads(body)["type"] for _, _, body in self.got]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    return Receiver(monkeypatch)


def a_loud_office(**body: Any) -> tuple[Office, Any]:
    office = Office(switches={"rl_webhooks": "on"})
    office.world.outbox.take(None)
    return office, office.ok("POST", PATH, {"url": URL, **body})


def test_without_the_switch_there_are_no_subscriptions() -> None:
    """Source: designed: nothing public says that Re-Leased has webhooks."""
    office = Office()

    for method, path, body in (("GET", PATH, None), ("POST", PATH, {"url": URL})):
        assert office.code(method, path, body) == "not_found"
    assert office.code("DELETE", f"{PATH}/1") == "not_found"


def test_a_subscription_is_made_listed_and_ended_by_its_client() -> None:
    """Source: designed, re-leased.md §6.8."""
    office, made = a_loud_office(events=["contact.created"])

    assert (made["status"], made["failures"], len(made["secret"])) == ("Active", 0, 48)
    (listed,) = office.ok("GET", PATH)["items"]
    assert "secret" not in listed
    assert (listed["id"], listed["events"]) == (made["id"], ["contact.created"])
    assert office.ok("GET", PATH, who="user")["items"] == []
    assert office.code("DELETE", f"{PATH}/{made['id']}", who="user") == "not_found"
    assert office.call("DELETE", f"{PATH}/{made['id']}").status_code == 204
    assert office.ok("GET", PATH)["items"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"url": "ftp://x"}, "wrong_value"),
        ({"url": URL}, "duplicate"),
        ({"url": "http://x", "events": ["contact.sneezed"]}, "wrong_value"),
        ({"url": "http://x", "companyIds": [9]}, "company_unknown"),
        ({"url": "http://x", "secret": "y"}, "unknown_field"),
    ],
)
def test_a_wrong_subscription_is_refused(body: Any, code: str) -> None:
    """Source: designed."""
    office, _ = a_loud_office()

    assert office.code("POST", PATH, body) == code


def test_a_person_subscribes_to_the_companies_that_are_visible_only() -> None:
    """Rule: R52."""
    from simulators.released import access

    office, _ = a_loud_office()
    person = add_user(office.world, "account_manager", (2,))
    office.tokens["second"] = access.issue_token(office.world, person)["token"]
    body = {"url": "http://x", "companyIds": [1]}

    assert office.code("POST", PATH, body, "second") == "company_unknown"
    made = office.ok("POST", PATH, {"url": "http://x"}, "second")
    assert made["companyIds"] == [2]


def test_events_go_to_who_asked_for_them_signed_with_that_secret(receiver: Receiver) -> None:
    """Source: designed, re-leased.md §6.8."""
    office, made = a_loud_office(events=["invoice.created"], companyIds=[1])
    office.a_document()
    office.ok("POST", "/rl/v1/companies/2/contacts", {"name": "Bo"}, "user")

    deliveries.deliver(office.world, None)

    assert receiver.types() == ["invoice.created"]
    ((url, headers, body),) = receiver.got
    expected = b64encode(hmac.new(made["secret"].encode(), body, sha256).digest()).decode()
    assert (url, headers["X-RL-Signature"]) == (URL, expected)
    assert "sequence" not in orjson.loads(body)


def test_a_failed_delivery_is_tried_again_later_and_later(receiver: Receiver) -> None:
    """Source: designed: a minute, five, fifteen, then hourly."""
    office, made = a_loud_office()
    office.a_contact()
    receiver.status = 500

    deliveries.deliver(office.world, None)
    begin = office.world.clock.now_ms
    tries = []
    for minutes in (1, 5, 15, 60, 60):
        deliveries.advance(office.world, minutes * 60)
        tries.append(len(receiver.got))

    assert tries == [2, 3, 4, 5, 6]
    assert office.world.clock.now_ms - begin == 141 * 60_000
    hook = office.world.outbox.hook("released", URL)
    assert (hook["failures"], hook["last_status"], hook["status"]) == (6, 500, "Active")
    receiver.status = 200
    deliveries.advance(office.world, 3600)
    assert office.world.outbox.pending == []
    assert office.world.outbox.hook("released", URL)["failures"] == 0
    assert made["id"] == 1


def test_a_hook_that_fails_for_a_day_is_disabled_and_what_waits_stays(receiver: Receiver) -> None:
    """Source: designed, re-leased.md §6.8."""
    office, _ = a_loud_office()
    office.a_contact()
    receiver.status = None

    deliveries.deliver(office.world, None)
    deliveries.advance(office.world, 26 * 3600)

    hook = office.world.outbox.hook("released", URL)
    assert (hook["status"], hook["next_try"]) == ("Disabled", None)
    tried = len(receiver.got)
    assert 24 <= tried <= 30
    assert deliveries.deliver(office.world, None) == []
    assert len(office.world.outbox.pending) == 1
    deliveries.advance(office.world, 32 * 24 * 3600)
    deliveries.deliver(office.world, None)
    assert (office.world.outbox.pending, office.world.outbox.dropped) == ([], 1)


def test_what_stands_behind_a_failure_keeps_its_order(receiver: Receiver) -> None:
    """Source: designed: replayed in order."""
    office, _ = a_loud_office(events=["contact.created"])
    for name in ("A", "B", "C"):
        office.a_contact(name=name)
    receiver.answers = [200, 500]

    deliveries.deliver(office.world, None)
    deliveries.advance(office.world, 60)

    heard = [orjson.loads(body)["resourceId"] for _, _, body in receiver.got]
    assert heard == [501, 502, 502, 503]


def test_a_frozen_world_sends_nothing_by_itself_and_a_running_one_does(
    receiver: Receiver,
) -> None:
    """Source: designed: on a running clock deliveries happen by themselves."""
    office, _ = a_loud_office()
    office.a_contact()
    courier = Courier(office.registry)

    courier.go_round()
    assert receiver.got == []
    office.world.clock.scale = 1
    try:
        courier.go_round()
    finally:
        office.world.clock.scale = 0
    assert receiver.types() == ["contact.created"]
    assert office.world.outbox.pending == []


def test_an_outbox_is_bounded_and_says_what_it_dropped() -> None:
    """Source: designed: gaps show in the sequence."""
    office, _ = a_loud_office()
    outbox = office.world.outbox

    for number in range(2 * MOST_PENDING):
        outbox.add("released", {"type": "x", "n": number})

    assert MOST_PENDING <= len(outbox.pending) <= MOST_PENDING + MOST_PENDING // 8
    assert outbox.dropped + len(outbox.pending) == 2 * MOST_PENDING
    assert outbox.pending[-1]["sequence"] == outbox.sequences["released"]


def test_ending_a_subscription_ends_what_waits_for_it() -> None:
    """Source: designed."""
    office, made = a_loud_office()
    office.a_contact()
    assert len(office.world.outbox.pending) == 1

    office.call("DELETE", f"{PATH}/{made['id']}")

    assert office.world.outbox.pending == []


def test_every_event_can_be_asked_for() -> None:
    """What a commit may be called is in the list, and nothing else is."""
    resources = {*events.RESOURCES.values(), "creditNote"}
    verbs = {*events.STATUS_EVENTS.values(), *events.FIRST_EVENTS.values()} - {""}

    assert {name.partition(".")[0] for name in EVENTS} == resources
    assert verbs <= {name.partition(".")[2] for name in EVENTS}

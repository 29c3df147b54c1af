"""Deliveries are hints: checked, deduped, never believed. Rule: R55, R56, R60."""

from base64 import b64encode
from hashlib import sha256
from hmac import new as hmac
from itertools import permutations

import orjson
import pytest

from sync.door import factory
from sync.receive import MOST_HINTS, Hint, Receiver
from tests.sync.circle import SIMULATORS, Circle

KEY = "secret"
EVENT = {
    "resourceUrl": "https://api.xero.com/api.xro/2.0/Contacts/c-1",
    "resourceId": "c-1",
    "eventDateUtc": "2026-03-02T09:00:00.123",
    "eventType": "UPDATE",
    "eventCategory": "CONTACT",
    "tenantId": "t-1",
    "tenantType": "ORGANISATION",
}
HINT = Hint("t-1", "contact", "c-1", 1772442000123)


def signature(raw: bytes, key: str = KEY) -> str:
    return b64encode(hmac(key.encode(), raw, sha256).digest()).decode()


def xero_body(*events: dict, first: int = 1) -> bytes:
    said = orjson.dumps(list(events)).decode()
    last = first + len(events) - 1
    return (
        f'{{"events":{said},"firstEventSequence": {first},'
        f'"lastEventSequence": {last}, "entropy": "S0M3"}}'
    ).encode()


class Post:
    """A receiver and a way to send to it."""

    def __init__(self) -> None:
        self.woken = 0
        self.receiver = Receiver({"xero": (KEY,), "released": (KEY, "other")}, self.wake)

    def wake(self) -> None:
        self.woken += 1

    def send(self, system: str, raw: bytes, signed: str | None = None) -> int:
        name = {"xero": "x-xero-signature", "released": "x-rl-signature"}.get(system, "")
        headers = {name: signature(raw) if signed is None else signed}
        return self.receiver.receive(system, lambda wanted: headers.get(wanted.lower()), raw)


@pytest.fixture
def post() -> Post:
    return Post()


def test_a_delivery_marks_what_it_names_and_wakes_the_sync(post: Post):
    assert post.send("xero", xero_body(EVENT)) == 200
    assert post.woken == 1
    assert post.receiver.taken("t-2") == []
    assert post.receiver.taken("t-1") == [HINT]
    assert post.receiver.taken("t-1") == []


def test_the_signature_is_over_the_raw_bytes(post: Post):
    """Blanks that JSON does not care about: who parses and writes again gets another signature."""
    raw = xero_body(EVENT)
    again = orjson.dumps(orjson.loads(raw))

    assert raw != again
    assert post.send("xero", raw, signature(raw)) == 200
    assert post.send("xero", raw, signature(again)) == 401


FORGERIES = ("", "x", "é", signature(b""), signature(xero_body(EVENT), "other"))


@pytest.mark.parametrize("signed", FORGERIES)
def test_a_forged_delivery_is_refused_and_marks_nothing(post: Post, signed: str):
    assert post.send("xero", xero_body(EVENT), signed) == 401
    assert (post.woken, post.receiver.taken("t-1")) == (0, [])
    assert post.receiver.tally.forged == 1


def test_intent_to_receive_is_answered_as_xero_asks(post: Post):
    """Source: facts of Xero, chapter 7: rightly signed 200, by one character wrong 401."""
    raw = xero_body(first=0)
    right = signature(raw)
    wrong = ("B" if right[0] == "A" else "A") + right[1:]

    assert [post.send("xero", raw, each) for each in (right, wrong)] == [200, 401]
    assert post.woken == 0


def test_a_system_without_a_key_has_no_door(post: Post):
    assert post.send("sage", b"{}") == 404
    assert Receiver({"xero": ()}).receive("xero", {}.get, b"{}") == 404


def test_a_subscription_has_a_key_of_its_own(post: Post):
    raw = orjson.dumps({"deliveryId": "1", "eventId": "e", "type": "contact.updated"})

    assert post.send("released", raw, signature(raw, "other")) == 200
    assert post.woken == 1


def test_a_repeated_event_is_no_news(post: Post):
    """Xero repeats bodies, Re-Leased sends the event in another delivery."""
    told = {"eventId": "e-1", "type": "contact.updated", "companyId": 1, "resourceId": 5}
    for number in range(3):
        post.send("released", orjson.dumps({"deliveryId": str(number), **told}))
        post.send("xero", xero_body(EVENT, first=number))

    assert post.woken == 2
    assert post.receiver.tally.repeated == 4


JUNK = (b"", b"{", b"[]", b"7", b'{"events": 1}', b'{"events": [1]}', b'{"events": [{}]}', b"\xff")


@pytest.mark.parametrize("raw", JUNK)
@pytest.mark.parametrize("system", ["xero", "released"])
def test_a_body_that_says_nothing_is_taken_and_marks_nothing(post: Post, system: str, raw: bytes):
    assert post.send(system, raw) == 200
    assert post.receiver.taken("t-1") == []


def test_a_flood_is_bounded(post: Post):
    events = [{**EVENT, "resourceId": f"c-{n}"} for n in range(MOST_HINTS + 50)]

    assert post.send("xero", xero_body(*events)) == 200
    assert len(post.receiver.taken("t-1")) == MOST_HINTS


# the outcome is the same, whatever arrives


def deliver(receiver: Receiver, raw: bytes) -> None:
    receiver.receive("xero", lambda _: signature(raw), raw)


def edited() -> tuple[Circle, list[bytes]]:
    """Two contacts edited in Xero twice each, and what Xero would deliver of it."""
    circle = Circle(switches={"rl_webhooks": "on"})
    ids = [circle.there("contact.create", Name=name) for name in ("Acme", "Beta")]
    circle.settle()
    before = len(circle.get("webhooks")["pending"])
    for word in ("first", "second"):
        for contact in ids:
            circle.there("contact.edit", contact, FirstName=word)
    pending = circle.get("webhooks")["pending"][before:]
    return circle, [xero_body(line["event"]) for line in pending if line["system"] == "xero"]


ARRIVALS = [
    *permutations(range(4)),
    (),
    (3,),
    (0, 0, 0),
    (3, 2, 3, 1, 3, 0, 0),
]


@pytest.mark.parametrize("arrival", ARRIVALS[::5] + ARRIVALS[-4:])
@pytest.mark.parametrize("between", [False, True])
def test_repeated_swapped_and_dropped_deliveries_change_nothing(arrival, between):
    """Rule: R56, R60."""
    circle, bodies = edited()
    receiver = Receiver({"xero": (KEY,)})
    sync = factory(circle.connection, SIMULATORS.http(circle.world), hints=receiver.taken)
    sync.resume(circle.sync.checkpoint())
    circle.sync = sync

    for number in arrival:
        deliver(receiver, bodies[number])
        if between:
            circle.cycle()
    circle.settle()

    assert {c["firstName"] for c in circle.released("contact")} == {"second"}
    assert len(circle.released("contact")) == 2


def test_a_hinted_record_is_read_even_when_the_list_is_late():
    """The list shows an old state for a while; the record itself is read."""
    circle = Circle()
    contact = circle.there("contact.create", Name="Acme")
    circle.settle()
    receiver = Receiver({"xero": (KEY,)})
    sync = factory(circle.connection, SIMULATORS.http(circle.world), hints=receiver.taken)
    sync.resume(circle.sync.checkpoint())
    circle.sync = sync
    circle.there("contact.edit", contact, FirstName="Ann")
    pending = circle.get("webhooks")["pending"]
    raw = xero_body(pending[-1]["event"])
    circle.fault("stale_read", with_commits=1, system="xero", path="*/Contacts")
    deliver(receiver, raw)

    circle.cycle()

    assert circle.one("released", "contact")["firstName"] == "Ann"


def test_the_object_itself_takes_webhooks_where_nobody_else_does():
    """The header's name comes as the vendor writes it; a wrong signature is answered 401."""
    circle, bodies = edited()
    sync = factory(circle.connection, SIMULATORS.http(circle.world))
    key = circle.connection["xero"]["webhook_key"]
    tenant = circle.connection["pairings"][0]["tenant_id"]

    assert sync.receive("xero", {"X-Xero-Signature": signature(bodies[0])}, bodies[0]) == 401
    assert sync.receive("xero", {"X-Xero-Signature": signature(bodies[0], key)}, bodies[0]) == 200
    assert len(list(sync.hints(tenant))) == 1

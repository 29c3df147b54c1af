"""Webhook events and their signed bodies. Facts chapter 7."""

from base64 import b64encode
from hashlib import sha256
from hmac import new as hmac
from typing import Any

import orjson
import pytest

from simulators.kernel import deliveries
from simulators.xero.webhooks import body, deliver
from tests.simulators.xero.office import Office


def events(office: Office) -> list[tuple[str, str]]:
    """Category and type of everything that waits; forgotten then."""
    waiting = office.world.outbox.take(None)
    return [(row["event"]["eventCategory"], row["event"]["eventType"]) for row in waiting]


def test_contacts_and_invoices_fire_and_nothing_else_does() -> None:
    office = Office()
    assert events(office) == []

    contact = office.contact()
    invoice = office.invoice(contact)["InvoiceID"]
    assert events(office) == [("CONTACT", "CREATE"), ("INVOICE", "CREATE")]

    office.person("contact.archive", contact)
    office.person("account.create", Code="201", Name="Fees", Type="REVENUE")
    office.person("organisation.lock_dates", PeriodLockDate="2020-01-31")
    assert events(office) == [("CONTACT", "UPDATE")]

    office.person("invoice.void", invoice)
    assert events(office) == [("INVOICE", "UPDATE")]


def test_a_payment_fires_an_invoice_update_unless_switched_off() -> None:
    for reading, expected in (("on", [("INVOICE", "UPDATE")]), ("off", [])):
        office = Office(switches={"xero_payment_webhook": reading})
        invoice = office.invoice()["InvoiceID"]
        events(office)

        office.pay(invoice, "1")

        assert events(office) == expected


def test_an_event_names_the_record_and_the_tenant_and_neither_type_nor_status() -> None:
    office = Office()
    contact = office.contact()

    (waiting,) = office.world.outbox.take(None)

    assert waiting["event"] == {
        "resourceUrl": f"/api.xro/2.0/Contacts/{contact}",
        "resourceId": contact,
        "eventDateUtc": "2026-03-02T09:00:00.001",
        "eventType": "CREATE",
        "eventCategory": "CONTACT",
        "tenantId": office.tenants[0],
        "tenantType": "ORGANISATION",
    }


def test_a_delivery_is_signed_over_its_raw_bytes_and_counts_its_events() -> None:
    """XQ-32."""
    office = Office()
    office.registry.urls = {"xero": "http://xero.test"}
    office.registry.connection(office.world)
    office.contact("A")
    office.contact("B")
    found: list[dict[str, Any]] = [row["event"] for row in office.world.outbox.take(None)]

    ((url, headers, text),) = deliver(office.world, found, "http://partner/hook")
    parsed = orjson.loads(text)

    key = office.connection["webhook_key"].encode()
    expected = b64encode(hmac(key, text, sha256).digest()).decode()
    assert (url, headers["x-xero-signature"]) == ("http://partner/hook", expected)
    assert [event["resourceId"] for event in parsed["events"]] == [e["resourceId"] for e in found]
    assert parsed["events"][0]["resourceUrl"].startswith("http://xero.test/api.xro/2.0/Contacts/")
    assert (parsed["firstEventSequence"], parsed["lastEventSequence"]) == (1, 2)


def test_the_handshakes_text_is_not_canonical_json() -> None:
    assert body([], 0, 0, "WXUAMNYXPMQEDHQLSISU") == (
        b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, '
        b'"entropy": "WXUAMNYXPMQEDHQLSISU"}'
    )


class Receiver:
    """A partner's door: right about signatures, or wrong in one way; it may be down."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        office.registry.connection(office.world)
        self.key = office.connection["webhook_key"].encode()
        self.got: list[bytes] = []
        self.good, self.bad = 200, 401
        monkeypatch.setattr(deliveries, "post", self._post)

    def _post(self, request: tuple[str, dict[str, str], bytes]) -> int | None:
        _, headers, text = request
        self.got.append(text)
        expected = b64encode(hmac(self.key, text, sha256).digest()).decode()
        return self.good if headers["x-xero-signature"] == expected else self.bad

    def sequences(self) -> list[tuple[int, int]]:
        parsed = [orjson.loads(text) for text in self.got]
        return [
            (each["firstEventSequence"], each["lastEventSequence"])
            for each in parsed
            if each["events"]
        ]


def a_target(office: Office) -> dict[str, Any]:
    office.world.outbox.targets["xero"] = "http://partner/hook"
    return deliveries.shake_hands(office.world, "xero")


@pytest.mark.parametrize(
    ("good", "bad", "status", "reason"),
    [
        (200, 401, "Active", None),
        (204, 401, "Active", None),
        (500, 401, "Unconfirmed", "Response not 2XX"),
        (200, 200, "Unconfirmed", "Response to incorrectly signed payload not 401"),
        (200, 403, "Unconfirmed", "Response to incorrectly signed payload not 401"),
    ],
)
def test_a_receiver_proves_that_it_checks_signatures(
    good: int, bad: int, status: str, reason: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Source: documented; calcinai/xero-php#351."""
    office = Office()
    receiver = Receiver(office, monkeypatch)
    receiver.good, receiver.bad = good, bad

    hook = a_target(office)

    assert (hook["status"], hook["reason"]) == (status, reason)
    assert all(orjson.loads(text)["events"] == [] for text in receiver.got)
    office.contact("A")
    before = len(receiver.got)
    deliveries.deliver(office.world, None)
    assert (len(receiver.got) > before) == (status == "Active")


def test_the_handshake_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(switches={"xero_intent_to_receive": "off"})
    receiver = Receiver(office, monkeypatch)

    assert a_target(office)["status"] == "Active"
    assert receiver.got == []


def test_a_failed_delivery_is_retried_at_once_then_every_fifteen_minutes_for_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Source: documented; older texts say otherwise."""
    office = Office()
    receiver = Receiver(office, monkeypatch)
    a_target(office)
    office.contact("A")
    office.contact("B")
    receiver.good, shaken = 503, len(receiver.got)

    deliveries.deliver(office.world, None)
    assert len(receiver.got) == shaken + 2
    deliveries.advance(office.world, 15 * 60 - 1)
    assert len(receiver.got) == shaken + 2
    deliveries.advance(office.world, 1)
    assert len(receiver.got) == shaken + 4
    deliveries.advance(office.world, 25 * 3600)

    hook = office.world.outbox.hook("xero", "http://partner/hook")
    assert hook["status"] == "Disabled"
    assert len(receiver.got) == shaken + 2 * (1 + 24 * 4)
    receiver.good = 200
    assert a_target(office)["status"] == "Active"
    deliveries.deliver(office.world, None)
    assert receiver.sequences()[-1] == (1, 2)
    assert office.world.outbox.pending == []


def test_a_dropped_delivery_leaves_a_gap_in_the_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Source: documented: sequence numbers let a receiver see gaps."""
    office = Office()
    receiver = Receiver(office, monkeypatch)
    a_target(office)

    for name, drop in (("A", False), ("B", True), ("C", False)):
        office.contact(name)
        if drop:
            office.world.faults.arm({"action": {"kind": "webhooks", "way": "drop"}})
        deliveries.deliver(office.world, None)

    assert receiver.sequences() == [(1, 1), (3, 3)]

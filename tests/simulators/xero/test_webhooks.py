"""Webhook events and their signed bodies. Facts chapter 7."""

from base64 import b64encode
from hashlib import sha256
from hmac import new as hmac
from typing import Any

import orjson

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

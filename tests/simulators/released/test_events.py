"""Webhooks: named by what happened, signed, silent unless switched on."""

import hmac
from base64 import b64encode
from hashlib import sha256
from typing import Any

import orjson
import pytest

from simulators.released import access
from simulators.released.vendor import VENDOR, pass_time
from tests.simulators.released.office import Office


def a_loud_office(**switches: str) -> Office:
    return Office(switches={"rl_webhooks": "on", **switches})


def heard(office: Office) -> list[str]:
    """The names of the events that wait, which are then taken."""
    return [line["event"]["type"] for line in office.world.outbox.take(None)]


def test_nothing_is_said_unless_the_switch_is_on() -> None:
    """Source: designed: nothing public says that Re-Leased has webhooks."""
    office = Office()
    office.a_contact()
    assert heard(office) == []


def test_events_are_named_by_what_happened() -> None:
    """Source: designed, re-leased.md §6.8."""
    office = a_loud_office()
    assert "referenceData.updated" in heard(office)
    document = office.a_document(status="Draft")
    path = f"/invoices/{document['id']}"
    contact = f"/contacts/{document['contactId']}"
    rows: tuple[tuple[str, str, Any, str, list[str]], ...] = (
        ("POST", f"{path}/submit", None, "user", ["invoice.submitted"]),
        ("POST", f"{path}/return", None, "user", ["invoice.resetToDraft"]),
        ("POST", f"{path}/approve", None, "user", ["invoice.approved"]),
        ("PATCH", path, {"reference": "x"}, "user", ["invoice.updated"]),
        ("POST", f"{path}/void", None, "user", ["invoice.voided"]),
        ("PATCH", contact, {"email": "a@example.test"}, "user", ["contact.updated"]),
        ("POST", f"{contact}/archive", None, "sync", ["contact.archived"]),
        ("POST", f"{contact}/unarchive", None, "user", ["contact.unarchived"]),
        ("POST", "/connection/revoke", None, "user", ["connection.revoked"]),
        ("POST", "/properties", {"name": "x"}, "user", []),
    )
    assert heard(office) == ["contact.created", "invoice.created"]
    for method, where, body, who, names in rows:
        office.ok(method, where, body, who)
        assert heard(office) == names


def test_a_payment_tells_of_itself_and_of_its_document() -> None:
    """Source: designed, re-leased.md §6.8."""
    office = a_loud_office()
    document = office.a_document()
    heard(office)
    payment = office.a_payment(document)
    assert heard(office) == ["payment.created", "invoice.paid"]
    link = {"externalId": "aaaaaaaa-0000-4000-8000-000000000009"}
    office.ok("PATCH", f"/payments/{payment['id']}", link)
    assert heard(office) == []
    office.ok("POST", f"/payments/{payment['id']}/reverse")
    assert heard(office) == ["payment.reversed", "invoice.approved"]


def test_a_merge_and_a_shared_contact_are_told_to_each_company() -> None:
    """Source: designed, re-leased.md §6.8."""
    office = a_loud_office()
    loser, survivor = office.a_contact(companyIds=[1, 2]), office.a_contact()
    heard(office)
    office.ok("POST", f"/contacts/{loser['id']}/merge", {"intoId": survivor["id"]})
    assert heard(office) == ["contact.merged", "contact.merged"]


@pytest.mark.parametrize(("value", "says"), [("on", True), ("off", False)])
def test_a_delivery_is_signed_and_carries_no_record(value: str, says: bool) -> None:
    """Source: designed, re-leased.md §6.8."""
    office = a_loud_office(rl_webhook_actor=value)
    office.world.outbox.take(None)
    contact = office.a_contact()
    events = [line["event"] for line in office.world.outbox.take(None)]
    ((url, headers, body),) = VENDOR.deliver(office.world, events, "http://sync.test/hook")
    told = orjson.loads(body)
    key = access.webhook_key(office.world).encode()
    signature = b64encode(hmac.new(key, body, sha256).digest()).decode()
    assert (url, headers["X-RL-Signature"]) == ("http://sync.test/hook", signature)
    assert (told["resourceId"], told["resourceVersion"]) == (contact["id"], 1)
    assert ("actor" in told) is says
    assert "name" not in told


def test_nothing_falls_due_by_itself_yet() -> None:
    """Source: repeating charges come later."""
    office = Office()
    before = office.state()
    pass_time(office.world)
    assert office.state() == before


def test_credit_notes_tell_of_themselves_as_invoices_do() -> None:
    """Source: designed, re-leased.md §6.8: the same events for creditNote."""
    office = a_loud_office()
    note = office.a_note(status="Draft")
    path = f"/credit-notes/{note['id']}"
    assert heard(office)[-2:] == ["contact.created", "creditNote.created"]
    steps = (
        (f"{path}/submit", "user", "creditNote.submitted"),
        (f"{path}/return", "user", "creditNote.resetToDraft"),
        (f"{path}/approve", "user", "creditNote.approved"),
        (f"{path}/void", "user", "creditNote.voided"),
    )
    for where, who, name in steps:
        office.ok("POST", where, None, who)
        assert heard(office) == [name]
    draft = office.a_note(status="Draft", contactId=note["contactId"])
    heard(office)
    office.ok("DELETE", f"/credit-notes/{draft['id']}", None, "user")
    assert heard(office) == ["creditNote.deleted"]


def test_an_allocation_tells_of_itself_its_removal_and_both_documents() -> None:
    """Source: designed, re-leased.md §6.8."""
    office = a_loud_office()
    note, invoice = office.a_pair()
    heard(office)
    made = office.an_allocation(note, invoice, "120.00")
    assert heard(office) == ["allocation.created", "creditNote.paid", "invoice.paid"]
    path = f"/credit-notes/{note['id']}/allocations/{made['id']}"
    office.ok("PATCH", path, {"externalId": "aaaaaaaa-0000-4000-8000-000000000009"})
    assert heard(office) == ["creditNote.updated"]
    office.ok("DELETE", path, None, "user")
    gone, *rest = [line["event"] for line in office.world.outbox.take(None)]
    assert (gone["type"], gone["resourceType"]) == ("allocation.deleted", "allocation")
    assert (gone["resourceId"], gone["resourceVersion"]) == (made["id"], 3)
    assert [event["type"] for event in rest] == ["creditNote.approved", "invoice.approved"]


def test_a_mirrored_credit_tells_of_the_invoices_it_settles_only() -> None:
    """Source: designed: §6.8 names no events of credits."""
    office = a_loud_office()
    invoice = office.a_document()
    heard(office)
    row = {"invoiceId": invoice["id"], "amount": "5.00", "date": "2026-03-03"}
    office.a_credit(contactId=invoice["contactId"], allocations=[row])
    assert heard(office) == ["invoice.updated"]

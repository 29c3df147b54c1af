"""Webhook events of contacts and documents, and the signed requests that carry them."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from hmac import new as hmac
from typing import Any, Final

import orjson

from simulators.kernel.call import Actor, Doc
from simulators.kernel.world import World
from simulators.xero.books import changed_fields
from simulators.xero.identity import tokens

CATEGORIES: Final = {
    #  type        category   plural       id
    "contact": ("CONTACT", "Contacts", "ContactID"),
    "invoice": ("INVOICE", "Invoices", "InvoiceID"),
    "prepayment": ("PREPAYMENT", "Prepayments", "PrepaymentID"),
    "overpayment": ("OVERPAYMENT", "Overpayments", "OverpaymentID"),
    "credit_note": ("CREDITNOTE", "CreditNotes", "CreditNoteID"),
}
CONTENT: Final = {"credit_note": ("Type", "Status")}
"""What an event says of the record itself. Source: documented, facts chapter 7."""
STILL: Final = frozenset({"HasAttachments", "IsCustomer", "IsSupplier"})
"""What changes without UpdatedDateUTC, and without an event."""
API: Final = "/api.xro/2.0"


def events(world: World, line: Doc) -> list[Doc]:
    """The events that one commit causes. Source: documented, facts chapter 7."""
    known = CATEGORIES.get(line["type"])
    before, after = line["before"], line["after"]
    if known is None or after is None:
        return []
    if before is None and line["type"] == "contact" and line["actor"] == Actor.SYSTEM:
        return []
    if before is not None and set() < changed_fields(before, after, ()) <= STILL:
        return []
    silent = world.switches["xero_payment_webhook"] == "off"
    if silent and before is not None and line["actor"] == Actor.SYSTEM:
        return []  # what the product makes of a payment or an allocation
    category, plural, key = known
    content = {name: after[name] for name in CONTENT.get(line["type"], ())}
    return [
        {
            "resourceUrl": f"{API}/{plural}/{after[key]}",
            "resourceId": after[key],
            "eventDateUtc": line["time"].removesuffix("Z"),
            "eventType": "CREATE" if before is None else "UPDATE",
            "eventCategory": category,
            "tenantId": after["owner"],
            "tenantType": "ORGANISATION",
            **({"data": content} if content else {}),
        }
    ]


def deliver(
    world: World, found: list[dict[str, Any]], url: str
) -> list[tuple[str, dict[str, str], bytes]]:
    """The one request that carries some events, signed over its raw body."""
    first = world.ids.number("xero.event") if found else 0
    last = first
    for _ in found[1:]:
        last = world.ids.number("xero.event")
    client = tokens.make_client(world)
    base = client.get("api_url", "")
    found = [{**event, "resourceUrl": f"{base}{event['resourceUrl']}"} for event in found]
    text = body(found, first, last, world.ids.token("xero.entropy", 20).upper())
    headers = {
        "Content-Type": "application/json",
        "x-xero-signature": signature(client["webhook_key"], text),
    }
    return [(url, headers, text)]


def body(found: list[dict[str, Any]], first: int, last: int, entropy: str) -> bytes:
    """The text of a delivery; blanks after some colons only, as recorded (XQ-32)."""
    listed = orjson.dumps(found).decode()
    return (
        f'{{"events":{listed},"firstEventSequence": {first},'
        f'"lastEventSequence": {last}, "entropy": "{entropy}"}}'
    ).encode()


def signature(key: str, text: bytes) -> str:
    """What a receiver must work out: Base64 of HMAC-SHA256 over the raw body."""
    return b64encode(hmac(key.encode(), text, sha256).digest()).decode()

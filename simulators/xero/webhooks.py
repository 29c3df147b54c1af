"""Webhook events of contacts and documents, and the signed requests that carry them."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from hmac import new as hmac
from typing import Any, Final

import orjson

from simulators.kernel.call import Actor, Doc
from simulators.kernel.webhooks import HookPolicy, Probe, Request
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
HANDSHAKE: Final = (True, False, True, False)
"""Which of the bodies are signed rightly."""
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
    numbers = [event.get("sequence", place) for place, event in enumerate(found, 1)] or [0]
    client = tokens.make_client(world)
    base = client.get("api_url", "")
    told = [{**event, "resourceUrl": f"{base}{event['resourceUrl']}"} for event in found]
    for event in told:
        event.pop("sequence", None)
    text = body(told, min(numbers), max(numbers), _entropy(world))
    return [_request(url, text, signature(client["webhook_key"], text))]


def _entropy(world: World) -> str:
    return world.ids.token("xero.entropy", 20).upper()


def _request(url: str, text: bytes, signed: str) -> Request:
    headers = {"Content-Type": "application/json", "x-xero-signature": signed}
    return url, headers, text


def handshake(world: World, url: str) -> list[Probe]:
    """
    Intent to receive: bodies without events, some wrongly signed, by one character.

    Source: documented, facts chapter 7; calcinai/xero-php#351. 2xx to the right ones, 401 to the
    wrong ones.
    """
    if world.switches["xero_intent_to_receive"] == "off":
        return []
    key = tokens.make_client(world)["webhook_key"]
    probes = []
    for is_right in HANDSHAKE:
        text = body([], 0, 0, _entropy(world))
        signed = signature(key, text)
        least, most = (200, 299) if is_right else (401, 401)
        told = signed if is_right else _off_by_one(signed)
        probes.append(Probe(_request(url, text, told), least, most))
    return probes


def _off_by_one(signed: str) -> str:
    """A signature of which one character is another."""
    return ("B" if signed[0] == "A" else "A") + signed[1:]


HOOKS: Final = HookPolicy(waits_s=(15 * 60,), at_once=True, handshake=handshake)
"""Again at once, then every 15 minutes for 24 hours; kept 31 days. Source: documented."""


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

"""What Re-Leased takes is what its document says: every field, every enum, in both directions."""

from collections.abc import Mapping
from typing import Any

import pytest

from contracts.documents import document
from simulators.kernel.wire import Field, Kind
from simulators.released import (
    account,
    allocation,
    area,
    attachment,
    charge,
    connection,
    contact,
    credit,
    credit_note,
    payment,
    subscriptions,
    sync_record,
    tax_type,
    tenancy,
    tenancy_contact,
    tracking,
)
from simulators.released import document as documents
from simulators.released.property import FIELDS as PROPERTY
from simulators.released.values import changing

Fields = tuple[Field, ...]
COMPANY = "/rl/v1/companies/{company}"
CONTENT = (Field("content"),)
OF_INVOICES = changing(documents.CREATION)
OF_NOTES = changing(credit_note.CREATION)
BODIES: tuple[tuple[str, str, Fields], ...] = (
    ("POST", "/connection/connect", connection.FIELDS),
    ("POST", "/connection/sync-runs", connection.RUN),
    *((verb, path, contact.FIELDS) for verb, path in (
        ("POST", "/contacts"), ("PATCH", "/contacts/{id}"), ("PUT", "/contacts/{id}"))),
    ("POST", "/contacts/{id}/merge", contact.MERGE),
    ("PUT", "/tax-types/{key}", tax_type.FIELDS),
    ("PUT", "/accounts/{key}", account.FIELDS),
    ("PUT", "/tracking-categories/{key}", tracking.FIELDS),
    ("PUT", "/tracking-categories/{key}/options/{external}", tracking.FIELDS),
    ("POST", "/properties", PROPERTY),
    ("PATCH", "/properties/{id}", PROPERTY),
    ("POST", "/properties/{property}/areas", area.FIELDS),
    ("PATCH", "/areas/{id}", area.FIELDS),
    ("POST", "/tenancies", tenancy.FIELDS),
    ("PATCH", "/tenancies/{id}", tenancy.FIELDS),
    ("POST", "/tenancies/{tenancy}/contacts", tenancy_contact.FIELDS),
    ("POST", "/repeating-charges", charge.CREATION),
    ("PATCH", "/repeating-charges/{id}", changing(charge.CREATION)),
    ("POST", "/invoices", documents.CREATION),
    ("PATCH", "/invoices/{id}", OF_INVOICES),
    ("PUT", "/invoices/{id}", OF_INVOICES),
    ("POST", "/credit-notes", credit_note.CREATION),
    ("PATCH", "/credit-notes/{id}", OF_NOTES),
    ("PUT", "/credit-notes/{id}", OF_NOTES),
    ("POST", "/credit-notes/{document}/allocations", allocation.FIELDS),
    ("PATCH", "/credit-notes/{document}/allocations/{id}", allocation.LINK),
    ("POST", "/payments", payment.FIELDS),
    ("PATCH", "/payments/{id}", payment.LINK),
    ("PUT", "/credits/{key}", credit.FIELDS),
    ("POST", "/invoices/{document}/attachments", (*attachment.FIELDS, *CONTENT)),
    ("POST", "/credit-notes/{document}/attachments", (*attachment.FIELDS, *CONTENT)),
    ("PATCH", "/attachments/{id}", attachment.CHANGE),
    ("POST", "/sync-records", sync_record.FIELDS),
    ("POST", "/rl/v1/webhook-subscriptions", subscriptions.FIELDS),
)  # fmt: skip
WITHOUT_FIELDS = {
    "POST /rl/oauth/token": "a form of RFC 6749",
    f"PUT {COMPANY}/attachments/{{id}}/content": "the bytes of a file",
}


def label(verb: str, path: str) -> str:
    """How an operation is called."""
    return f"{verb} {path if path.startswith('/rl') else COMPANY + path}"


def bodies() -> dict[str, Any]:
    """The schema of every JSON body, by operation."""
    return {
        each.label: each.spec["requestBody"]["content"].get("application/json", {}).get("schema")
        for each in document("released").operations
        if "requestBody" in each.spec
    }


def whole(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with its references and parts followed; of alternatives, the one that says most."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return whole(document("released").raw["components"]["schemas"][name])
    found = {**schema, "properties": dict(schema.get("properties", {}))}
    for part in [*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        more = whole(part)
        found["properties"] |= more["properties"]
        found |= {name: more[name] for name in ("enum", "items") if name in more}
    return found


def check(schema: Mapping[str, Any], fields: Fields, path: str = "") -> None:
    """The schema has these fields and no others, with the same values and rows."""
    told = whole(schema)["properties"]
    assert set(told) == {field.name for field in fields}, path
    for field in fields:
        one, where = whole(told[field.name]), f"{path}{field.name}"
        if field.kind is Kind.ENUM:
            assert {each for each in one["enum"] if each is not None} == set(field.values), where
        elif field.kind is Kind.TEXTS:
            assert set(whole(one["items"])["enum"]) == set(field.values), where
        elif field.kind is Kind.ROWS:
            check(one["items"], field.fields, f"{where}[].")


@pytest.mark.parametrize(("verb", "path", "fields"), BODIES)
def test_a_body_has_the_fields_of_its_document(verb: str, path: str, fields: Fields) -> None:
    schema = bodies()[label(verb, path)]
    assert schema is not None
    check(schema, fields)


def test_every_body_is_held_to_its_document() -> None:
    held = {label(verb, path) for verb, path, _ in BODIES}
    assert held | set(WITHOUT_FIELDS) == set(bodies())

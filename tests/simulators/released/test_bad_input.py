"""
Bad input of every kind at every operation: the documented problem, and the store as it was.

Method: the operations come from the simulator's own table, their bodies from the document, so that
a new operation is covered by itself. Source: designed, re-leased.md §6.6.
"""

import re
from base64 import b64encode
from typing import Any

import pytest

from contracts.documents import document
from simulators.kernel.http import MOST_BODY_BYTES
from simulators.released.dialect import LARGEST_BODY
from simulators.released.vendor import VENDOR
from tests.simulators.released.office import TENANTS, Office, a_line, an_allocation_body

PEOPLE = ("user", "sync")
BASE = "/rl/v1/companies/<company>"
PART = re.compile(r"<([a-z]+)>")
OPERATIONS = [
    pytest.param(each, id=f"{each.method} {each.path.removeprefix(BASE)}")
    for each in VENDOR.endpoints
    if not each.public
]
SPECS = {
    (each.method, re.sub(r"\{[^}]*\}", "<>", each.path)): each.spec
    for each in document("released").operations
}


def spec_of(operation: Any) -> Any:
    return SPECS[operation.method, PART.sub("<>", operation.path)]


def json_schema(operation: Any) -> Any:
    """What a JSON body of an operation looks like, None when it takes none."""
    content = spec_of(operation).get("requestBody", {}).get("content", {})
    found = content.get("application/json")
    return document("released").resolve(found["schema"]) if found else None


def takes(operation: Any, name: str) -> bool:
    """Whether an operation has a parameter of that name."""
    whole = document("released")
    told = [whole.resolve(each) for each in spec_of(operation).get("parameters", ())]
    return name in [each["name"] for each in told]


class Full(Office):
    """An office that has one record of every kind."""

    def __init__(self) -> None:
        super().__init__(switches={"rl_webhooks": "on"})
        place = self.person("property.create", name="Quay House")
        area = self.person("area.create", propertyId=place["id"], name="Unit 1")
        contact = self.a_contact()
        tenancy = self.person(
            "tenancy.create",
            propertyId=place["id"],
            name="Unit 1",
            accountContactId=contact["id"],
        )
        charge = self.person(
            "charge.create",
            tenancyId=tenancy["id"],
            description="Rent",
            amount="1.00",
            accountCode="201",
            taxType="STANDARD",
            frequency="Monthly",
            day=31,
            startDate="2026-01-01",
        )
        invoice = self.a_document(contactId=contact["id"])
        payment = self.a_payment(invoice, "1.00")
        note = self.a_note(contactId=contact["id"], status="Approved", lines=[a_line()])
        allocation = self.ok(
            "POST",
            f"/credit-notes/{note['id']}/allocations",
            an_allocation_body(invoice, "1.00"),
            "user",
        )
        credit = self.a_credit(contactId=contact["id"])
        body = {"fileName": "a.txt", "content": b64encode(b"x").decode()}
        file = self.ok("POST", f"/invoices/{invoice['id']}/attachments", body, "user")
        failure = {"entity": "document", "recordId": 1, "direction": "Outgoing"}
        record = self.ok("POST", "/sync-records", failure)
        hook = self.ok("POST", "/rl/v1/webhook-subscriptions", {"url": "http://x.test"})
        self.ids = {
            "contacts/<id>": contact,
            "contacts/<contact>": contact,
            "properties/<id>": place,
            "properties/<property>": place,
            "areas/<id>": area,
            "tenancies/<id>": tenancy,
            "tenancies/<tenancy>": tenancy,
            "repeating-charges/<id>": charge,
            "invoices/<id>": invoice,
            "invoices/<document>": invoice,
            "payments/<id>": payment,
            "credit-notes/<id>": note,
            "credit-notes/<document>": note,
            "allocations/<id>": allocation,
            "attachments/<id>": file,
            "sync-records/<id>": record,
            "webhook-subscriptions/<id>": hook,
            "tax-types/<external>": {"id": "STANDARD"},
            "accounts/<external>": {"id": "account-201"},
            "tracking-categories/<external>": {"id": "Property"},
            "options/<external>": {"id": "North"},
            "credits/<external>": {"id": credit["externalId"]},
            "credits/<id>": credit,
            "tax-types/<id>": {"id": 21},
            "accounts/<id>": {"id": 301},
            "tracking-categories/<id>": {"id": 41},
            "tracking-categories/<category>": {"id": 41},
        }

    def path(self, operation: Any, other: str = "", company: str = "1") -> str:
        """The path of an operation on records that are there, or with another id in its place."""
        path: str = operation.path.replace("<company>", company)
        for place, row in self.ids.items():
            name = place.partition("/")[0]
            path = path.replace(place, f"{name}/{other or row['id']}")
        return path

    def codes(self, operation: Any, path: str, body: Any = None, **more: Any) -> set[str]:
        """What a call comes to for a person and for the integration."""
        return {self.code(operation.method, path, body, who, **more) for who in PEOPLE}


FULL = Full()
START = FULL.world.snapshot()


@pytest.fixture
def office() -> Full:
    FULL.world.restore(START)
    return FULL


@pytest.mark.parametrize("operation", OPERATIONS)
def test_without_a_good_token_nothing_is_done(office: Full, operation: Any) -> None:
    path, before = office.path(operation), office.state()
    for header, code in (
        ({}, "token_missing"),
        ({"Authorization": "Bearer w-01.unknown"}, "token_revoked"),
        ({"Authorization": "Bearer nothing"}, "token_revoked"),
    ):
        answer = office.client.open(path, method=operation.method, headers=header)
        assert (answer.status_code, answer.get_json()["code"]) == (401, code)
    assert office.state() == before


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_company_that_is_not_there_or_not_seen_is_refused(office: Full, operation: Any) -> None:
    if "<company>" not in operation.path:
        return
    for company in ("9", "x", "01", "1%2F2"):
        assert office.codes(operation, office.path(operation, company=company)) == {"not_found"}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_ids_of_nobody_and_of_another_company_are_not_found(office: Full, operation: Any) -> None:
    if not PART.search(operation.path.replace("<company>", "").replace("<external>", "")):
        return
    for path in (
        office.path(operation, other="999999"),
        office.path(operation, other="9" * 40),
        office.path(operation, other="x"),
        office.path(operation, company="2"),
    ):
        if "/webhook" in path and "999" not in path and "x" not in path.rpartition("/")[2]:
            continue
        body: Any = {} if json_schema(operation) else None
        assert "not_found" in office.codes(operation, path, body), path


@pytest.mark.parametrize("operation", OPERATIONS)
def test_broken_and_wrong_bodies_are_told_apart(office: Full, operation: Any) -> None:
    if json_schema(operation) is None:
        return
    path = office.path(operation)
    for data, media, code in (
        (b"{", "application/json", "malformed_json"),
        (b"[1]", "application/json", "malformed_json"),
        (b"\xff\xfe", "application/json", "malformed_json"),
        (b"a=b", "application/x-www-form-urlencoded", "unsupported_media_type"),
        (b"<a/>", "text/xml", "unsupported_media_type"),
    ):
        found = office.codes(operation, path, data=data, content_type=media)
        assert code in found, f"{media} {data!r}: {found}"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_field_that_nobody_knows_is_refused(office: Full, operation: Any) -> None:
    if json_schema(operation) is None:
        return
    path = office.path(operation)
    extra = {"content": "eA=="} if "content" in json_schema(operation)["properties"] else {}
    assert "unknown_field" in office.codes(operation, path, {"noSuchField": 1, **extra})


WRONG_TYPE = [
    pytest.param(each.values[0], name, id=f"{each.id} {name}")
    for each in OPERATIONS
    for name in (json_schema(each.values[0]) or {"properties": {}})["properties"]
]


@pytest.mark.parametrize(("operation", "name"), WRONG_TYPE)
def test_a_field_of_the_wrong_type_is_refused(office: Full, operation: Any, name: str) -> None:
    path = office.path(operation)
    extra = {"content": "eA=="} if "content" in json_schema(operation)["properties"] else {}
    codes = office.codes(operation, path, {**extra, name: {"wrong": [1]}})
    assert codes & {"wrong_type", "wrong_value"}, codes
    assert "ok" not in codes


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_huge_body_is_refused_before_it_is_read(office: Full, operation: Any) -> None:
    path = office.path(operation)
    huge = office.code(operation.method, path, data=b" " * (MOST_BODY_BYTES + 1))
    assert huge == "body_too_large"
    if json_schema(operation) is not None and not path.endswith("/attachments"):
        large = b'{"a": "' + b"x" * LARGEST_BODY + b'"}'
        media = "application/json"
        assert "body_too_large" in office.codes(operation, path, data=large, content_type=media)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_version_that_is_no_more_is_refused(office: Full, operation: Any) -> None:
    if not takes(operation, "If-Match"):
        return
    stale = {"If-Match": '"999"'}
    path = office.path(operation)
    assert "version_mismatch" in office.codes(operation, path, {}, headers=stale)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_key_that_comes_back_with_another_request_is_refused(
    office: Full, operation: Any
) -> None:
    if operation.method != "POST":
        return
    path, key = office.path(operation), {"Idempotency-Key": "k"}
    office.call("POST", path, {"name": "first"}, "user", headers=key)

    assert office.code("POST", path, {"name": "other"}, "user", headers=key) == (
        "idempotency_mismatch"
    )
    again = office.call("POST", path, {"name": "first"}, "user", headers=key)
    assert again.headers["Idempotent-Replay"] == "true"
    long = {"Idempotency-Key": "k" * 129}
    assert office.code("POST", path, {}, "user", headers=long) == "bad_parameter"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_query_that_a_list_does_not_know_is_refused(office: Full, operation: Any) -> None:
    if operation.method != "GET" or not takes(operation, "pageSize"):
        return
    path = office.path(operation)
    for query in ("x=1", "page=0", "pageSize=101", "cursor=!!", "updatedSince=soon", "sort=name"):
        assert office.codes(operation, f"{path}?{query}") == {"bad_parameter"}, query


def test_another_tenant_is_refused_before_anything_moves(office: Full) -> None:
    """Rule: R51."""
    body = {"tenantId": TENANTS[2], "syncFromDate": "2026-01-01"}
    for who in PEOPLE:
        assert office.code("POST", "/connection/connect", body, who) == "already_paired"

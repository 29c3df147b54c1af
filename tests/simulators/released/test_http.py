"""Versions, idempotency keys, bodies and problems: how calls are taken, whatever they ask."""

import pytest

from tests.simulators.released.office import Office, a_payment_body


def test_every_write_raises_the_version_and_the_tag() -> None:
    """Source: designed, re-leased.md §6.1."""
    office = Office()
    contact = office.a_contact()
    answer = office.call("PATCH", f"/contacts/{contact['id']}", {"email": "x@example.test"})
    assert (contact["version"], answer.get_json()["version"]) == (1, 2)
    assert answer.headers["ETag"] == '"2"'
    assert office.call("GET", f"/contacts/{contact['id']}").headers["ETag"] == '"2"'


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ('"1"', "ok"),
        ("1", "ok"),
        ('W/"1"', "ok"),
        ('"7", "1"', "ok"),
        ("*", "ok"),
        ('"2"', "version_mismatch"),
        ("junk", "version_mismatch"),
    ],
)
def test_if_match_lets_only_the_known_version_be_changed(tag: str, code: str) -> None:
    """Source: designed, re-leased.md §6.1."""
    office = Office()
    path = f"/contacts/{office.a_contact()['id']}"
    headers = {"If-Match": tag}
    assert office.code("PATCH", path, {"email": "x@example.test"}, headers=headers) == code


def test_the_switch_requires_if_match() -> None:
    """Source: designed, re-leased.md §6.1."""
    office = Office(switches={"require_if_match": "on"})
    path = f"/contacts/{office.a_contact()['id']}"
    assert office.code("PATCH", path, {"name": "x"}) == "version_mismatch"
    assert office.code("PATCH", path, {"name": "x"}, headers={"If-Match": '"1"'}) == "ok"


@pytest.mark.parametrize(("value", "version"), [("bump", 2), ("keep", 1)])
def test_a_write_that_changes_nothing_counts_as_the_switch_says(value: str, version: int) -> None:
    """Source: designed, re-leased.md §6.1."""
    office = Office(switches={"rl_no_op_writes": value})
    contact = office.a_contact()
    after = office.ok("PATCH", f"/contacts/{contact['id']}", {"name": contact["name"]})
    assert after["version"] == version


@pytest.mark.parametrize(
    ("value", "expected"),
    [("second", "2026-03-02T09:00:00.000Z"), ("millisecond", "2026-03-02T09:00:00.001Z")],
)
def test_instants_are_as_fine_as_the_switch_says(value: str, expected: str) -> None:
    """Source: designed, re-leased.md §6.1."""
    office = Office(switches={"rl_timestamps": value})
    assert office.a_contact()["updatedAt"] == expected


def test_a_key_gives_the_first_answer_again() -> None:
    """Source: designed, re-leased.md §6.5."""
    office = Office()
    document = office.a_document()
    body, headers = a_payment_body(document, "50.00"), {"Idempotency-Key": "k-1"}

    first = office.call("POST", "/payments", body, headers=headers)
    again = office.call("POST", "/payments", body, headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first.headers
    assert len(office.world.table("released", "payment")) == 1


def test_a_key_with_another_body_is_refused() -> None:
    """Source: designed, re-leased.md §6.5."""
    office = Office()
    headers = {"Idempotency-Key": "k-1"}
    assert office.code("POST", "/contacts", {"name": "x"}, headers=headers) == "ok"
    reused = office.code("POST", "/contacts", {"name": "y"}, headers=headers)
    assert reused == "idempotency_mismatch"


def test_a_key_is_forgotten_after_a_day() -> None:
    """Source: designed, re-leased.md §6.5."""
    office = Office()
    headers = {"Idempotency-Key": "k-1"}
    office.ok("POST", "/contacts", {"name": "x"}, headers=headers)
    office.world.pass_time(24 * 3600)
    client_token(office)
    office.ok("POST", "/contacts", {"name": "x"}, headers=headers)
    assert len(office.world.table("released", "contact")) == 2


def client_token(office: Office) -> None:
    """A new token of the same client, after the old one has died."""
    from simulators.released import access

    client = access.integration(office.world)
    office.tokens["sync"] = access.issue_token(office.world, client)["token"]


def test_a_key_is_its_clients_own_and_of_bounded_length() -> None:
    """Source: designed, re-leased.md §6.5."""
    office = Office()
    headers = {"Idempotency-Key": "k" * 128}
    office.ok("POST", "/contacts", {"name": "x"}, headers=headers)
    assert office.code("POST", "/contacts", {"name": "y"}, "user", headers=headers) == "ok"
    longer = {"Idempotency-Key": "k" * 129}
    assert office.code("POST", "/contacts", {"name": "z"}, headers=longer) == "bad_parameter"


def test_a_lost_answer_is_found_again_by_its_key() -> None:
    """Source: designed, re-leased.md §6.5; drop_after_commit of the fault plan."""
    office = Office()
    headers = {"Idempotency-Key": "k-1"}
    office.world.faults.arm({"match": {"method": "POST"}, "action": {"kind": "drop_after_commit"}})
    assert office.call("POST", "/contacts", {"name": "x"}, headers=headers).status_code == 502
    assert office.code("POST", "/contacts", {"name": "x"}, headers=headers) == "ok"
    assert len(office.world.table("released", "contact")) == 1


BODIES = (
    (b"{", "application/json", "malformed_json"),
    (b"[]", "application/json", "malformed_json"),
    (b"null", "application/json", "malformed_json"),
    (b'"x"', "application/json", "malformed_json"),
    (b"\xff\xfe\x00", "application/json", "malformed_json"),
    (b'{"name": "\\ud800"}', "application/json", "malformed_json"),
    (b'{"name": "x"}', "text/plain", "unsupported_media_type"),
    (b"name=x", "application/x-www-form-urlencoded", "unsupported_media_type"),
    (b'{"name": "' + b"x" * (1024 * 1024) + b'"}', "application/json", "body_too_large"),
    (b"", "application/json", "required"),
    (b"{}", "application/json", "required"),
    (b'{"name": "x"}', "application/merge-patch+json; charset=utf-8", "ok"),
    (b'{"name": "x"}', "", "ok"),
)


@pytest.mark.parametrize(("body", "media", "code"), BODIES)
def test_a_body_is_json_of_an_object(body: bytes, media: str, code: str) -> None:
    """Source: designed, re-leased.md §6.1, §6.6."""
    office = Office()
    assert office.code("POST", "/contacts", None, data=body, content_type=media) == code


def test_a_problem_says_what_is_wrong_field_by_field() -> None:
    """Source: designed, re-leased.md §6.6."""
    office = Office()
    body = {"name": " ", "email": 5, "phones": [{"type": "pager", "number": "1"}], "colour": "red"}
    answer = office.call("POST", "/contacts", body)
    problem = answer.get_json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (problem["status"], problem["code"]) == (422, "validation_failed")
    assert problem["type"] == "/problems/validation"
    assert problem["traceId"]
    found = {(error["field"], error["code"]) for error in problem["errors"]}
    assert found == {
        ("name", "required"),
        ("email", "wrong_type"),
        ("phones[0].type", "wrong_value"),
        ("colour", "unknown_field"),
    }


IDS = ("0", "999", "-1", "x", "1:501", "501.0", "%20501", "99999999999999999999", "٥٠١")


@pytest.mark.parametrize("record", IDS)
@pytest.mark.parametrize("kind", ["contacts", "invoices", "payments", "properties", "tax-types"])
def test_an_id_that_is_not_there_is_not_found(kind: str, record: str) -> None:
    """Source: designed, re-leased.md §6.6."""
    office = Office()
    office.a_contact()
    assert office.code("GET", f"/{kind}/{record}") == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "token", "status"),
    [("GET", "/contacts", "sync", 200), ("GET", "/nothing", "sync", 404),
     ("PUT", "/contacts", "sync", 405), ("GET", "/rl/v1/companies/9", "sync", 404),
     ("GET", "/contacts", "unknown", 401), ("POST", "/rl/oauth/token", "unknown", 401)],
)  # fmt: skip
def test_every_answer_names_the_version_of_the_api(
    method: str, path: str, token: str, status: int
) -> None:
    """Source: designed, re-leased.md §6.1."""
    office = Office()
    office.tokens["unknown"] = "w-99.nobody"
    answer = office.call(method, path, None, token)
    assert (answer.status_code, answer.headers["X-RL-Api-Version"]) == (status, "2026-01")


def test_a_call_that_is_not_let_in_is_traced_by_its_number() -> None:
    """Source: designed: traceId leads to the journal of calls."""
    office = Office()
    seen = [office.call("GET", "/rl/v1/companies/9").get_json()["traceId"] for _ in range(2)]
    last = office.world.calls.next - 1
    assert seen == [f"rl-{last - 1:08d}", f"rl-{last:08d}"]


def test_the_records_of_another_company_are_not_found() -> None:
    """Source: R52."""
    office = Office()
    document = office.a_document()
    payment = office.a_payment(document, "1.00")
    other = "/rl/v1/companies/2"
    assert office.code("GET", f"{other}/invoices/{document['id']}") == "not_found"
    assert office.code("POST", f"{other}/invoices/{document['id']}/void") == "not_found"
    assert office.code("GET", f"{other}/payments/{payment['id']}") == "not_found"
    assert office.code("GET", f"{other}/contacts/{document['contactId']}") == "not_found"
    body = office.a_body(contactId=document["contactId"])
    assert office.code("POST", f"{other}/invoices", body) == "contact_unknown"
    paid = a_payment_body(document, "1.00")
    assert office.code("POST", f"{other}/payments", paid) == "document_unknown"


def test_equal_ids_of_two_companies_stay_apart() -> None:
    """Source: designed, switch equal_ids; R52."""
    office = Office(switches={"equal_ids": "on"})
    second = "/rl/v1/companies/2"
    shared = office.a_contact(companyIds=[1, 2])
    first = office.a_document(contactId=shared["id"], reference="first")
    other = office.ok(
        "POST", f"{second}/invoices", office.a_body(contactId=shared["id"], reference="second")
    )
    assert first["id"] == other["id"]
    office.ok("POST", f"/invoices/{first['id']}/void", None, "user")
    assert office.ok("GET", f"{second}/invoices/{other['id']}")["status"] == "Approved"
    assert office.person("document.void", "1:10001") == "invalid_transition"
    assert office.person("document.void", 10001, company=2)["reference"] == "second"


def test_a_stale_read_shows_neither_the_record_nor_its_place_in_the_feed() -> None:
    """A lagging replica lags as a whole; the next read sees everything. Source: designed."""
    office = Office()
    last = office.call("GET", "/changes?limit=1000").get_json()["next"]
    made = office.call("POST", "/contacts", {"name": "Late Ltd"}).get_json()
    for path in ("*/changes", "*/contacts/*"):
        office.world.faults.arm({"match": {"path": path}, "action": {"kind": "stale_read"}})

    stale = office.call("GET", f"/changes?after={last}").get_json()
    hidden = office.call("GET", f"/contacts/{made['id']}")
    fresh = office.call("GET", f"/changes?after={last}").get_json()

    assert (stale["items"], stale["next"], hidden.status_code) == ([], last, 404)
    assert [item["id"] for item in fresh["items"]] == [made["id"]]

"""Reference data, properties, tenancies and sync records."""

from typing import Any

import pytest

from tests.simulators.released.office import Office


def test_a_mirror_keeps_its_id_through_renames() -> None:
    """Source: R46."""
    office = Office()
    path = "/tracking-categories/41/options/North"
    renamed = office.ok("PUT", path, {"name": "North wing"})
    assert (renamed["id"], renamed["name"], renamed["categoryId"]) == (61, "North wing", 41)
    assert office.call("PUT", path, {"name": "North"}).status_code == 200
    assert office.call("PUT", path.replace("North", "East"), {"name": "E"}).status_code == 201


def test_the_property_matching_choice_survives_the_mirror() -> None:
    """Source: documented, RL-TRACK2; R45."""
    office = Office()
    office.ok("POST", "/tracking-categories/41/property-matching", None, "user")
    office.ok("POST", "/tracking-categories/42/property-matching", None, "user")
    rows = office.ok("GET", "/tracking-categories")["items"]
    assert {row["id"]: row["isPropertyMatching"] for row in rows} == {41: False, 42: True}
    assert office.ok("PUT", "/tracking-categories/Department", {"name": "D"})["isPropertyMatching"]


def test_a_tax_type_is_named_by_its_external_id_unless_told() -> None:
    """Source: designed, re-leased.md §3.5."""
    office = Office()
    body = {"name": "New", "rate": "12.5000"}
    made = office.ok("PUT", "/tax-types/TAX001", body)
    assert (made["taxType"], made["externalId"], made["rate"]) == ("TAX001", "TAX001", "12.5")
    assert office.ok("PUT", "/tax-types/x", {**body, "taxType": "TAX002"})["taxType"] == "TAX002"


def test_the_options_of_a_category_are_listed_apart() -> None:
    """Source: designed, re-leased.md §6.3."""
    office = Office()
    listed = office.ok("GET", "/tracking-categories/41/options")["items"]
    assert [row["name"] for row in listed] == ["North", "South"]
    assert office.code("GET", "/tracking-categories/77/options") == "not_found"
    assert office.code("PUT", "/tracking-categories/77/options/x", {"name": "x"}) == "not_found"


WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("/tax-types/X", {"rate": "5"}, "required"),
    ("/tax-types/X", {"name": "x", "rate": "five"}, "wrong_type"),
    ("/tax-types/X", {"name": "x", "rate": "5", "status": "Gone"}, "wrong_value"),
    ("/accounts/X", {"name": "x", "currency": "GBP"}, "unknown_field"),
    ("/accounts/" + "x" * 101, {"name": "x"}, "too_long"),
    ("/tracking-categories/X", {"name": "x", "isPropertyMatching": True}, "unknown_field"),
)


@pytest.mark.parametrize(("path", "body", "code"), WRONG)
def test_a_wrong_mirror_is_refused(path: str, body: dict[str, Any], code: str) -> None:
    """Source: designed, re-leased.md §6.6."""
    assert Office().code("PUT", path, body) == code


def test_people_keep_settings_of_their_own_until_the_company_is_paired() -> None:
    """Source: documented, RL-FACT: placeholders."""
    office = Office(organisations=1)
    path = "/rl/v1/companies/2/accounts/placeholder"
    assert office.code("PUT", path, {"code": "1", "name": "x"}, "user") == "ok"
    assert office.code("PUT", path, {"code": "1", "name": "x"}, "sync") == "not_connected"


def test_a_tenancy_is_archived_once_nothing_is_outstanding() -> None:
    """Source: documented, RL-ARCHLEASE."""
    office = Office()
    home = office.person("property.create", name="Quay House", trackingOptionId=61)
    tenant = office.a_contact()
    let = office.person(
        "tenancy.create", propertyId=home["id"], name="Unit 1", accountContactId=tenant["id"]
    )
    document = office.a_document(tenancyId=let["id"])
    assert office.person("tenancy.archive", let["id"]) == "invalid_transition"
    assert office.person("property.archive", home["id"]) == "invalid_transition"
    office.a_payment(document)
    assert office.person("tenancy.archive", let["id"])["status"] == "Archived"
    assert office.person("tenancy.archive", let["id"]) == "invalid_transition"
    assert office.person("property.archive", home["id"])["status"] == "Archived"
    assert office.person("property.archive", home["id"]) == "invalid_transition"


PORTFOLIO: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("POST", "/properties", {}, "required"),
    ("POST", "/properties", {"name": "x", "trackingOptionId": 1}, "tracking_option_unknown"),
    ("POST", "/properties", {"name": "x"}, "ok"),
    ("POST", "/tenancies", {"name": "x", "propertyId": 1}, "property_unknown"),
    ("POST", "/tenancies", {"name": "x", "propertyId": 11, "status": "Archived"}, "wrong_value"),
    (
        "POST",
        "/tenancies",
        {"name": "x", "propertyId": 11, "accountContactId": 1},
        "contact_unknown",
    ),
    (
        "POST",
        "/tenancies",
        {"name": "x", "propertyId": 11, "leaseStart": "2026-02-01", "leaseEnd": "2026-01-01"},
        "wrong_value",
    ),
    ("POST", "/tenancies", {"name": "x", "propertyId": 11, "annualRent": "12000"}, "ok"),
    ("PATCH", "/tenancies/101", {"leaseEnd": "2026-12-31"}, "ok"),
    ("PATCH", "/tenancies/101", {"leaseStart": "2027-12-31"}, "wrong_value"),
    ("PATCH", "/properties/11", {"name": None}, "required"),
    ("PATCH", "/properties/11", {"address": "1 Quay"}, "ok"),
    ("GET", "/tenancies?propertyId=11&status=Current", {}, "ok"),
    ("POST", "/tenancies/101/archive", {}, "ok"),
    ("POST", "/properties/11/archive", {}, "ok"),
)


def test_properties_and_tenancies_are_kept_by_people() -> None:
    """Source: documented, RL-COMPANIES, RL-FAQ."""
    office = Office()
    for method, path, body, code in PORTFOLIO:
        assert office.code(method, path, body or None, "user") == code, (path, body)
        if method != "GET":
            refused = office.code(method, path, body or None, "sync")
            assert refused == "role_forbidden"


def a_report(**fields: Any) -> dict[str, Any]:
    return {
        "entity": "document",
        "recordId": 10001,
        "direction": "Outgoing",
        "reason": "Account archived",
        **fields,
    }


def test_a_failure_is_one_open_record_however_often_it_is_reported() -> None:
    """Source: documented, RL-RESULTS; upsert designed."""
    office = Office()
    first = office.call("POST", "/sync-records", a_report())
    again = office.call("POST", "/sync-records", a_report(reason="Still archived"))
    assert (first.status_code, again.status_code) == (201, 200)
    record = again.get_json()
    assert record["id"] == first.get_json()["id"]
    assert (record["attempts"], record["reason"]) == (2, "Still archived")
    incoming = office.call("POST", "/sync-records", a_report(direction="Incoming"))
    foreign = a_report(recordId=None, externalId="x-1")
    assert (incoming.status_code, office.call("POST", "/sync-records", foreign).status_code) == (
        201,
        201,
    )


def test_a_resolved_record_is_closed_and_the_next_failure_opens_another() -> None:
    """Source: designed, re-leased.md §6.3."""
    office = Office()
    record = office.ok("POST", "/sync-records", a_report())
    closed = office.ok("POST", f"/sync-records/{record['id']}/resolve")
    assert (closed["status"], bool(closed["resolvedAt"])) == ("Resolved", True)
    assert office.code("POST", f"/sync-records/{record['id']}/resolve") == "invalid_transition"
    assert office.ok("POST", "/sync-records", a_report())["id"] != record["id"]
    assert len(office.ok("GET", "/sync-records?status=Open&recordId=10001")["items"]) == 1


def test_people_unlink_and_relink_a_failing_record() -> None:
    """Source: documented, RL-UNLINK."""
    office = Office()
    record = office.ok("POST", "/sync-records", a_report())["id"]
    assert office.person("sync_record.unlink", record)["linkStatus"] == "Unlinked"
    assert len(office.ok("GET", "/sync-records?linkStatus=Unlinked")["items"]) == 1
    assert office.ok("POST", "/sync-records", a_report())["linkStatus"] == "Unlinked"
    assert office.person("sync_record.link", record)["linkStatus"] == "Linked"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"entity": "unicorn"}, "wrong_value"),
        ({"direction": "Sideways"}, "wrong_value"),
        ({"recordId": None}, "required"),
        ({"recordId": "x"}, "wrong_type"),
        ({"status": "Open"}, "unknown_field"),
    ],
)
def test_a_wrong_sync_record_is_refused(fields: dict[str, Any], code: str) -> None:
    """Source: designed, re-leased.md §6.6."""
    assert Office().code("POST", "/sync-records", a_report(**fields)) == code

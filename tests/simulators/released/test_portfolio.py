"""Properties, areas, tenancies and who has to do with them: people's work, never synced."""

from typing import Any

import pytest

from simulators.released.tenancy import STATUSES
from tests.simulators.released.office import Office


def a_property(office: Office, **fields: Any) -> Any:
    return office.ok("POST", "/properties", {"name": "Quay House", **fields}, "user")


def an_area(office: Office, building: Any, name: str = "Unit 1") -> Any:
    return office.ok("POST", f"/properties/{building['id']}/areas", {"name": name}, "user")


def a_tenancy(office: Office, building: Any = None, **fields: Any) -> Any:
    building = building or a_property(office)
    body = {"propertyId": building["id"], "name": "Unit 1", **fields}
    return office.ok("POST", "/tenancies", body, "user")


def roles(office: Office, tenancy: Any) -> dict[int, list[str]]:
    answer = office.ok("GET", f"/tenancies/{tenancy['id']}/contacts")
    return {row["contactId"]: row["roles"] for row in answer["items"]}


def test_a_property_has_areas_and_a_tenancy_covers_several() -> None:
    """Source: documented, GH-REPLACE."""
    office = Office()
    building, other = a_property(office), a_property(office)
    first, second, foreign = (
        an_area(office, building),
        an_area(office, building, "Unit 2"),
        an_area(office, other),
    )

    tenancy = a_tenancy(office, building, areaIds=[first["id"], second["id"]])

    listed = office.ok("GET", f"/properties/{building['id']}/areas")["items"]
    assert [row["name"] for row in listed] == ["Unit 1", "Unit 2"]
    assert tenancy["areaIds"] == [first["id"], second["id"]]
    path = f"/tenancies/{tenancy['id']}"
    assert office.code("PATCH", path, {"areaIds": [foreign["id"]]}, "user") == "area_unknown"
    archive = f"/areas/{first['id']}/archive"
    assert office.code("POST", archive, None, "user") == "invalid_transition"
    office.ok("PATCH", path, {"areaIds": [second["id"]]}, "user")
    assert office.ok("POST", archive, None, "user")["status"] == "Archived"
    assert office.code("POST", archive, None, "user") == "invalid_transition"


@pytest.mark.parametrize("status", STATUSES[:-1])
def test_people_set_every_status_of_a_tenancy_but_archived(status: str) -> None:
    """Source: documented, RL-FAQ: the names; who moves where is designed."""
    office = Office()
    tenancy = a_tenancy(office)

    changed = office.ok("PATCH", f"/tenancies/{tenancy['id']}", {"status": status}, "user")

    assert changed["status"] == status
    listed = office.ok("GET", f"/tenancies?status={status}")["items"]
    assert [row["id"] for row in listed] == [tenancy["id"]]


def test_a_tenancy_is_archived_only_once_nothing_is_outstanding_and_then_stays() -> None:
    """Source: documented, RL-ARCHLEASE."""
    office = Office()
    tenancy = a_tenancy(office)
    document = office.a_document(tenancyId=tenancy["id"])
    path = f"/tenancies/{tenancy['id']}"

    assert office.code("POST", f"{path}/archive", None, "user") == "invalid_transition"
    assert office.code("PATCH", path, {"status": "Archived"}, "user") == "wrong_value"
    office.a_payment(document)
    assert office.ok("POST", f"{path}/archive", None, "user")["status"] == "Archived"
    assert office.code("PATCH", path, {"status": "Current"}, "user") == "invalid_transition"
    body = {"contactId": office.a_contact()["id"], "role": "Other"}
    assert office.code("POST", f"{path}/contacts", body, "user") == "invalid_transition"


def test_a_tenancy_has_a_primary_an_account_and_further_contacts() -> None:
    """Source: documented, RL-TENCONTACT; shape designed."""
    office = Office()
    first, second, third = (office.a_contact()["id"] for _ in range(3))
    tenancy = a_tenancy(office, primaryContactId=first)
    path = f"/tenancies/{tenancy['id']}/contacts"

    for contact, role in ((second, "Account"), (third, "Other"), (first, "Other")):
        office.ok("POST", path, {"contactId": contact, "role": role}, "user")

    assert roles(office, tenancy) == {
        first: ["Primary", "Other"],
        second: ["Account"],
        third: ["Other"],
    }
    assert office.ok("GET", f"/tenancies/{tenancy['id']}")["accountContactId"] == second
    again = {"contactId": third, "role": "Other"}
    assert office.code("POST", path, again, "user") == "duplicate"
    office.ok("POST", path, {"contactId": third, "role": "Account"}, "user")
    assert office.ok("DELETE", f"{path}/{third}", who="user")["roles"] == []
    assert roles(office, tenancy) == {first: ["Primary", "Other"]}
    assert office.code("DELETE", f"{path}/{third}", who="user") == "not_found"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"contactId": 999, "role": "Other"}, "contact_unknown"),
        ({"contactId": 501, "role": "Guest"}, "wrong_value"),
    ],
)
def test_a_wrong_contact_of_a_tenancy_is_refused(body: Any, code: str) -> None:
    """Source: designed."""
    office = Office()
    office.a_contact()
    path = f"/tenancies/{a_tenancy(office)['id']}/contacts"

    assert office.code("POST", path, body, "user") == code


def test_an_archived_contact_gets_no_new_role_and_keeps_the_old_one() -> None:
    """Rule: R7: tenancies keep pointing at an archived account contact."""
    office = Office()
    contact = office.a_contact()["id"]
    tenancy = a_tenancy(office, accountContactId=contact)
    office.ok("POST", f"/contacts/{contact}/archive")

    path = f"/tenancies/{tenancy['id']}/contacts"
    assert roles(office, tenancy) == {contact: ["Account"]}
    body = {"contactId": contact, "role": "Other"}
    assert office.code("POST", path, body, "user") == "contact_archived"


@pytest.mark.parametrize(
    ("value", "documents", "tenancies"),
    [("on", True, False), ("off", False, False), ("tenancies", True, True)],
)
def test_what_follows_a_merge_is_a_switch(value: str, documents: bool, tenancies: bool) -> None:
    """Rule: R13. Source: open, O11."""
    office = Office(switches={"follow_merge": value})
    loser, survivor = office.a_contact()["id"], office.a_contact()["id"]
    document = office.a_document(contactId=loser)
    tenancy = a_tenancy(office, primaryContactId=survivor, accountContactId=loser)

    office.ok("POST", f"/contacts/{loser}/merge", {"intoId": survivor})

    names = office.ok("GET", f"/invoices/{document['id']}")["contactId"]
    account = office.ok("GET", f"/tenancies/{tenancy['id']}")["accountContactId"]
    assert (names == survivor, account == survivor) == (documents, tenancies)


def test_a_property_maps_to_an_option_of_the_category_that_matches() -> None:
    """Source: documented, RL-TRACK2."""
    office = Office()
    office.ok("POST", "/tracking-categories/41/property-matching", None, "user")
    north, repairs = 61, 63

    assert a_property(office, trackingOptionId=north)["trackingOptionId"] == north
    body = {"name": "x", "trackingOptionId": repairs}
    assert office.code("POST", "/properties", body, "user") == "tracking_mismatch"


@pytest.mark.parametrize(
    ("value", "rows", "code"),
    [
        ("one_extra", [(42, 63)], "ok"),
        ("one_extra", [(41, 61)], "wrong_value"),
        ("one_extra", [(42, 63), (41, 61)], "wrong_value"),
        ("one_extra", [(42, 61)], "tracking_unknown"),
        ("two", [(42, 63), (41, 61)], "ok"),
        ("two", [(42, 63), (42, 63)], "wrong_value"),
    ],
)
def test_how_much_tracking_a_property_stamps_is_a_switch(value: str, rows: Any, code: str) -> None:
    """Source: documented and contradictory, RL-TRACK1 and RL-TRACK2."""
    office = Office(switches={"property_defaults": value})
    office.ok("POST", "/tracking-categories/41/property-matching", None, "user")
    defaults = [{"categoryId": category, "optionId": option} for category, option in rows]

    body = {"name": "x", "trackingDefaults": defaults}
    assert office.code("POST", "/properties", body, "user") == code


def test_the_integration_leaves_the_portfolio_alone() -> None:
    """Source: inferred: nothing of it syncs."""
    office = Office()
    building = a_property(office)
    area, tenancy = an_area(office, building), a_tenancy(office, building)
    contact = office.a_contact()["id"]
    rows: tuple[tuple[str, str, Any], ...] = (
        ("POST", f"/properties/{building['id']}/areas", {"name": "x"}),
        ("PATCH", f"/areas/{area['id']}", {"name": "x"}),
        ("POST", f"/areas/{area['id']}/archive", None),
        ("PATCH", f"/tenancies/{tenancy['id']}", {"name": "x"}),
        ("POST", f"/tenancies/{tenancy['id']}/contacts", {"contactId": contact, "role": "Other"}),
        ("DELETE", f"/tenancies/{tenancy['id']}/contacts/{contact}", None),
    )

    for method, path, body in rows:
        assert office.code(method, path, body, "sync") == "role_forbidden"


def test_people_do_the_same_in_the_product_s_screens() -> None:
    """Source: promised to scenarios."""
    office = Office()
    building = office.person("property.create", name="Quay House")
    area = office.person("area.create", propertyId=building["id"], name="Unit 1", size="120.5")
    contact = office.person("contact.create", name="Ann")
    tenancy = office.person(
        "tenancy.create", propertyId=building["id"], name="Unit 1", areaIds=[area["id"]]
    )
    made = office.person(
        "tenancy_contact.add", tenancy["id"], contactId=contact["id"], role="Account"
    )

    assert area["size"] == "120.5"
    assert made["accountContactId"] == contact["id"]
    assert office.person("area.edit", area["id"], name="Unit 1a")["name"] == "Unit 1a"
    assert office.person("area.archive", area["id"]) == "invalid_transition"
    office.person("tenancy_contact.remove", tenancy["id"], contactId=contact["id"])
    assert roles(office, tenancy) == {}
    assert office.person("area.create", name="x") == "not_found"


def test_a_company_s_country_sets_its_time_zone() -> None:
    """Source: documented, RL-NEWCO."""
    assert Office().ok("GET", "/rl/v1/companies/1")["timeZone"] == "Europe/London"

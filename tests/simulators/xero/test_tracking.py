"""Tracking categories and options as calls write them. Facts 4.10."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office, line

UNIQUE = ["Please enter a unique Name."]
NAMELESS = ["Please enter a Name."]


def a_category(office: Office, name: str = "Property") -> str:
    return str(office.one("PUT", "/TrackingCategories", {"Name": name})["TrackingCategoryID"])


def an_option(office: Office, category: str, name: str = "North") -> str:
    made = office.one("PUT", f"/TrackingCategories/{category}/Options", {"Name": name})
    return str(made["TrackingOptionID"])


def test_put_adds_a_category_then_options_bare_or_in_a_list() -> None:
    office = Office()

    made = office.one("PUT", "/TrackingCategories", {"name": " Property "})
    path = f"/TrackingCategories/{made['TrackingCategoryID']}"
    bare = office.one("PUT", f"{path}/Options", {"Name": "North"})
    office.one("PUT", f"{path}/Options", {"Options": [{"Name": "South"}]})

    assert made == {
        "Name": "Property", "Status": "ACTIVE",
        "TrackingCategoryID": made["TrackingCategoryID"], "Options": [],
    }  # fmt: skip
    assert bare == {
        "TrackingOptionID": bare["TrackingOptionID"], "Name": "North", "Status": "ACTIVE",
        "HasValidationErrors": False, "IsDeleted": False, "IsArchived": False, "IsActive": True,
    }  # fmt: skip
    assert [row["Name"] for row in office.one("GET", path)["Options"]] == ["North", "South"]


def test_the_answer_about_options_is_keyed_options() -> None:
    office = Office()
    category = a_category(office)

    answer = office.call("PUT", f"/TrackingCategories/{category}/Options", {"Name": "North"})

    assert "Options" in answer.get_json()


def test_two_categories_are_active_and_four_there_are_in_all() -> None:
    office = Office()
    full = ["You can only have two active tracking categories."]
    made = [a_category(office, name) for name in "AB"]

    assert office.no("PUT", "/TrackingCategories", {"Name": "C"}) == full
    for category in made:
        office.one("POST", f"/TrackingCategories/{category}", {"Status": "ARCHIVED"})
    made += [a_category(office, name) for name in "CD"]
    assert office.no("POST", f"/TrackingCategories/{made[0]}", {"Status": "ACTIVE"}) == full
    office.one("POST", f"/TrackingCategories/{made[2]}", {"Status": "ARCHIVED"})
    assert office.no("PUT", "/TrackingCategories", {"Name": "E"}) == [
        "You can only have 4 tracking categories in all."
    ]
    back = office.one("POST", f"/TrackingCategories/{made[0]}", {"Status": "ACTIVE"})
    assert back["Status"] == "ACTIVE"


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({"Name": ""}, NAMELESS),
        ({}, NAMELESS),
        ({"Name": "b"}, UNIQUE),
        ({"Name": "n" * 101}, ["Name must not be longer than 100 characters."]),
        ({"Status": "DELETED"}, ["The status 'DELETED' is not valid for tracking"]),
    ],
)
def test_what_a_category_and_an_option_may_not_become(
    body: dict[str, Any], messages: list[str]
) -> None:
    office = Office()
    category = a_category(office, "A")
    a_category(office, "B")
    option = an_option(office, category, "A")
    an_option(office, category, "B")
    path = f"/TrackingCategories/{category}"

    assert office.no("POST", path, body) == messages
    assert office.no("POST", f"{path}/Options/{option}", body) == messages
    if "Status" not in body:
        assert office.no("PUT", f"{path}/Options", body) == messages


def test_post_renames_and_archives_categories_and_options() -> None:
    office = Office()
    category = a_category(office)
    option = an_option(office, category)
    path = f"/TrackingCategories/{category}"

    renamed = office.one("POST", f"{path}/Options/{option}", {"Name": "West"})
    archived = office.one("POST", f"{path}/Options/{option}", {"Status": "ARCHIVED"})
    whole = office.one("POST", path, {"Name": "Place", "Status": "ARCHIVED"})

    assert (renamed["Name"], archived["IsArchived"]) == ("West", True)
    assert (whole["Name"], whole["Status"]) == ("Place", "ARCHIVED")
    assert office.ok("GET", "/TrackingCategories") == []


def test_delete_takes_away_what_no_live_document_uses() -> None:
    """The recorded order of the vendor's own tests: void the document, then delete."""
    office = Office()
    category = a_category(office)
    option, spare = an_option(office, category), an_option(office, category, "South")
    path = f"/TrackingCategories/{category}"
    invoice = office.invoice(LineItems=[
        line(Tracking=[{"TrackingCategoryID": category, "TrackingOptionID": option}])
    ])["InvoiceID"]  # fmt: skip

    gone = office.one("DELETE", f"{path}/Options/{spare}")
    assert (gone["Status"], gone["IsDeleted"], gone["IsActive"]) == ("DELETED", True, False)
    assert office.no("DELETE", f"{path}/Options/{option}") == [
        "The tracking option is used by transactions and cannot be deleted."
    ]
    assert office.no("DELETE", path) == [
        "The tracking category is used by transactions and cannot be deleted."
    ]
    office.one("POST", path, {"Status": "ARCHIVED"})
    office.one("POST", f"/Invoices/{invoice}", {"Status": "VOIDED"})
    whole = office.one("DELETE", path)
    assert (whole["Status"], whole["Options"]) == ("DELETED", [])
    assert office.call("GET", path).status_code == 404
    assert office.ok("GET", "/TrackingCategories?includeArchived=true") == []
    assert office.one("GET", f"/Invoices/{invoice}")["Status"] == "VOIDED"


def test_people_delete_by_the_same_rule() -> None:
    office = Office()
    category = a_category(office)
    option = an_option(office, category)

    after = office.person("tracking_option.delete", option)

    assert after["Options"] == []
    assert office.refused("tracking_option.delete", option)
    assert office.person("tracking_category.delete", category) is None
    assert office.refused("tracking_category.delete", category)


def test_what_is_not_there_is_not_found() -> None:
    office = Office()
    category = a_category(office)
    path = f"/TrackingCategories/{category}/Options"

    assert office.call("POST", "/TrackingCategories/x", {"Name": "X"}).status_code == 404
    assert office.call("DELETE", "/TrackingCategories/x").status_code == 404
    assert office.call("PUT", "/TrackingCategories/x/Options", {"Name": "X"}).status_code == 404
    assert office.call("POST", f"{path}/{category}", {"Name": "X"}).status_code == 404
    assert office.call("DELETE", f"{path}/x").status_code == 404

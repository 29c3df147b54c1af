"""Contact groups. Facts 4.13."""

from typing import Any

import pytest

from tests.simulators.xero.office import Office


def a_group(office: Office, name: str = "Tenants") -> str:
    return str(office.one("PUT", "/ContactGroups", {"Name": name})["ContactGroupID"])


def ids(*contacts: str) -> dict[str, Any]:
    return {"Contacts": [{"ContactID": each} for each in contacts]}


def test_put_creates_groups_and_post_renames_or_deletes_one() -> None:
    office = Office()

    made = office.ok("PUT", "/ContactGroups", {"ContactGroups": [{"Name": "A"}, {"Name": "B"}]})
    first = made[0]["ContactGroupID"]
    renamed = office.one("POST", f"/ContactGroups/{first}", {"ContactGroups": [{"Name": "C"}]})
    office.one("POST", f"/ContactGroups/{made[1]['ContactGroupID']}", {"Status": "DELETED"})

    assert made[0] == {
        "ContactGroupID": first, "Name": "A", "Status": "ACTIVE", "Contacts": [],
        "HasValidationErrors": False,
    }  # fmt: skip
    assert renamed["Name"] == "C"
    assert office.names("/ContactGroups") == ["C"]
    a_group(office, "B")


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({"Name": " "}, ["Please enter a Name."]),
        ({"Name": "tenants"}, ["Please enter a unique Name."]),
        ({"Name": "n" * 256}, ["Name must not be longer than 255 characters."]),
    ],
)
def test_what_a_group_may_not_be_called(body: dict[str, Any], messages: list[str]) -> None:
    office = Office()
    a_group(office)
    other = a_group(office, "Suppliers")

    assert office.no("PUT", "/ContactGroups", body) == messages
    assert office.no("POST", f"/ContactGroups/{other}", body) == messages


def test_there_are_at_most_a_hundred_groups() -> None:
    office = Office()
    rows = [{"Name": f"G{number}"} for number in range(100)]
    office.ok("PUT", "/ContactGroups", {"ContactGroups": rows})

    assert office.no("PUT", "/ContactGroups", {"Name": "One more"}) == [
        "You can only have 100 contact groups."
    ]


def test_contacts_are_put_into_a_group_and_show_it() -> None:
    office = Office()
    group = a_group(office)
    one, two = office.contact("One"), office.contact("Two")

    added = office.ok("PUT", f"/ContactGroups/{group}/Contacts", ids(one, two))
    office.ok("PUT", f"/ContactGroups/{group}/Contacts", ids(one))

    assert [row["ContactID"] for row in added] == [one, two]
    assert [row["Name"] for row in office.one("GET", f"/ContactGroups/{group}")["Contacts"]] == [
        "One", "Two"
    ]  # fmt: skip
    assert office.one("GET", "/ContactGroups")["Contacts"] == []
    shown = [{"ContactGroupID": group, "Name": "Tenants", "Status": "ACTIVE", "Contacts": [],
              "HasValidationErrors": False}]  # fmt: skip
    assert office.one("GET", f"/Contacts/{one}")["ContactGroups"] == shown
    assert office.ok("GET", "/Contacts")[0]["ContactGroups"] == shown
    assert office.one("POST", f"/Contacts/{two}", {"Name": "2"})["ContactGroups"] == shown


def test_contacts_are_taken_out_one_by_one_or_all_at_once() -> None:
    office = Office()
    group = a_group(office)
    contacts = [office.contact(name) for name in ("One", "Two", "Three")]
    path = f"/ContactGroups/{group}/Contacts"
    office.ok("PUT", path, ids(*contacts))

    first = office.call("DELETE", f"{path}/{contacts[0].upper()}")

    assert (first.status_code, first.data) == (204, b"")
    assert office.call("DELETE", f"{path}/{contacts[0]}").status_code == 404
    assert len(office.one("GET", f"/ContactGroups/{group}")["Contacts"]) == 2
    assert office.call("DELETE", path).status_code == 204
    assert office.one("GET", f"/ContactGroups/{group}")["Contacts"] == []
    assert office.one("GET", f"/Contacts/{contacts[1]}")["ContactGroups"] == []


def test_only_active_contacts_go_into_a_live_group() -> None:
    office = Office()
    group = a_group(office)
    path = f"/ContactGroups/{group}/Contacts"
    unknown = ["An existing Contact with the specified ContactID could not be found"]
    gone = office.contact("Gone")
    office.one("POST", f"/Contacts/{gone}", {"ContactStatus": "ARCHIVED"})

    assert office.no("PUT", path, ids(office.tenants[0])) == unknown
    assert office.no("PUT", path, {"Contacts": [{}]}) == unknown
    assert office.no("PUT", path, ids(gone)) == ["The status 'ARCHIVED' is not valid for contacts"]
    assert office.no("POST", f"/ContactGroups/{group}", {"Status": "ARCHIVED"}) == [
        "The status 'ARCHIVED' is not valid for contact groups"
    ]
    office.one("POST", f"/ContactGroups/{group}", {"Status": "DELETED"})
    assert office.no("PUT", path, ids(office.contact("One"))) == [
        "The contact group has been deleted."
    ]
    assert office.no("DELETE", path)
    assert office.no("POST", f"/ContactGroups/{group}", {"Name": "Back"})


def test_a_deleted_group_no_longer_stands_on_its_contacts() -> None:
    office = Office()
    group, contact = a_group(office), office.contact()
    office.ok("PUT", f"/ContactGroups/{group}/Contacts", ids(contact))

    office.one("POST", f"/ContactGroups/{group}", {"Status": "DELETED"})

    assert office.one("GET", f"/Contacts/{contact}")["ContactGroups"] == []


def test_a_group_that_is_not_there_is_not_found() -> None:
    office = Office()

    assert office.call("GET", "/ContactGroups/x").status_code == 404
    assert office.call("POST", "/ContactGroups/x", {"Name": "X"}).status_code == 404
    assert office.call("PUT", "/ContactGroups/x/Contacts", ids("x")).status_code == 404
    assert office.call("DELETE", "/ContactGroups/x/Contacts").status_code == 404
    assert office.call("POST", "/ContactGroups", {"Name": "X"}).status_code == 501


def test_people_keep_groups_too() -> None:
    office = Office()
    contact = office.contact()
    group = office.person("contact_group.create", Name="Tenants")["ContactGroupID"]

    inside = office.person("contact_group.add", group, ContactID=contact)
    outside = office.person("contact_group.remove", group, ContactID=contact)
    renamed = office.person("contact_group.edit", group, Name="Others")

    assert (inside["ContactIDs"], outside["ContactIDs"]) == ([contact], [])
    assert renamed["Name"] == "Others"
    assert office.refused("contact_group.add", group, ContactID=group)
    assert office.refused("contact_group.create", Name="others")
